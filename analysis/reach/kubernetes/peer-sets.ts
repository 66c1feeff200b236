/** Which groups of pods selectors mean; selectors with the same words are looked up once. */
import type { Policy } from './policy.ts';
import type { Labels, Selector } from './selector.ts';
import { certainLabel, matches } from './selector.ts';
import type { PodGroup } from './workloads.ts';
import { intersection } from '../intervals.ts';
import { push } from '../multimap.ts';
import type { Interval } from '../vocabulary.ts';

/** Ids of groups. The same selectors give the same object. */
export interface PeerSet {
  readonly ids: ReadonlySet<number>;
}

export interface PeerSets {
  readonly everybody: PeerSet;
  readonly of: (namespaces: Selector | null, pods: Selector, own: string) => PeerSet;
  readonly selected: (policy: Policy) => PeerSet;
  /** Pods that a block of addresses means: none, but all where pods have addresses of the network and the block touches them. */
  readonly at: (addresses: readonly Interval[]) => PeerSet | null;
}

/** The label that every namespace carries, declared or not. */
const NAME = 'kubernetes.io/metadata.name';

interface Namespace {
  readonly labels: Labels;
  readonly groups: PodGroup[];
  /** Groups by `key=value`. */
  readonly labelled: Map<string, PodGroup[]>;
}

export const peerSetsOf = (groups: readonly PodGroup[], declared: ReadonlyMap<string, Labels>, podAddresses: readonly Interval[]): PeerSets => {
  const namespaces = new Map<string, Namespace>();
  for (const group of groups) {
    const known: Namespace = namespaces.get(group.namespace) ?? { labels: { ...declared.get(group.namespace), [NAME]: group.namespace }, groups: [], labelled: new Map() };
    namespaces.set(group.namespace, known);
    known.groups.push(group);
    for (const [key, value] of Object.entries(group.labels)) push(known.labelled, `${key}=${value}`, group);
  }
  const spaces = new Map<string, readonly Namespace[]>();
  const spacesOf = (selector: Selector): readonly Namespace[] => {
    const found = spaces.get(selector.key) ?? [...namespaces.values()].filter(({ labels }) => matches(selector, labels));
    spaces.set(selector.key, found);
    return found;
  };
  const sets = new Map<string, PeerSet>();
  const of = (inNamespaces: Selector | null, pods: Selector, own: string): PeerSet => {
    const key = `${inNamespaces === null ? own : ` ${inNamespaces.key}`} ${pods.key}`;
    const known = sets.get(key);
    if (known !== undefined) return known;
    const label = certainLabel(pods);
    const where = inNamespaces === null ? [namespaces.get(own)].filter(space => space !== undefined) : spacesOf(inNamespaces);
    const found = where.flatMap(space => (label === null ? space.groups : space.labelled.get(label.join('=')) ?? []).filter(({ labels }) => matches(pods, labels)));
    const made = { ids: new Set(found.map(({ id }) => id)) };
    sets.set(key, made);
    return made;
  };
  const everybody = { ids: new Set(groups.map(({ id }) => id)) };
  return {
    of, everybody,
    selected: ({ selects, namespace }) => of(null, selects, namespace),
    at: addresses => (intersection(addresses, podAddresses).length > 0 ? everybody : null),
  };
};
