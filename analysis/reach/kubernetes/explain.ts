/** Why one party may talk to another on a port, or what stops it: the rule of each side, or the policies without one. */
import type { Cluster, Side } from './cluster.ts';
import { podsOf, portsFor } from './cluster.ts';
import { inPorts, outPorts } from './connections.ts';
import type { Direction, Policy, Rule } from './policy.ts';
import { resolved, rulePortsText } from './rule-ports.ts';
import { selectorText } from './selector.ts';
import type { PodGroup, Workload } from './workloads.ts';
import { addressesText } from '../addresses.ts';
import { holds } from '../intervals.ts';
import { ALL_PORTS, commonPorts, hasPort, NO_PORTS, plusPorts, portRange } from '../ports.ts';
import type { Ports, Protocol } from '../ports.ts';
import type { Hop, Interval, Peer, Witness } from '../vocabulary.ts';

/** A workload, or an address outside as a number. */
export type Party = Workload | number;

/** A party narrowed to pods that policies treat alike. */
type One = { readonly workload: Workload; readonly group: PodGroup } | number;

/** Ports on which one party may call the other, as far as policies decide. */
export const portsBetween = (cluster: Cluster, from: Party, to: Party): Ports =>
  pairs(from, to).reduce((sum, [caller, callee]) => plusPorts(sum, commonPorts(openOut(cluster, caller, callee), openIn(cluster, caller, callee))), NO_PORTS);

export const explain = (cluster: Cluster, from: Party, to: Party, protocol: Protocol, port: number): Witness => {
  const all = pairs(from, to);
  const works = all.find(([caller, callee]) => hasPort(openOut(cluster, caller, callee), protocol, port) && hasPort(openIn(cluster, caller, callee), protocol, port));
  const [caller, callee] = works ?? all[0] ?? [0, 0];
  const hops = [...hopsOf(cluster, 'egress', caller, callee, protocol, port), ...hopsOf(cluster, 'ingress', callee, caller, protocol, port)];
  return { from: peerOf(from), to: peerOf(to), ports: works === undefined ? NO_PORTS : portRange(protocol, port, port), hops };
};

const peerOf = (party: Party): Peer => (typeof party === 'number' ? addressesText({ first: party, last: party }) : party.peer);
const ones = (party: Party): readonly One[] => (typeof party === 'number' ? [party] : party.groups.map(group => ({ workload: party, group })));
const pairs = (from: Party, to: Party): readonly (readonly [One, One])[] => ones(from).flatMap(caller => ones(to).map(callee => [caller, callee] as const));

const openOut = ({ sides }: Cluster, caller: One, callee: One): Ports => {
  if (typeof caller === 'number') return ALL_PORTS;
  const side = sides.egress[caller.group.id] ?? null;
  return typeof callee === 'number' ? outside(side, callee) : outPorts(side, callee.group);
};

const openIn = ({ sides }: Cluster, caller: One, callee: One): Ports => {
  if (typeof callee === 'number') return ALL_PORTS;
  const side = sides.ingress[callee.group.id] ?? null;
  return typeof caller === 'number' ? outside(side, caller) : inPorts(side, caller.group);
};

const outside = (side: Side, address: number): Ports =>
  (side === null ? ALL_PORTS : side.outside.reduce((sum, { addresses, ports }) => (holdsAny(addresses, address) ? plusPorts(sum, ports.open) : sum), NO_PORTS));

const holdsAny = (addresses: readonly Interval[], address: number): boolean => addresses.some(each => holds(each, address));

/** What the policies of `own` say about its conversation with `other`. */
const hopsOf = (cluster: Cluster, direction: Direction, own: One, other: One, protocol: Protocol, port: number): readonly Hop[] => {
  if (typeof own === 'number') return [];
  const { workload, group } = own;
  const hop = (allows: boolean, file: string, path: string, says: string): Hop => ({ layer: `${direction} policy`, file, path, says, allows });
  const itself = `${workload.kind} ${workload.namespace}/${workload.name}`;
  const side = cluster.sides[direction][group.id] ?? null;
  if (group.hostNetwork) return [hop(true, workload.file, itself, 'is on the network of its node, where policies do not bind it')];
  if (side === null) return [hop(true, workload.file, itself, `no policy isolates it for ${direction}: everything may flow`)];
  const named = ({ namespace, name }: Policy): string => `NetworkPolicy ${namespace}/${name}`;
  for (const policy of side.policies) {
    for (const rule of policy[direction] ?? []) {
      const callee = direction === 'egress' ? other : own;
      const ports = typeof callee === 'number' ? rule.ports.open : resolved(portsFor(rule, direction, group), callee.group.ports);
      const peer = hasPort(ports, protocol, port) ? peerFor(rule, policy, other, cluster) : null;
      if (peer !== null) return [hop(true, policy.file, `${named(policy)} ${peer.path}`, `allows ${rulePortsText(rule.ports)} ${direction === 'egress' ? 'to' : 'from'} ${peer.says}`)];
    }
  }
  const whom = typeof other === 'number' ? peerOf(other) : other.workload.peer;
  return side.policies.map(policy => hop(false, policy.file, `${named(policy)} spec.${direction}`, `isolates ${workload.peer}, and no rule allows ${protocol} ${port} ${direction === 'egress' ? 'to' : 'from'} ${whom}`));
};

/** The first peer of a rule that means a party. */
const peerFor = (rule: Rule, policy: Policy, other: One, { sets }: Cluster): { readonly path: string; readonly says: string } | null => {
  if (rule.peers === null) return { path: rule.path, says: 'everybody' };
  for (const peer of rule.peers) {
    if (peer.kind === 'addresses' && typeof other === 'number' && holdsAny(peer.addresses, other)) return { path: peer.path, says: peer.says };
    if (typeof other === 'number' || podsOf(peer, policy, sets)?.ids.has(other.group.id) !== true) continue;
    if (peer.kind === 'addresses') return { path: peer.path, says: `${peer.says}, where pods have their addresses` };
    return { path: peer.path, says: `pods with ${selectorText(peer.pods)} in ${peer.namespaces === null ? policy.namespace : `namespaces with ${selectorText(peer.namespaces)}`}` };
  }
  return null;
};
