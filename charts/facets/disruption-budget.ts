/** How many replicas a drain may take at once. */
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { selectorOf } from '../../model/index.ts';
import type { Workload } from '../../model/index.ts';
import { checked, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';

/**
 * `maxUnavailable`, because a `minAvailable` goes stale when the autoscaler moves and then blocks every drain.
 * `AlwaysAllow`, because a pod that never becomes ready must not keep its node alive.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export const disruptionBudget = (workload: Workload): readonly Manifest[] => [checked(PodDisruptionBudget, metadataOf(workload, 'workloads'), {
  spec: {
    maxUnavailable: workload.disruption.maxUnavailable,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: selectorOf(workload.name) },
  },
})];
