/** What never changes between a workload and a node: which it selects, and whose taints it tolerates. */
import { matches } from '../reach/kubernetes/selector.ts';
import type { Layout, Place, PlaceState } from './layout.ts';
import { tolerates } from './pod-shape.ts';
import type { Node, PodShape, Taint } from './words.ts';

const selected = new WeakMap<readonly Node[], Map<PodShape, readonly number[]>>();

/** Places that a pod may stand on by its selector and affinity, as positions in the list of nodes. */
export const selectedBy = ({ nodes }: Layout, shape: PodShape): readonly number[] => {
  const known = selected.get(nodes) ?? new Map<PodShape, readonly number[]>();
  selected.set(nodes, known);
  const found = known.get(shape) ?? nodes.flatMap((node, i) => (shape.nodes.length === 0 || shape.nodes.some(selector => matches(selector, node.labels)) ? [i] : []));
  known.set(shape, found);
  return found;
};

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };
const NO_ANSWER: readonly Taint[] = [{ key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoSchedule' }, { key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoExecute' }];

type Answers = Partial<Record<PlaceState, boolean>>;

const tolerated = new WeakMap<PodShape, Map<readonly Taint[], Answers>>();

const noted = (shape: PodShape, taints: readonly Taint[]): Answers => {
  const byTaints = tolerated.get(shape) ?? new Map<readonly Taint[], Answers>();
  const answers: Answers = {};
  tolerated.set(shape, byTaints.set(taints, answers));
  return answers;
};

/** Whether a pod may be put there as far as taints go: those of the group, and those that the state of the node brings. */
export const toleratesPlace = (shape: PodShape, { node, state }: Place): boolean => {
  const byState = tolerated.get(shape)?.get(node.taints) ?? noted(shape, node.taints);
  byState[state] ??= state !== 'gone' && [...node.taints, ...(state === 'cordoned' ? [UNSCHEDULABLE] : state === 'lost' ? NO_ANSWER : [])]
    .every(taint => taint.effect === 'PreferNoSchedule' || shape.tolerations.some(toleration => tolerates(toleration, taint)));
  return byState[state];
};

/** Seconds that a pod stays on a node that does not answer; null for good. */
export const staysOnLost = ({ tolerations }: PodShape): number | null => {
  const fitting = tolerations.filter(toleration => tolerates(toleration, NO_ANSWER[1] as Taint));
  const limited = fitting.flatMap(({ seconds }) => seconds ?? []);
  return fitting.length > 0 && limited.length === 0 ? null : Math.min(...limited, ...(fitting.length === 0 ? [0] : []));
};
