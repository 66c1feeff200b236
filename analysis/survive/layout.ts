/** Who stands where at one moment: the only thing in here that changes, and every change of it can be taken back. */
import type { Charged, Cluster, Node, PodShape, Spread, Workload } from './words.ts';

/** Lost nodes do not answer; cordoned ones take nobody new; gone ones are no more. */
export type PlaceState = 'up' | 'cordoned' | 'lost' | 'gone';

export interface Place {
  readonly node: Node;
  /** Changed by `setState` alone. */
  state: PlaceState;
  readonly used: { cpuMillis: number; memoryMiB: number; pods: number };
  readonly pods: Set<Pod>;
}

/** 0 ran before, 1 comes with a rollout. */
export type Revision = 0 | 1;

export interface Pod {
  readonly workload: Workload;
  readonly revision: Revision;
  place: Place | null;
  /** Where its volume is, once it has one. */
  zone: string | null;
  ready: boolean;
  /** Why it has no place. */
  why: string | null;
}

/** What a namespace is charged for: pods that are, and pods that were and are not yet known to be gone. */
type Charge = Readonly<Record<Charged, number>>;

export interface Layout {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
  readonly places: readonly Place[];
  /** By id of the workload. */
  readonly pods: readonly Set<Pod>[];
  /** How many of each revision a controller wants. */
  readonly wanted: [old: number, young: number][];
  /** How many pods each workload is asked for, rollout or not. */
  readonly scales: number[];
  /** Zones of volumes whose pod is to be made again. */
  readonly volumes: string[][];
  readonly charged: Map<string, Charge>;
  /** Charged to the quota until somebody finds out that they are gone. */
  readonly terminating: { readonly namespace: string; readonly charges: PodShape['charges'] }[];
  /** Pods that a quota kept from being made, by id of the workload, with the reason. */
  readonly refused: Map<number, { readonly pods: number; readonly why: string }>;
  /** Of a workload whose new revision never becomes ready. */
  readonly broken: Set<number>;
  /** Ids of workloads that may have too many pods, too few, or one without a place. */
  readonly unsettled: Set<number>;
  /** Places that a spread constraint counts, as long as no place changes its state. */
  readonly counted: Map<Spread, Counted>;
  /** How to take back what was changed since an attempt began, the latest last. */
  readonly undo: (() => void)[];
}

export interface Counted {
  readonly places: ReadonlySet<Place>;
  readonly domains: readonly string[];
}

/** Tries something out: whatever changes on the way is as before when it ends. */
export function* attempt<T>(layout: Layout, work: () => Iterable<T>): Iterable<T> {
  const from = layout.undo.length;
  try {
    yield* work();
  } finally {
    for (const back of layout.undo.splice(from).reverse()) back();
  }
}

export const setState = (layout: Layout, place: Place, state: PlaceState): void => {
  const before = place.state;
  place.state = state;
  layout.counted.clear();
  layout.undo.push(() => {
    place.state = before;
    layout.counted.clear();
  });
};

/** Asks a controller for other numbers of pods. */
export const want = (layout: Layout, { id }: Workload, old: number, young: number): void => {
  const before = layout.wanted[id] as [number, number];
  layout.wanted[id] = [old, young];
  layout.undo.push(() => { layout.wanted[id] = before; });
  unsettle(layout, id);
};

export const scale = (layout: Layout, { id }: Workload, count: number): void => {
  const before = layout.scales[id] as number;
  layout.scales[id] = count;
  layout.undo.push(() => { layout.scales[id] = before; });
};

export const unsettle = (layout: Layout, id: number): void => toggled(layout, layout.unsettled, id, true);
export const settle = (layout: Layout, id: number): void => toggled(layout, layout.unsettled, id, false);

const toggled = <T>(layout: Layout, set: Set<T>, item: T, isIn: boolean): void => {
  if (set.has(item) === isIn) return;
  if (isIn) set.add(item);
  else set.delete(item);
  layout.undo.push(() => (isIn ? set.delete(item) : set.add(item)));
};

/** The new revision of a workload never becomes ready. */
export const breakRelease = (layout: Layout, { id }: Workload): void => toggled(layout, layout.broken, id, true);

/** Says why pods were refused; null where none are. */
export const refuse = (layout: Layout, { id }: Workload, refusal: { readonly pods: number; readonly why: string } | null): void => {
  const before = layout.refused.get(id);
  if (before === undefined && refusal === null) return;
  const put = (value: typeof before | null): void => { if (value === undefined || value === null) layout.refused.delete(id); else layout.refused.set(id, value); };
  put(refusal);
  layout.undo.push(() => put(before));
};

/** @param spare nodes that are not there yet, and may be made */
export const layoutOf = (cluster: Cluster, nodes: readonly Node[], spare: ReadonlySet<Node>, wanted: (workload: Workload) => number): Layout => ({
  cluster, nodes, places: nodes.map((node): Place => ({ node, state: spare.has(node) ? 'gone' : 'up', used: { cpuMillis: 0, memoryMiB: 0, pods: 0 }, pods: new Set() })),
  pods: cluster.workloads.map(() => new Set<Pod>()), wanted: cluster.workloads.map(workload => [wanted(workload), 0]), scales: cluster.workloads.map(wanted), volumes: cluster.workloads.map(() => []),
  charged: new Map(), terminating: [], refused: new Map(), broken: new Set(), unsettled: new Set(cluster.workloads.keys()), counted: new Map(), undo: [],
});

export const podsOfWorkload = (layout: Layout, { id }: Workload): ReadonlySet<Pod> => layout.pods[id] as Set<Pod>;
export const readyOf = (layout: Layout, workload: Workload): number => countOf(podsOfWorkload(layout, workload), pod => pod.ready);
export const pendingOf = (layout: Layout, workload: Workload): number => countOf(podsOfWorkload(layout, workload), pod => pod.place === null) + (layout.refused.get(workload.id)?.pods ?? 0);

const countOf = (pods: Iterable<Pod>, holds: (pod: Pod) => boolean): number => {
  let count = 0;
  for (const pod of pods) if (holds(pod)) count += 1;
  return count;
};

const NOTHING: Charge = { pods: 0, cpuMillis: 0, memoryMiB: 0, limitCpuMillis: 0, limitMemoryMiB: 0 };

const charge = (layout: Layout, namespace: string, charges: PodShape['charges'], sign: 1 | -1): void => {
  const known = layout.charged.get(namespace) ?? NOTHING;
  const { pods, cpuMillis, memoryMiB, limitCpuMillis, limitMemoryMiB } = charges;
  layout.charged.set(namespace, {
    pods: known.pods + sign * (pods ?? 0), cpuMillis: known.cpuMillis + sign * (cpuMillis ?? 0), memoryMiB: known.memoryMiB + sign * (memoryMiB ?? 0),
    limitCpuMillis: known.limitCpuMillis + sign * (limitCpuMillis ?? 0), limitMemoryMiB: known.limitMemoryMiB + sign * (limitMemoryMiB ?? 0),
  });
  layout.undo.push(() => layout.charged.set(namespace, known));
};

/** A new pod, without a place yet; one that a volume waits for belongs where the volume is. */
export const make = (layout: Layout, workload: Workload, revision: Revision): void => {
  const volumes = layout.volumes[workload.id] as string[];
  const zone = volumes.shift() ?? null;
  const pod: Pod = { workload, revision, place: null, zone, ready: false, why: null };
  const own = layout.pods[workload.id] as Set<Pod>;
  own.add(pod);
  layout.undo.push(() => {
    own.delete(pod);
    if (zone !== null) volumes.unshift(zone);
  });
  charge(layout, workload.namespace, workload.pod.charges, 1);
};

/** A pod stands somewhere from now on. */
export const settleAt = (layout: Layout, pod: Pod, place: Place, ready: boolean): void => {
  const { zone, why } = pod;
  enter(pod, place, ready);
  pod.why = null;
  if (pod.workload.bound === 'zone') pod.zone = place.node.zone;
  layout.undo.push(() => {
    quit(pod);
    pod.zone = zone;
    pod.why = why;
  });
};

export const leave = (layout: Layout, pod: Pod): void => {
  const { place, ready } = pod;
  if (place === null) return;
  quit(pod);
  layout.undo.push(() => enter(pod, place, ready));
};

const enter = (pod: Pod, place: Place, ready: boolean): void => {
  const { cpuMillis, memoryMiB } = pod.workload.pod.requests;
  place.used.cpuMillis += cpuMillis;
  place.used.memoryMiB += memoryMiB;
  place.used.pods += 1;
  place.pods.add(pod);
  pod.place = place;
  pod.ready = ready;
};

const quit = (pod: Pod): void => {
  const { place, workload: { pod: { requests } } } = pod;
  if (place === null) return;
  place.used.cpuMillis -= requests.cpuMillis;
  place.used.memoryMiB -= requests.memoryMiB;
  place.used.pods -= 1;
  place.pods.delete(pod);
  pod.place = null;
  pod.ready = false;
};

/** A pod is not ready any more, where it stands or without a place, and why. */
export const fail = (layout: Layout, pod: Pod, reason: string | null): void => {
  const { ready, why } = pod;
  pod.ready = false;
  pod.why = reason;
  layout.undo.push(() => {
    pod.ready = ready;
    pod.why = why;
  });
};

/** A pod is no more; whether its namespace is still charged for it is another matter. */
export const remove = (layout: Layout, pod: Pod, stillCharged = false): void => {
  const { workload, zone } = pod;
  const own = layout.pods[workload.id] as Set<Pod>;
  const volumes = layout.volumes[workload.id] as string[];
  leave(layout, pod);
  own.delete(pod);
  if (zone !== null) volumes.push(zone);
  layout.undo.push(() => {
    own.add(pod);
    if (zone !== null) volumes.pop();
  });
  unsettle(layout, workload.id);
  if (stillCharged) {
    layout.terminating.push({ namespace: workload.namespace, charges: workload.pod.charges });
    layout.undo.push(() => layout.terminating.pop());
  } else charge(layout, workload.namespace, workload.pod.charges, -1);
};

/** Everybody has found out who is gone. */
export const forgetTerminating = (layout: Layout): void => {
  const forgotten = layout.terminating.splice(0);
  layout.undo.push(() => layout.terminating.push(...forgotten));
  for (const { namespace, charges } of forgotten) charge(layout, namespace, charges, -1);
};
