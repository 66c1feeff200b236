/** Whom a workload may call and who may call it. */
import type { Topology, Workload } from '../../model/index.ts';
import { namePolicies } from '../cilium.ts';
import type { Manifest } from '../manifest.ts';
import { networkPolicyOf } from '../policy.ts';

export const networkPolicy = (workload: Workload, topology: Topology): readonly Manifest[] => {
  const key = `workload/${workload.name}`;
  return [networkPolicyOf(key, workload, topology), ...namePolicies(key, workload, topology)];
};
