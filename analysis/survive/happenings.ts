/** What happens to a cluster: zones are lost, nodes are drained, pods are rolled. Each changes a layout and says what was seen on the way. */
import { disruptionsOf, spareOf } from './budgets.ts';
import type { Chance } from './chance.ts';
import { shuffled } from './chance.ts';
import { reconcile, shrink } from './controllers.ts';
import type { Layout, Place, Pod } from './layout.ts';
import { fail, forgetTerminating, podsOfWorkload, readyOf, remove, setState, want } from './layout.ts';
import { podsOf } from './quantities.ts';
import { isCutOff, paceOf, TOLD_BEFORE_STOP } from './silence.ts';
import { staysOnLost } from './suitable.ts';
import type { Budget, Range, Workload } from './words.ts';

/** Notes the fewest that are ready, whenever it is asked, and how many pods are not let go at once. */
export interface Watch {
  readonly look: (workloads?: Iterable<Workload>) => void;
  readonly note: (workload: Workload, ready: number) => void;
  readonly fewest: ReadonlyMap<number, number>;
  readonly refuse: (workload: Workload, pods: Range) => void;
  readonly refused: ReadonlyMap<number, Range>;
}

/** @param watched workloads that anything can happen to */
export const watchOf = (layout: Layout, watched: Iterable<Workload>): Watch => {
  const fewest = new Map<number, number>();
  const note = ({ id }: Workload, ready: number): void => { fewest.set(id, Math.min(fewest.get(id) ?? Number.POSITIVE_INFINITY, ready)); };
  const look = (workloads: Iterable<Workload> = watched): void => { for (const workload of workloads) note(workload, readyOf(layout, workload)); };
  look();
  const refused = new Map<number, Range>();
  const refuse = ({ id }: Workload, { least, most }: Range): void => {
    const known = refused.get(id) ?? { least: 0, most: 0 };
    refused.set(id, { least: known.least + least, most: known.most + most });
  };
  return { look, note, fewest, refuse, refused };
};

/* ---- loss ------------------------------------------------------------------------------------------------------------------- */

/** What a quota kept from being made as long as pods that are gone were charged to it. */
export type Late = ReadonlyMap<number, { readonly pods: number; readonly why: string }>;

/** Nodes stop answering: free pods are made anew elsewhere, others wait for a person. */
export const lose = (layout: Layout, lost: readonly Place[], watch: Watch, chance: Chance): Late => {
  for (const place of lost) {
    setState(layout, place, 'lost');
    for (const pod of place.pods) fail(layout, pod, null);
  }
  watch.look();
  const untold = untoldOf(layout, lost, chance);
  for (const place of lost) {
    for (const pod of [...place.pods]) {
      const { bound, pod: shape, object } = pod.workload;
      if (untold.has(place)) fail(layout, pod, isCutOff(layout) ? 'no node of any zone answers: the control plane takes itself to be cut off, and nobody is told to go' : `${place.node.zone}: most of its nodes do not answer, others do; then nobody is told to go`);
      else if (staysOnLost(shape) === null) fail(layout, pod, `${place.node.zone}: it tolerates a node that does not answer for good, and is never made anew`);
      else if (bound !== 'free') fail(layout, pod, `${place.node.zone}: lost, and ${object.split('/')[0]} pods are made anew only after the object of their node is deleted`);
      else remove(layout, pod, true);
    }
  }
  reconcile(layout, chance);
  const late = new Map(layout.refused);
  forgetTerminating(layout);
  reconcile(layout, chance);
  return late;
};

/** Nodes whose pods are never told to go; the first that fall silent are not among them. */
const untoldOf = (layout: Layout, lost: readonly Place[], chance: Chance): ReadonlySet<Place> => {
  const zones = [...new Set(lost.map(({ node }) => node.zone))].filter(zone => paceOf(layout, zone) === 'none');
  const told = (): number => (isCutOff(layout) ? 0 : chance.below(TOLD_BEFORE_STOP + 1));
  return new Set(zones.flatMap(zone => shuffled(lost.filter(({ node }) => node.zone === zone), chance).slice(told())));
};

/* ---- drain ------------------------------------------------------------------------------------------------------------------ */

export interface Stuck {
  readonly workload: Workload;
  readonly budgets: readonly Budget[];
  readonly node: string;
}

/**
 * Drains nodes as `kubectl drain` does with several: all are cordoned first, then left one after the other. Nobody waits until those who left are ready
 * elsewhere, so where budgets let them, pods of all nodes are away at once. @returns pods that no budget ever lets go
 */
export const drain = (layout: Layout, places: readonly Place[], watch: Watch, chance: Chance): readonly Stuck[] => {
  for (const place of places) if (place.state === 'up') setState(layout, place, 'cordoned');
  // who is there at the beginning is asked to go; who tolerates a cordon may come back, and is not asked again
  const asked = new Set(places.flatMap(place => [...place.pods]));
  const standing = (): readonly Pod[] => shuffled([...asked].filter(pod => pod.place !== null), chance);
  const touched = new Set(standing().map(({ workload }) => workload));
  for (const workload of touched) watch.refuse(workload, refusedAtFirst(layout, workload, [...asked].filter(pod => pod.workload === workload)));
  for (let moved = true; moved;) {
    moved = false;
    for (const pod of standing()) {
      if (disruptionsOf(layout, pod).length > 0) continue;
      remove(layout, pod);
      moved = true;
    }
    watch.look(touched);
    if (moved) reconcile(layout, chance);
    watch.look(touched);
  }
  return standing().map(pod => ({ workload: pod.workload, budgets: disruptionsOf(layout, pod), node: pod.place?.node.name ?? '' }));
};

/** Pods whose first eviction is refused: those of one node are asked at once; whether those of the next find the budget healed is a matter of time. */
const refusedAtFirst = (layout: Layout, { budgets }: Workload, asked: readonly Pod[]): Range => {
  const [budget] = budgets;
  if (budget === undefined) return { least: 0, most: 0 };
  const { spare, isShared } = spareOf(layout, budget);
  const free = budgets.length > 1 ? 0 : Math.max(0, spare);
  const byNode = new Map<Place | null, number>();
  for (const { place } of asked) byNode.set(place, (byNode.get(place) ?? 0) + 1);
  return {
    least: isShared ? 0 : [...byNode.values()].reduce((sum, pods) => sum + Math.max(0, pods - free), 0),
    most: isShared && free < asked.length ? asked.length : Math.max(0, asked.length - free),
  };
};

/* ---- rollout ---------------------------------------------------------------------------------------------------------------- */

/** Every workload gets a new revision, all at once. `steps` ends it in the middle. */
export const roll = (layout: Layout, workloads: readonly Workload[], watch: Watch, chance: Chance, steps = Number.POSITIVE_INFINITY): void => {
  for (let step = 0; step < steps; step += 1) {
    const before = workloads.map(({ id }) => layout.wanted[id] as readonly [number, number]);
    if (!workloads.map(workload => stepOf(layout, workload, watch, chance)).some(Boolean)) return;
    // two controllers work at it: old pods go before new ones are ready, and before or after these find a place
    const late = workloads.flatMap((workload, i) => (workload.rollout.kind === 'RollingUpdate' && chance.below(2) === 0 ? overlapOf(layout, workload, before[i] as readonly [number, number]) : []));
    for (const { workload, old, young, fewest } of late) {
      watch.note(workload, fewest);
      want(layout, workload, old, young);
    }
    for (const workload of workloads) shrink(layout, workload, 0, chance);
    watch.look(workloads);
    reconcile(layout, chance);
    if (late.length > 0) {
      for (const { workload, left, young } of late) want(layout, workload, left, young);
      reconcile(layout, chance);
    }
    watch.look(workloads);
  }
};

/** Old pods that go only when new ones have their places, and how many are ready when they have gone. */
interface Overlap {
  readonly workload: Workload;
  readonly old: number;
  readonly young: number;
  /** Old ones in the end. */
  readonly left: number;
  readonly fewest: number;
}

const overlapOf = (layout: Layout, workload: Workload, [old]: readonly [number, number]): readonly Overlap[] => {
  const [left, young] = layout.wanted[workload.id] as readonly [number, number];
  if (left >= old) return [];
  const unready = [...podsOfWorkload(layout, workload)].filter(pod => pod.revision === 0 && !pod.ready).length;
  return [{ workload, old, young, left, fewest: readyOf(layout, workload) - Math.max(0, old - left - unready) }];
};

/** One look of the controller at one workload. @returns whether it wants something else than before */
const stepOf = (layout: Layout, workload: Workload, watch: Watch, chance: Chance): boolean => {
  const all = layout.scales[workload.id] as number;
  if (all === 0) return false;
  const before = layout.wanted[workload.id] as [number, number];
  const after = workload.rollout.kind === 'RollingUpdate' ? rolling(layout, workload, all, before) : byKind(layout, workload, all, before, watch, chance);
  want(layout, workload, ...after);
  return after[0] !== before[0] || after[1] !== before[1];
};

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment */
const rolling = (layout: Layout, workload: Workload, all: number, [old, young]: readonly [number, number]): [number, number] => {
  const surge = podsOf(workload.rollout.surge, all, 'up');
  const given = podsOf(workload.rollout.unavailable, all, 'down');
  // both zero would never move
  const unavailable = surge === 0 && given === 0 ? 1 : given;
  const ready = [0, 1].map(revision => [...podsOfWorkload(layout, workload)].filter(pod => pod.revision === revision && pod.ready).length) as [number, number];
  const grown = Math.min(all, young + Math.max(0, all + surge - old - young));
  const floor = all - unavailable;
  const spare = old + grown - floor - (grown - ready[1]);
  const unhealthy = Math.min(Math.max(0, spare), old - ready[0]);
  const healthy = Math.max(0, Math.min(old - unhealthy, ready[0] + ready[1] - floor));
  return [old - unhealthy - healthy, grown];
};

/** One pod after the other, each ready before the next; all at once; or whenever somebody deletes one. */
const byKind = (layout: Layout, workload: Workload, all: number, [old, young]: readonly [number, number], watch: Watch, chance: Chance): [number, number] => {
  const { kind, unavailable } = workload.rollout;
  if (kind === 'ByHand') return [old, young];
  const pods = [...podsOfWorkload(layout, workload)];
  if (kind === 'Recreate') {
    for (const pod of pods) if (pod.revision === 0) remove(layout, pod);
    watch.look([workload]);
    return [0, all];
  }
  const ready = pods.filter(pod => pod.ready).length;
  const next = Math.min(old, Math.max(0, podsOf(unavailable, all, 'down') || 1) - (all - ready));
  // who is not ready is replaced first, and waited for
  const victims = shuffled(pods.filter(pod => pod.revision === 0 && pod.place?.state !== 'lost'), chance).sort((a, b) => Number(a.ready) - Number(b.ready)).slice(0, Math.max(0, next));
  for (const pod of victims) remove(layout, pod);
  return [old - victims.length, young + victims.length];
};
