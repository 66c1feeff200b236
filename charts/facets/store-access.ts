/** Certificates for databases and Kafka, where operators in the cluster issue them. AWS identities need no object here. */
import { accessOfWorkload } from '../../model/index.ts';
import type { Topology, Workload } from '../../model/index.ts';
import type { Manifest } from '../manifest.ts';
import { issuedAccess } from '../secret-sync.ts';

export const storeAccess = (workload: Workload, topology: Topology): readonly Manifest[] =>
  issuedAccess(workload, accessOfWorkload(workload, topology));
