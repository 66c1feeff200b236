/** What may happen to a region, one instance after the other, tried several times where ties decide. */
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';
import { reconcile, scaleTo } from './controllers.ts';
import type { Stuck } from './happenings.ts';
import { drain, lose, roll, watchOf } from './happenings.ts';
import type { Layout, Place } from './layout.ts';
import { attempt, breakRelease, layoutOf, setState } from './layout.ts';
import { nodeOf, nodesOf } from './nodes.ts';
import type { Outcome, Scenario, Stage } from './outcomes.ts';
import { both, outcomeOf, SCENARIOS } from './outcomes.ts';
import { paceOf } from './silence.ts';
import type { Timings } from './times.ts';
import { healedAfterLoss, healedAfterWaves } from './times.ts';
import type { Cluster, NodeGroup, Workload } from './words.ts';

export interface Trying {
  readonly scenarios: ReadonlySet<Scenario>;
  /** How often each scenario is tried with other ties. */
  readonly trials: number;
  readonly timings: Timings;
  /** The same workloads in the region that this one takes over from. */
  readonly primary: Cluster | null;
}

export const outcomesOf = (cluster: Cluster, trying: Trying): readonly Outcome[] => {
  const merged = new Map<string, Outcome>();
  for (let trial = 0; trial < trying.trials; trial += 1) {
    const chance = chanceOf(trial + 1);
    for (const outcome of trialOf(cluster, trying, chance)) {
      const key = `${outcome.scenario}\n${outcome.instance}\n${outcome.workload.id}`;
      const known = merged.get(key);
      merged.set(key, known === undefined ? outcome : both(known, outcome));
    }
  }
  return [...merged.values()].sort((a, b) => SCENARIOS.indexOf(a.scenario) - SCENARIOS.indexOf(b.scenario) || compare(a.instance, b.instance) || a.workload.id - b.workload.id);
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function* trialOf(cluster: Cluster, { scenarios, timings, primary }: Trying, chance: Chance): Iterable<Outcome> {
  const wants = (scenario: Scenario): boolean => scenarios.has(scenario);
  const usual: Stage = { layout: stood(cluster, group => group.count.usual, workload => workload.replicas, chance), need: ({ plan }) => plan?.need ?? 0, timings, chance };
  if (wants('as-it-stands')) yield* standing('as-it-stands', usual);
  if (wants('zone-loss')) yield* zoneLosses('zone-loss', usual);
  if (wants('node-loss')) for (const place of usual.layout.places) if (place.state === 'up') yield* attempt(usual.layout, () => lost('node-loss', place.node.name, usual, [place]));
  if (wants('group-loss')) for (const [name, places] of groupsOf(usual.layout)) yield* attempt(usual.layout, () => lost('group-loss', name, usual, places));
  if (wants('node-drain')) for (const place of usual.layout.places) if (place.state === 'up') yield* drained('node-drain', place.node.name, usual, [place]);
  if (wants('zone-drain') && cluster.zones.length > 1) for (const zone of cluster.zones) yield* drained('zone-drain', zone, usual, usual.layout.places.filter(({ node, state }) => node.zone === zone && state === 'up'));
  if (wants('rollout')) yield* rollouts('rollout', usual);
  if (wants('broken-rollout')) yield* rollouts('broken-rollout', usual);
  if (wants('group-upgrade')) for (const group of cluster.groups) yield* upgraded(group, usual);
  if (wants('zone-loss-in-rollout')) yield* zoneLosses('zone-loss-in-rollout', usual);
  // a standby carries load only after it was promoted
  if (cluster.role === 'primary' && (wants('full-load') || wants('full-load-zone-loss'))) {
    const full = fullLoad(cluster, timings, chance);
    if (wants('full-load')) yield* standing('full-load', full);
    if (wants('full-load-zone-loss')) yield* zoneLosses('full-load-zone-loss', full);
  }
  if (primary !== null && (wants('promoted') || wants('promoted-zone-loss'))) {
    const promoted = fullLoad(promotedOf(cluster, primary), timings, chance);
    if (wants('promoted')) yield* standing('promoted', promoted);
    if (wants('promoted-zone-loss')) yield* zoneLosses('promoted-zone-loss', promoted);
  }
}

/** Everybody in place, as far as there is room. */
const stood = (cluster: Cluster, nodes: (group: NodeGroup) => number, replicas: (workload: Workload) => number, chance: Chance): Layout => {
  const all = cluster.groups.map(group => ({ there: nodesOf([group], nodes), more: Array.from({ length: group.upgrade.surges ? group.upgrade.unavailable : 0 }, (_, i) => nodeOf(group, nodes(group) + i)) }));
  const layout = layoutOf(cluster, all.flatMap(({ there, more }) => [...there, ...more]), new Set(all.flatMap(({ more }) => more)), replicas);
  reconcile(layout, chance);
  return layout;
};

/** All autoscalers at their maximum, as many machines as the groups may have. */
const fullLoad = (cluster: Cluster, timings: Timings, chance: Chance): Stage => {
  const layout = stood(cluster, group => group.count.most, workload => workload.replicas, chance);
  for (const workload of cluster.workloads) scaleTo(layout, workload, workload.most);
  reconcile(layout, chance);
  return { layout, need: ({ plan }) => plan?.needAtPeak ?? 0, timings, chance };
};

/** The standby with what the primary runs. */
const promotedOf = (cluster: Cluster, primary: Cluster): Cluster => {
  const before = new Map(primary.workloads.map(workload => [workload.object, workload]));
  return {
    ...cluster,
    workloads: cluster.workloads.map(workload => {
      const there = before.get(workload.object);
      return there === undefined ? workload : { ...workload, replicas: Math.max(workload.replicas, there.replicas), most: Math.max(workload.most, there.most), plan: there.plan };
    }),
  };
};

/* ---- scenarios -------------------------------------------------------------------------------------------------------------- */

function* standing(scenario: Scenario, { layout, need, chance, timings }: Stage): Iterable<Outcome> {
  const watch = watchOf(layout, layout.cluster.workloads);
  for (const workload of layout.cluster.workloads) yield outcomeOf({ scenario, instance: '', layout, watch, need, chance, timings }, workload, null);
}

type LosingZone = 'zone-loss' | 'zone-loss-in-rollout' | 'full-load-zone-loss' | 'promoted-zone-loss';

function* zoneLosses(scenario: LosingZone, stage: Stage): Iterable<Outcome> {
  const { layout } = stage;
  const { zones } = layout.cluster;
  if (zones.length > 1) for (const zone of zones) yield* attempt(layout, () => lost(scenario, zone, stage, layout.places.filter(({ node, state }) => node.zone === zone && state !== 'gone')));
}

function* lost(scenario: LosingZone | 'node-loss' | 'group-loss', instance: string, stage: Stage, places: readonly Place[]): Iterable<Outcome> {
  const { layout, chance, timings } = stage;
  const { workloads } = layout.cluster;
  const rolling = scenario === 'zone-loss-in-rollout' ? rolledIn(layout) : [];
  const hit = rolling.length > 0 ? workloads : hitOn(layout, places);
  const watch = watchOf(layout, hit);
  roll(layout, rolling, watch, chance, 1 + chance.below(HALF_WAY));
  // who is rolled out of the way in time is not hit at all
  const standing = new Set(places.flatMap(({ pods }) => [...pods].map(({ workload }) => workload.id)));
  const late = lose(layout, places, watch, chance);
  roll(layout, rolling, watch, chance);
  const pace = paceOf(layout, places[0]?.node.zone ?? '');
  for (const workload of hit) {
    const rolls = rolling.includes(workload) ? healedAfterWaves(workload, workload.replicas, timings) : null;
    const heals = standing.has(workload.id) || rolls === null ? healedAfterLoss(workload, places.length, late.has(workload.id), pace, timings) : rolls;
    yield outcomeOf({ ...stage, scenario, instance, watch, late }, workload, heals);
  }
}

/** Looks of the controller after which a rollout is neither at its beginning nor at its end: one of them at least, at most so many. */
const HALF_WAY = 4;

/** Nodes of each group in each zone: what falls silent when its image is bad, or its capacity is taken back. */
const groupsOf = ({ places }: Layout): ReadonlyMap<string, readonly Place[]> => {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    if (place.state !== 'up') continue;
    const { group, zone } = place.node;
    const name = group.zones.length > 1 ? `${group.name} in ${zone}` : group.name;
    groups.set(name, [...groups.get(name) ?? [], place]);
  }
  return groups;
};

const rolledIn = ({ cluster: { workloads } }: Layout): readonly Workload[] => workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');

/** Workloads with a pod on one of the places, or with fewer than they want already. */
const hitOn = (layout: Layout, places: readonly Place[]): readonly Workload[] => {
  const hit = new Set(places.flatMap(({ pods }) => [...pods].map(({ workload }) => workload.id)));
  return layout.cluster.workloads.filter(({ id }) => hit.has(id) || layout.unsettled.has(id));
};

function* drained(scenario: 'node-drain' | 'zone-drain', instance: string, stage: Stage, places: readonly Place[]): Iterable<Outcome> {
  const { layout, chance, timings } = stage;
  yield* attempt(layout, function* () {
    const hit = hitOn(layout, places);
    const watch = watchOf(layout, hit);
    const stuck = drain(layout, places, watch, chance);
    for (const workload of hit) yield outcomeOf({ ...stage, scenario, instance, watch, stuck }, workload, healedAfterWaves(workload, places.length, timings));
  });
}

function* rollouts(scenario: 'rollout' | 'broken-rollout', stage: Stage): Iterable<Outcome> {
  const { layout, chance, timings } = stage;
  yield* attempt(layout, function* () {
    const workloads = rolledIn(layout);
    if (scenario === 'broken-rollout') for (const workload of workloads) breakRelease(layout, workload);
    const watch = watchOf(layout, workloads);
    roll(layout, workloads, watch, chance);
    for (const workload of workloads) yield outcomeOf({ ...stage, scenario, instance: '', watch }, workload, healedAfterWaves(workload, workload.replicas, timings));
  });
}

/**
 * A group is upgraded: where it surges, new nodes come first and nobody new is let on old ones; then old ones are drained, as many at once as it says, and each
 * is replaced by a new one.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
function* upgraded(group: NodeGroup, stage: Stage): Iterable<Outcome> {
  const { layout, chance, timings } = stage;
  const own = layout.places.filter(({ node }) => node.group === group);
  const old = own.filter(({ state }) => state === 'up');
  if (old.length > 0) yield* attempt(layout, function* () {
    const hit = hitOn(layout, old);
    const watch = watchOf(layout, hit);
    const fresh = own.filter(({ state }) => state === 'gone');
    for (const place of fresh) setState(layout, place, 'up');
    if (fresh.length > 0) for (const place of old) setState(layout, place, 'cordoned');
    const stuck: Stuck[] = [];
    for (let from = 0; from < old.length && stuck.length === 0; from += group.upgrade.unavailable) {
      const batch = old.slice(from, from + group.upgrade.unavailable);
      stuck.push(...drain(layout, batch, watch, chance));
      if (stuck.length > 0) break;
      // an empty node that comes in the place of one that goes is like it; what surged stays instead of the last ones
      for (const [i, place] of batch.entries()) setState(layout, place, from + i < old.length - fresh.length ? 'up' : 'gone');
      reconcile(layout, chance);
    }
    for (const workload of hit) yield outcomeOf({ ...stage, scenario: 'group-upgrade', instance: group.name, watch, stuck }, workload, healedAfterWaves(workload, old.length, timings));
  });
}
