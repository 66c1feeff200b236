/**
 * What disruption budgets let go.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
import type { Layout, Pod } from './layout.ts';
import { podsOfWorkload } from './layout.ts';
import { podsOf } from './quantities.ts';
import type { Budget, Workload } from './words.ts';

/** Budgets that do not let a pod go now; two budgets over one pod never do. */
export const disruptionsOf = (layout: Layout, pod: Pod): readonly Budget[] => {
  const { budgets } = pod.workload;
  if (budgets.length > 1) return budgets;
  return budgets.filter(budget => {
    const { healthy, wanted } = stateOf(layout, budget);
    const spare = healthy - wanted >= 1;
    return pod.ready ? !spare : !spare && !budget.unreadyMayGo && !(healthy >= wanted && wanted > 0);
  });
};

/** How many more pods may go now, and whether other workloads share the budget. */
export const spareOf = (layout: Layout, budget: Budget): { readonly spare: number; readonly isShared: boolean } => {
  const { healthy, wanted } = stateOf(layout, budget);
  return { spare: healthy - wanted, isShared: guardedBy(layout, budget).length > 1 };
};

/** Pods that are ready, and how many must stay so. */
const stateOf = (layout: Layout, budget: Budget): { readonly healthy: number; readonly wanted: number } => {
  let healthy = 0;
  let expected = 0;
  for (const workload of guardedBy(layout, budget)) {
    for (const pod of podsOfWorkload(layout, workload)) if (pod.ready) healthy += 1;
    expected += scaleOf(layout, workload);
  }
  const { kind, amount } = budget.bound;
  // both kinds round up; a number that must stay needs no scale
  const pods = podsOf(amount, expected, 'up');
  return { healthy, wanted: kind === 'minAvailable' ? pods : Math.max(0, expected - pods) };
};

/** What the controller was asked for, without the surge of a rollout. */
const scaleOf = (layout: Layout, { id }: Workload): number => layout.scales[id] as number;

const guarded = new WeakMap<readonly Workload[], Map<string, readonly Workload[]>>();

const guardedBy = ({ cluster: { workloads } }: Layout, { object }: Budget): readonly Workload[] => {
  const known = guarded.get(workloads) ?? new Map<string, readonly Workload[]>();
  guarded.set(workloads, known);
  const found = known.get(object) ?? workloads.filter(({ budgets }) => budgets.some(budget => budget.object === object));
  known.set(object, found);
  return found;
};
