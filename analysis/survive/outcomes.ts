/** What was seen of one workload in one case, and of the same case with other ties. */
import type { Chance } from './chance.ts';
import type { Late, Stuck, Watch } from './happenings.ts';
import type { Layout } from './layout.ts';
import { pendingOf, podsOfWorkload, readyOf } from './layout.ts';
import { podsOf } from './quantities.ts';
import { staysOnLost } from './suitable.ts';
import type { Timings } from './times.ts';
import type { Range, Workload } from './words.ts';

/** In the order in which a reader meets them. */
export const SCENARIOS = ['as-it-stands', 'zone-loss', 'node-loss', 'group-loss', 'node-drain', 'zone-drain', 'rollout', 'broken-rollout', 'group-upgrade', 'zone-loss-in-rollout', 'full-load', 'full-load-zone-loss', 'promoted', 'promoted-zone-loss'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** What becomes of one workload when something happens to one thing. */
export interface Outcome {
  readonly scenario: Scenario;
  /** The zone, node or node group that it happens to; empty where it happens to all workloads. */
  readonly instance: string;
  readonly workload: Workload;
  /** How many pods it is asked for, and how many it needs for its load. */
  readonly wanted: number;
  readonly need: number;
  /** In the end. */
  readonly running: Range;
  readonly pending: Range;
  readonly byZone: Readonly<Record<string, Range>>;
  /** The fewest that are ready at any moment. */
  readonly leastReady: Range;
  readonly why: readonly string[];
  /** Seconds until all that are wanted are ready; null where that never happens by itself. */
  readonly healed: Range | null;
  /** Pods that a quota holds back until others are forgotten. */
  readonly late: { readonly pods: number; readonly why: string } | null;
  /** Budgets that never let a pod go, and the node that it is on. */
  readonly stuck: readonly { readonly budget: string; readonly file: string; readonly node: string }[];
  /** Pods whose first eviction is refused, and which are asked again. */
  readonly refused: Range;
  /** What a person does to bring it back. */
  readonly act: string | null;
}

/** Where scenarios begin. */
export interface Stage {
  readonly layout: Layout;
  readonly need: (workload: Workload) => number;
  readonly timings: Timings;
  readonly chance: Chance;
}

export interface Seen extends Stage {
  readonly scenario: Scenario;
  readonly instance: string;
  readonly watch: Watch;
  readonly late?: Late;
  readonly stuck?: readonly Stuck[];
}

const same = (value: number): Range => ({ least: value, most: value });

export const outcomeOf = ({ scenario, instance, layout, watch, need, late, stuck = [] }: Seen, workload: Workload, healed: Range | null): Outcome => {
  const pods = [...podsOfWorkload(layout, workload)];
  const running = readyOf(layout, workload);
  const wanted = layout.scales[workload.id] as number;
  const refused = layout.refused.get(workload.id);
  const fewest = watch.fewest.get(workload.id) ?? running;
  const zones = new Map(layout.cluster.zones.map(zone => [zone, 0]));
  for (const { place, ready } of pods) if (place !== null && ready) zones.set(place.node.zone, (zones.get(place.node.zone) ?? 0) + 1);
  const unplaced = pods.filter(pod => !pod.ready);
  // who tolerates a silent node for good is to blame himself; others are never told to go, or made anew only after somebody deletes the object of their node
  const left = unplaced.length > 0 && unplaced.every(({ place }) => place?.state === 'lost') && (workload.bound !== 'free' || staysOnLost(workload.pod) !== null);
  const byHand = left || (unplaced.length > 0 && workload.bound === 'zone');
  const own = stuck.filter(each => each.workload === workload);
  return {
    scenario, instance, workload, wanted, need: need(workload), running: same(running), pending: same(pendingOf(layout, workload)),
    byZone: Object.fromEntries([...zones].map(([zone, count]) => [zone, same(count)])), leastReady: { least: fewest, most: mostOfFewest(scenario, workload, fewest, wanted) },
    why: [...new Set([...unplaced.flatMap(pod => pod.why ?? (layout.broken.has(workload.id) ? 'the new revision never becomes ready' : [])), ...(refused === undefined ? [] : [refused.why])])].sort(),
    healed: running >= wanted ? (fewest < wanted || late?.has(workload.id) ? healed : same(0)) : null, late: late?.get(workload.id) ?? null, refused: watch.refused.get(workload.id) ?? same(0),
    stuck: own.flatMap(({ budgets, node }) => budgets.map(budget => ({ budget: budget.object, file: budget.file, node }))),
    act: byHand && instance !== '' ? actOf(workload, scenario, instance, own.length, left) : null,
  };
};

/** Pods that go as fast as a budget or a rollout lets them may also go one after the other, and those that come first in a rollout may be ready before any goes. */
const mostOfFewest = (scenario: Scenario, { rollout }: Workload, fewest: number, wanted: number): number => {
  if (scenario === 'rollout' && rollout.kind === 'RollingUpdate' && podsOf(rollout.surge, wanted, 'up') > 0) return wanted;
  const oneByOne = scenario === 'node-drain' || scenario === 'zone-drain' || scenario === 'group-upgrade' || (scenario === 'rollout' && rollout.kind === 'RollingUpdate');
  return oneByOne && fewest < wanted ? Math.max(fewest, wanted - 1) : fewest;
};

const actOf = ({ bound, object }: Workload, scenario: Scenario, where: string, stuck: number, left: boolean): string => {
  if (left && (scenario === 'node-loss' || scenario === 'group-loss')) return `kubectl delete node for each that will not come back: only then ${object} is made anew elsewhere`;
  if (bound !== 'zone') return `kubectl delete node for each node of ${where}: only then ${object} is made anew elsewhere`;
  if (scenario.endsWith('drain')) return `let ${where} take pods again: volumes of ${object} stay there${stuck > 0 ? ', and its budget lets no more of them go meanwhile' : ''}`;
  return `bring ${where} back: volumes of ${object} stay there; where it will not come back, restore from another member`;
};

export const both = (a: Outcome, b: Outcome): Outcome => ({
  ...a, running: span(a.running, b.running), pending: span(a.pending, b.pending), leastReady: span(a.leastReady, b.leastReady), why: [...new Set([...a.why, ...b.why])].sort(),
  byZone: Object.fromEntries(Object.keys({ ...a.byZone, ...b.byZone }).map(zone => [zone, span(a.byZone[zone] ?? same(0), b.byZone[zone] ?? same(0))])),
  healed: a.healed === null || b.healed === null ? null : span(a.healed, b.healed), late: a.late ?? b.late, refused: span(a.refused, b.refused),
  stuck: [...a.stuck, ...b.stuck.filter(({ budget, node }) => !a.stuck.some(each => each.budget === budget && each.node === node))], act: a.act ?? b.act,
});

const span = (a: Range, b: Range): Range => ({ least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) });

/** The outcome that leaves the least beyond the need; null where nothing needs anything. */
export const tightestOf = (outcomes: readonly Outcome[]): Outcome | null =>
  outcomes.filter(({ need }) => need > 0).reduce<Outcome | null>((a, b) => (a === null || b.leastReady.least - b.need < a.leastReady.least - a.need ? b : a), null);

/** From the soonest to the latest that anything is healed; null where nothing has to be, or nothing is. */
export const healingOf = (outcomes: readonly Outcome[]): Range | null => {
  const healing = outcomes.flatMap(({ healed }) => (healed !== null && healed.most > 0 ? [healed] : []));
  return healing.length === 0 ? null : { least: Math.min(...healing.map(({ least }) => least)), most: Math.max(...healing.map(({ most }) => most)) };
};
