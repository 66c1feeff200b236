/** Certificates for databases and Kafka, where operators in the cluster issue them. AWS identities need no object here. */
import type { Topology, Workload } from '../../model/index.ts';
import type { Manifest } from '../manifest.ts';
import { accessOfWorkload } from '../principal.ts';
import { issuedAccess } from '../secret-sync.ts';

export const storeAccess = (workload: Workload, topology: Topology): readonly Manifest[] =>
  issuedAccess(workload, accessOfWorkload(workload, topology));
