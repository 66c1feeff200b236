/**
 * Whom the egress firewall passes, and which names outside policies allow. A provider that speaks TLS under a name is held to the name, any other to its
 * address and port. Where there is neither a firewall nor a plug-in that knows names, the blocks of the egress policies are all there is.
 */
import { hostOf, otherPermissions } from './cilium.ts';
import { declaredPlaces, isTunnelled, subnetName } from './places.ts';
import { partiesOf } from '../parties.ts';
import type { BoundaryRegion } from '../words.ts';
import type { Computed, Declared, Permission, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { isHost, portOf } from './policies.ts';
import { ALL_ADDRESSES } from '../../reach/addresses.ts';
import type { Firewall, FirewallRule } from '../../reach/cloud/firewall.ts';
import { difference, intersection } from '../../reach/intervals.ts';
import { ALL_PORTS, portRange } from '../../reach/ports.ts';
import type { Interval } from '../../reach/vocabulary.ts';
import type { Edge, Provider, Topology } from '../../../model/index.ts';

export const hostAllowLists = (region: BoundaryRegion): SetPlane => planeOf('host allow-lists', 'subnet or workload × name or addresses × port', [
  ...[...region.cloud?.roads.firewalls.values() ?? []].flatMap(firewall => passed(region, firewall)),
  ...otherPermissions(region).filter(isHost),
], [...(region.cloud === null ? [] : firewallDeclared(region.topology)), ...namesDeclared(region)]);

/* ---- computed ------------------------------------------------------------------------------------------------------------------ */

/** What later rules drop counts as passed all the same: nothing here drops by name or address. */
const passed = (region: BoundaryRegion, { rules, otherwise }: Firewall): readonly Computed[] => [
  ...rules.filter(({ action }) => action === 'pass').flatMap(rule => subnetsIn(region, blocksOf(rule.source)).flatMap(own => destinations(rule).map((peer): Computed =>
    ({ own, direction: 'out', via: '', peer, ports: rule.ports, file: rule.resource.file, path: rule.resource.path, says: rule.says })))),
  ...(otherwise.pass ? subnetsIn(region, [ALL_ADDRESSES]).map((own): Computed => (
    { own, direction: 'out', via: '', peer: EVERYBODY, ports: ALL_PORTS, file: otherwise.resource.file, path: otherwise.resource.path, says: 'passes what no rule drops' })) : []),
];

const blocksOf = ({ blocks, except }: FirewallRule['source']): readonly Interval[] => (except ? difference([ALL_ADDRESSES], blocks) : blocks);

const destinations = ({ hosts, destination }: FirewallRule): readonly Permission['peer'][] => (hosts === null ? [blocksOf(destination)] : hosts.map(hostOf));

const subnetsIn = ({ cloud, topology }: BoundaryRegion, blocks: readonly Interval[]): readonly string[] => [...cloud?.roads.network.subnets.values() ?? []]
  .filter(({ block }) => intersection([block], blocks).length > 0).map(subnet => subnetName(topology, subnet));

/* ---- declared ------------------------------------------------------------------------------------------------------------------ */

/** Over the internet only: tunnels do not pass the firewall. */
const firewallDeclared = (topology: Topology): readonly Declared[] => topology.edges.flatMap(edge => declaredPlaces(topology, edge.to)
  .filter(to => to.tier === null && !isTunnelled(topology, to)).flatMap(to => declaredPlaces(topology, edge.from).flatMap(({ subnets }) => subnets.flatMap(({ name: own }): readonly Declared[] => {
    const hosts = namesOf(topology, edge);
    const base = { own, direction: 'out' as const, via: '', because: edge.because };
    return hosts.length === 0 ? [{ ...base, peer: to.blocks, ports: portOf(edge) }] : hosts.map(host => ({ ...base, peer: hostOf(host), ports: portRange('TCP', 1, 65_535) }));
  }))));

/** Names that stand in a TLS handshake. */
const namesOf = (topology: Topology, { to }: Edge): readonly string[] => {
  const provider: Provider | undefined = topology.providers[topology.peers[to]?.name ?? ''];
  return provider === undefined || provider.encryption === 'ssh' || provider.encryption === 'none' ? [] : provider.hosts;
};

/** Where policies know names, each caller of a provider is held to the provider's. */
const namesDeclared = (region: BoundaryRegion): readonly Declared[] => (region.topology.environment.cni.kind !== 'cilium' ? [] : region.topology.edges.flatMap(edge => {
  const peer = region.topology.peers[edge.to];
  return peer?.kind !== 'provider' ? [] : partiesOf(region).of(edge.from).flatMap(({ key: own }) => peer.hosts.map(host =>
    ({ own, direction: 'out' as const, via: '', peer: hostOf(host), ports: portOf(edge), because: edge.because })));
}));
