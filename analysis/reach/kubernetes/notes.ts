/** What a reader of the connections should know: policies without effect, pods that no policy binds, names of nobody. */
import type { Cluster, Side } from './cluster.ts';
import { podsOf, portsFor } from './cluster.ts';
import { nameOf } from './objects.ts';
import type { Direction, Policy } from './policy.ts';
import type { RulePorts } from './rule-ports.ts';
import { NO_RULE_PORTS, plusRulePorts } from './rule-ports.ts';
import { isWider, selectorText } from './selector.ts';
import type { PodGroup } from './workloads.ts';
import { ALL_ADDRESSES } from '../addresses.ts';
import { difference, union } from '../intervals.ts';
import { push } from '../multimap.ts';
import { hasPorts, minusPorts } from '../ports.ts';

const KINDS = ['selects nothing', 'redundant', 'names nobody', 'pod addresses', 'host network', 'duplicate', 'not read'] as const;

export interface ClusterNote {
  readonly kind: (typeof KINDS)[number];
  /** File where it stands; empty for what stands in many. */
  readonly file: string;
  readonly says: string;
}

export const notesOf = (cluster: Cluster): readonly ClusterNote[] => [
  ...cluster.policies.filter(policy => cluster.sets.selected(policy).ids.size === 0)
    .map((policy): ClusterNote => ({ kind: 'selects nothing', file: policy.file, says: `${named(policy)} selects no workload: ${selectorText(policy.selects)}` })),
  ...redundant(cluster),
  ...nobody(cluster),
  ...cluster.policies.flatMap(policy => blocksOfPods(policy, cluster)),
  ...cluster.workloads.filter(({ groups }) => groups.some(({ hostNetwork }) => hostNetwork))
    .map(({ peer, file }): ClusterNote => ({ kind: 'host network', file, says: `${peer} is on the network of its node: policies do not bind it, and it counts as unprotected` })),
  ...cluster.duplicates.map(([earlier, later]): ClusterNote =>
    ({ kind: 'duplicate', file: later.file, says: `${nameOf(later)} stands also in ${earlier.file} document ${earlier.index + 1}; this one, document ${later.index + 1}, counts` })),
  ...cluster.unread.map((at): ClusterNote => ({ kind: 'not read', file: '', says: `${at}: IPv6 addresses are not followed` })),
  ...Object.entries(cluster.counts.passedOver).filter(([kind]) => kind.endsWith('NetworkPolicy')).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, number]): ClusterNote => ({ kind: 'not read', file: '', says: `${number} ${kind}: what this kind allows or denies is not in the answer` })),
];

const named = ({ namespace, name }: Policy): string => `NetworkPolicy ${namespace}/${name}`;

/** Blocks of addresses that pods have themselves: they open more than the outside. */
const blocksOfPods = (policy: Policy, { sets }: Cluster): readonly ClusterNote[] => [...policy.ingress ?? [], ...policy.egress ?? []].flatMap(({ peers }) => peers ?? [])
  .flatMap(peer => (peer.kind === 'addresses' && sets.at(peer.addresses) !== null ? [{
    kind: 'pod addresses' as const, file: policy.file, says: `${named(policy)} ${peer.path} means pods too: ${peer.says} holds addresses that they may have`,
  }] : []));

/** Selectors of peers that mean no workload, each once with the number of rules that use it. */
const nobody = ({ policies, sets }: Cluster): readonly ClusterNote[] => {
  const places = new Map<string, { readonly policy: Policy; readonly path: string }[]>();
  for (const policy of policies) {
    for (const peer of [...policy.ingress ?? [], ...policy.egress ?? []].flatMap(({ peers }) => peers ?? [])) {
      if (peer.kind !== 'pods' || (podsOf(peer, policy, sets)?.ids.size ?? 0) > 0) continue;
      push(places, `${selectorText(peer.pods)} in ${peer.namespaces === null ? policy.namespace : `namespaces with ${selectorText(peer.namespaces)}`}`, { policy, path: peer.path });
    }
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([whom, [first, ...more]]): readonly ClusterNote[] => (first === undefined ? [] : [{
    kind: 'names nobody', file: first.policy.file,
    says: `${named(first.policy)} ${first.path} means no workload: ${whom}${more.length === 0 ? '' : ` (and ${more.length} more rules)`}`,
  }]));
};

/** Policies that another one makes superfluous: its selector means at least the same pods, it isolates at least the same directions and allows at least the same. */
const redundant = (cluster: Cluster): readonly ClusterNote[] => {
  const { sets, sides } = cluster;
  const gone = new Set<Policy>();
  return cluster.policies.flatMap((policy): readonly ClusterNote[] => {
    const selected = sets.selected(policy).ids;
    const [first] = selected;
    if (first === undefined) return [];
    const rivals = new Set((['ingress', 'egress'] as const).flatMap(direction => sides[direction][first]?.policies ?? []));
    const wider = [...rivals].find(rival => rival !== policy && !gone.has(rival) && covers(rival, policy, cluster));
    if (wider === undefined) return [];
    gone.add(policy);
    return [{ kind: 'redundant', file: policy.file, says: `${named(policy)} changes nothing: ${named(wider)} selects and allows at least the same` }];
  });
};

const covers = (wide: Policy, narrow: Policy, { sets, groups }: Cluster): boolean => {
  // a default that denies everybody also binds pods that do not exist yet: no policy of some pods makes it superfluous
  if (!isWider(wide.selects, narrow.selects)) return false;
  const inner = sets.selected(narrow).ids;
  return (['ingress', 'egress'] as const).every(direction => {
    if (narrow[direction] === null) return true;
    if (wide[direction] === null) return false;
    if (narrow[direction].length === 0) return true;
    // names of ports mean the pod's own for ingress; without names, all pods of a policy are alike
    const asked = narrow[direction].some(({ ports }) => ports.named.length > 0) || wide[direction].some(({ ports }) => ports.named.length > 0) ? [...inner] : [...inner].slice(0, 1);
    return asked.every(id => {
      const group = groups[id];
      return group !== undefined && allows(sideOfOne(wide, direction, group, sets), sideOfOne(narrow, direction, group, sets));
    });
  });
};

type Open = NonNullable<Side>;

const sideOfOne = (policy: Policy, direction: Direction, group: PodGroup, sets: Cluster['sets']): Pick<Open, 'pods' | 'outside'> => ({
  pods: (policy[direction] ?? []).flatMap(rule => (rule.peers ?? [null]).flatMap(peer => {
    const set = podsOf(peer, policy, sets);
    return set === null ? [] : [{ set, ports: portsFor(rule, direction, group) }];
  })),
  outside: (policy[direction] ?? []).flatMap(rule => (rule.peers ?? [null]).flatMap(peer =>
    (peer === null || peer.kind === 'addresses' ? [{ addresses: peer === null ? [ALL_ADDRESSES] : peer.addresses, ports: portsFor(rule, direction, group) }] : []))),
});

const allows = (wide: Pick<Open, 'pods' | 'outside'>, narrow: Pick<Open, 'pods' | 'outside'>): boolean => {
  const insideHolds = narrow.pods.every(({ set, ports }) => wide.pods.some(item => item.set === set && within(ports, item.ports)) || (set.ids.size > 0 && [...set.ids].every(id =>
    within(ports, wide.pods.reduce((sum, item) => (item.set === set || item.set.ids.has(id) ? plusRulePorts(sum, item.ports) : sum), NO_RULE_PORTS)))));
  return insideHolds && narrow.outside.every(({ addresses, ports }) => {
    const open = wide.outside.filter(item => within(ports, item.ports)).reduce<Open['outside'][number]['addresses']>((sum, item) => union(sum, item.addresses), []);
    return difference(addresses, open).length === 0;
  });
};

const within = (narrow: RulePorts, wide: RulePorts): boolean => !hasPorts(minusPorts(narrow.open, wide.open))
  && narrow.named.every(({ protocol, name }) => wide.named.some(known => known.protocol === protocol && known.name === name));
