/** How long it takes until what can be healed is healed. */
import type { Range, Workload } from './words.ts';
import type { Pace } from './silence.ts';
import { staysOnLost } from './suitable.ts';

/**
 * Of the cluster's own controllers, in seconds; defaults are those of Kubernetes, and no managed control plane lets them be changed.
 *
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
 */
export interface Timings {
  /** From the last heartbeat to the verdict that a node does not answer (`--node-monitor-grace-period`, 40 s before 1.32, 50 s since), a heartbeat less and a look of the controller more. */
  readonly noticed: Range;
  /** Between two nodes of a zone whose pods are told to go (`--node-eviction-rate`, 0.1 a second). */
  readonly perNode: number;
  /** The same in a zone of many nodes that is lost in part (`--secondary-node-eviction-rate`, 0.01 a second). */
  readonly perNodeSlowly: number;
  /** At most until a quota forgets pods that are gone (`--resource-quota-sync-period`). */
  readonly quotaSync: number;
  /** Until a scheduled pod runs: pulling an image and mounting at worst. */
  readonly run: Range;
}

export const TIMINGS: Timings = { noticed: { least: 30, most: 55 }, perNode: 10, perNodeSlowly: 100, quotaSync: 300, run: { least: 1, most: 60 } };

/** Until pods of `nodes` lost nodes of one zone are made anew and ready; null where they never are. `late` where a quota holds them back at first. */
export const healedAfterLoss = ({ pod }: Workload, nodes: number, late: boolean, pace: Pace, { noticed, perNode, perNodeSlowly, quotaSync, run }: Timings): Range | null => {
  const stays = staysOnLost(pod);
  if (stays === null) return null;
  // a quota counts a pod until twice its grace has passed and somebody looks again; a ReplicaSet that was refused asks again at ever longer intervals
  const next = pace === 'slow' ? perNodeSlowly : perNode;
  const held = late ? 2 * pod.graceSeconds + quotaSync : 0;
  return { least: noticed.least + stays + run.least + pod.startSeconds.least, most: noticed.most + next * Math.max(0, nodes - 1) + stays + 2 * held + run.most + pod.startSeconds.most };
};

/** Until as many waves of pods as it takes have gone, each at worst after its grace, and come elsewhere. */
export const healedAfterWaves = ({ pod }: Workload, waves: number, { run }: Timings): Range =>
  ({ least: run.least + pod.startSeconds.least, most: Math.max(1, waves) * (pod.graceSeconds + run.most + pod.startSeconds.most) });

/** `90 s`, `4 min`. */
export const durationText = (seconds: number): string => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);
