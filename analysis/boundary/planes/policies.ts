/** What policies of the cluster let out of pods and into them, each direction by itself, against the edges of the topology. */
import type { Party } from '../parties.ts';
import { isPods, partiesOf } from '../parties.ts';
import type { BoundaryRegion } from '../words.ts';
import { otherPermissions } from './cilium.ts';
import { declaredBlocks } from './places.ts';
import type { Computed, Declared, Permission, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { podsOf, portsFor } from '../../reach/kubernetes/cluster.ts';
import type { Direction, Policy, PolicyPeer, Rule } from '../../reach/kubernetes/policy.ts';
import { resolved, rulePortsText } from '../../reach/kubernetes/rule-ports.ts';
import type { PodGroup } from '../../reach/kubernetes/workloads.ts';
import { ALL_PORTS, portRange } from '../../reach/ports.ts';
import type { Ports } from '../../reach/ports.ts';
import type { Edge } from '../../../model/index.ts';

export const egressPolicies = (region: BoundaryRegion): SetPlane => policiesOf(region, 'egress');
export const ingressPolicies = (region: BoundaryRegion): SetPlane => policiesOf(region, 'ingress');

const policiesOf = (region: BoundaryRegion, direction: Direction): SetPlane => {
  const way = direction === 'egress' ? 'out' : 'in';
  const others = otherPermissions(region).filter(each => each.direction === way && !isHost(each));
  return planeOf(`${direction} policies`, 'workload × peer × port', [...partiesOf(region).all.flatMap(party => allowed(region, party, direction)), ...others], declaredIn(region, direction));
};

/** Names outside have a plane of their own. */
export const isHost = ({ peer }: Permission): boolean => typeof peer === 'string' && peer.startsWith('host ');

/* ---- computed ------------------------------------------------------------------------------------------------------------------ */

const allowed = (region: BoundaryRegion, party: Party, direction: Direction): readonly Computed[] => party.groups.flatMap(group => {
  const side = region.cluster.sides[direction][group.id] ?? null;
  const base = { own: party.key, direction: direction === 'egress' ? 'out' : 'in', via: '' } as const;
  if (side === null) {
    const { file = '', kind = '', namespace = '', name = '' } = party.workload ?? {};
    const says = group.hostNetwork ? 'is on the network of its node, where policies do not bind it' : `no policy isolates it for ${direction}: everything may flow`;
    return [{ ...base, peer: EVERYBODY, ports: ALL_PORTS, file, path: `${kind} ${namespace}/${name}`, says }];
  }
  return side.policies.flatMap(policy => (policy[direction] ?? []).flatMap(rule => (rule.peers ?? [null]).flatMap(peer =>
    meant(region, policy, rule, peer, direction, group).map(each => ({
      ...base, ...each, file: policy.file, path: `NetworkPolicy ${policy.namespace}/${policy.name} ${peer?.path ?? rule.path}`, says: `allows ${rulePortsText(rule.ports)}`,
    })))));
});

/** Whom one peer of a rule means, with the ports that names of ports are for each. */
const meant = (region: BoundaryRegion, policy: Policy, rule: Rule, peer: PolicyPeer | null, direction: Direction, group: PodGroup): readonly Pick<Permission, 'peer' | 'ports'>[] => {
  const ports = portsFor(rule, direction, group);
  if (peer?.kind === 'addresses') return [{ peer: peer.addresses, ports: ports.open }];
  const named = ports.named.length > 0;
  const pods = peer === null && !named ? [] : [...podsOf(peer, policy, region.cluster.sets)?.ids ?? []];
  return [
    ...(peer === null ? [{ peer: EVERYBODY, ports: ports.open }] : []),
    ...pods.flatMap(id => partiesOf(region).ofGroup(id).map(({ key }) => ({ peer: key, ports: resolved(ports, region.cluster.groups[id]?.ports ?? []) }))),
  ];
};

/* ---- declared ------------------------------------------------------------------------------------------------------------------ */

const declaredIn = (region: BoundaryRegion, direction: Direction): readonly Declared[] => {
  const { of } = partiesOf(region);
  const way = direction === 'egress' ? 'out' as const : 'in' as const;
  return region.topology.edges.flatMap(edge => {
    const [own, other] = direction === 'egress' ? [edge.from, edge.to] : [edge.to, edge.from];
    return of(own).filter(isPods).flatMap(party => whom(region, other).map(peer => ({ own: party.key, direction: way, via: '', peer, ports: portOf(edge), because: edge.because })));
  });
};

/** Pods by their names, anybody else by the addresses that the topology gives him. */
const whom = (region: BoundaryRegion, key: string): readonly Permission['peer'][] => {
  const peer = region.topology.peers[key];
  if (peer === undefined) return [];
  return peer.pods === null ? [declaredBlocks(region.topology, key)] : partiesOf(region).of(key).map(party => party.key);
};

export const portOf = ({ protocol, port }: Pick<Edge, 'protocol' | 'port'>) : Ports => portRange(protocol, port, port);
