/** Secrets that the catalog gives a workload. */
import { accessOfWorkload } from '../../model/index.ts';
import type { Topology, Workload } from '../../model/index.ts';
import type { Manifest } from '../manifest.ts';
import { declaredSecrets, secretAccount } from '../secret-sync.ts';

export const secrets = (workload: Workload, topology: Topology): readonly Manifest[] => {
  const holds = workload.secrets.length > 0 || accessOfWorkload(workload, topology).length > 0;
  return [...(holds ? [secretAccount(workload, topology)] : []), ...declaredSecrets(workload, topology)];
};
