/** A cluster as its documents describe it: workloads, and for each group of pods what policies say about it. */
import type { ClusterProblem, Counts, Document, KubernetesObject } from './objects.ts';
import { groupOf, nameOf, objectsOf } from './objects.ts';
import type { Direction, Policy, PolicyPeer, Rule } from './policy.ts';
import { policyOf } from './policy.ts';
import type { PeerSet, PeerSets } from './peer-sets.ts';
import { peerSetsOf } from './peer-sets.ts';
import type { RulePorts } from './rule-ports.ts';
import { NO_RULE_PORTS, plusRulePorts, resolved } from './rule-ports.ts';
import type { Labels } from './selector.ts';
import type { PodGroup, Workload } from './workloads.ts';
import { isWorkload, workloadsOf } from './workloads.ts';
import { ALL_ADDRESSES } from '../addresses.ts';
import { object, texts } from '../json.ts';
import { push } from '../multimap.ts';
import type { Interval } from '../vocabulary.ts';

/** What policies let through in one direction of a group of pods; null where none isolates it, and everything may flow. */
export type Side = {
  readonly policies: readonly Policy[];
  /** Pods, set by set; ports of ingress are those of the group, names resolved. */
  readonly pods: readonly { readonly set: PeerSet; readonly ports: RulePorts }[];
  readonly outside: readonly { readonly addresses: readonly Interval[]; readonly ports: RulePorts }[];
} | null;

export interface Cluster {
  readonly workloads: readonly Workload[];
  readonly groups: readonly PodGroup[];
  readonly policies: readonly Policy[];
  readonly sets: PeerSets;
  /** By id of the group. */
  readonly sides: Readonly<Record<Direction, readonly Side[]>>;
  readonly problems: readonly ClusterProblem[];
  readonly duplicates: readonly (readonly [earlier: KubernetesObject, later: KubernetesObject])[];
  /** Places of addresses that are not followed, because they are IPv6. */
  readonly unread: readonly string[];
  readonly counts: Counts;
}

/**
 * `podAddresses` are the addresses that pods have where they stand in the network itself (the VPC CNI): there a block that touches them reaches pods, of
 * which any may have the address. Empty elsewhere: blocks then mean nobody inside.
 */
export const clusterOf = (documents: Iterable<Document>, podAddresses: readonly Interval[] = []): Cluster => {
  const { objects, counts } = objectsOf(documents, isRead);
  const known = new Map<string, KubernetesObject>();
  const duplicates: (readonly [KubernetesObject, KubernetesObject])[] = [];
  for (const each of objects) {
    const key = `${groupOf(each)} ${nameOf(each)}`;
    const earlier = known.get(key);
    if (earlier !== undefined) duplicates.push([earlier, each]);
    // what is applied later replaces what was there
    known.set(key, each);
  }
  const problems: ClusterProblem[] = [];
  const unread: string[] = [];
  const read = [...known.values()];
  const { workloads, groups } = workloadsOf(read.filter(each => isWorkload(each, groupOf(each))), problems);
  const policies = read.filter(({ kind }) => kind === 'NetworkPolicy').flatMap(each => policyOf(each, problems, path => unread.push(`${nameOf(each)} ${path}`)) ?? []).sort(byName);
  const sets = peerSetsOf(groups, namespaceLabels(read.filter(({ kind }) => kind === 'Namespace')), podAddresses);
  return { workloads, groups, policies, sets, sides: sidesOf(groups, policies, sets), problems, duplicates, unread, counts };
};

const isRead = (each: KubernetesObject): boolean => isWorkload(each, groupOf(each))
  || (each.kind === 'NetworkPolicy' && each.apiVersion === 'networking.k8s.io/v1') || (each.kind === 'Namespace' && each.apiVersion === 'v1');

const byName = (a: Policy, b: Policy): number => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1);

const namespaceLabels = (namespaces: readonly KubernetesObject[]): ReadonlyMap<string, Labels> =>
  new Map(namespaces.map(({ name, body }) => [name, texts(object(body['metadata'])['labels'])]));

const sidesOf = (groups: readonly PodGroup[], policies: readonly Policy[], sets: PeerSets): Readonly<Record<Direction, readonly Side[]>> => {
  const selecting = new Map<number, Policy[]>();
  for (const policy of policies) {
    for (const id of sets.selected(policy).ids) push(selecting, id, policy);
  }
  const sides = (direction: Direction): readonly Side[] => groups.map(group => {
    const own = group.hostNetwork ? [] : (selecting.get(group.id) ?? []).filter(policy => policy[direction] !== null);
    return own.length === 0 ? null : sideOf(group, own, direction, sets);
  });
  return { ingress: sides('ingress'), egress: sides('egress') };
};

const sideOf = (group: PodGroup, policies: readonly Policy[], direction: Direction, sets: PeerSets): Side => {
  const pods = new Map<PeerSet, RulePorts>();
  const outside: { addresses: readonly Interval[]; ports: RulePorts }[] = [];
  for (const policy of policies) {
    for (const rule of policy[direction] ?? []) {
      const ports = portsFor(rule, direction, group);
      for (const peer of rule.peers ?? [null]) {
        const set = podsOf(peer, policy, sets);
        if (set !== null && set.ids.size > 0) pods.set(set, plusRulePorts(pods.get(set) ?? NO_RULE_PORTS, ports));
        if (peer === null || peer.kind === 'addresses') outside.push({ addresses: peer === null ? [ALL_ADDRESSES] : peer.addresses, ports });
      }
    }
  }
  return { policies, pods: [...pods].map(([set, ports]) => ({ set, ports })), outside };
};

/** Names are those of the pod that is called: known already for ingress. */
export const portsFor = (rule: Rule, direction: Direction, group: PodGroup): RulePorts =>
  (direction === 'egress' || rule.ports.named.length === 0 ? rule.ports : { open: resolved(rule.ports, group.ports), named: [] });

/** Pods that a peer of a rule means: all without a peer, mostly none for addresses. */
export const podsOf = (peer: PolicyPeer | null, policy: Policy, sets: PeerSets): PeerSet | null => {
  if (peer === null) return sets.everybody;
  return peer.kind === 'pods' ? sets.of(peer.namespaces, peer.pods, policy.namespace) : sets.at(peer.addresses);
};
