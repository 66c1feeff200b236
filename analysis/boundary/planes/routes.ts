/** Where packets are led, and who has an address on the internet: what decides whether a subnet is public, against the tiers that the edges ask for. */
import type { DeclaredPlace, PlannedSubnet } from './places.ts';
import { declaredPlaces, isTunnelled, planOf, subnetName, subnetsOf } from './places.ts';
import type { BoundaryRegion } from '../words.ts';
import type { Computed, Declared, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { ALL_ADDRESSES } from '../../reach/addresses.ts';
import type { Cloud } from '../../reach/cloud/index.ts';
import type { RouteTable, Target } from '../../reach/cloud/routes.ts';
import { ALL_PORTS, portRange } from '../../reach/ports.ts';
import type { Interval } from '../../reach/vocabulary.ts';
import type { Topology } from '../../../model/index.ts';

export const routes = (region: BoundaryRegion): SetPlane => planeOf('routes', 'subnet × addresses × gateway', region.cloud === null ? [] : [
  ...[...region.cloud.roads.network.subnets.values()].flatMap(subnet => routed(subnetName(region.topology, subnet), subnet.table)),
  ...[...region.cloud.roads.network.edgeTables].flatMap(([vpc, table]) => routed(`gateway of ${vpc}`, table)),
  ...published(region.cloud),
], region.cloud === null ? [] : declaredIn(region.topology));

const WORDS: Readonly<Record<Target['kind'], string>> = {
  local: '', internet: 'to the internet', nat: 'to a NAT gateway', firewall: 'through the firewall', 'private-line': 'into a private line', unknown: 'to where nobody can follow',
};
type Way = keyof typeof WORDS;

/* ---- computed ------------------------------------------------------------------------------------------------------------------ */

const routed = (own: string, { routes: all, endpoints }: RouteTable): readonly Computed[] => [
  ...all.filter(({ target }) => target.kind !== 'local').map(({ block, target, resource, says }): Computed =>
    ({ own, direction: 'out', via: WORDS[target.kind], peer: [block], ports: ALL_PORTS, file: resource.file, path: resource.path, says })),
  ...[...endpoints].map((resource): Computed => ({ own, direction: 'out', via: 'to the endpoint', peer: resource.path, ports: ALL_PORTS, file: resource.file, path: resource.path, says: 'a gateway endpoint' })),
];

const published = ({ places }: Cloud): readonly Computed[] => [...places.values()].flatMap(({ name: own, interfaces, publicEndpoint }): readonly Computed[] => [
  ...interfaces.filter(each => each.public).slice(0, 1).map(({ resource }): Computed =>
    ({ own, direction: 'in', via: 'public address', peer: EVERYBODY, ports: ALL_PORTS, file: resource.file, path: resource.path, says: 'has a public address' })),
  ...(publicEndpoint === null ? [] : [{
    own, direction: 'in' as const, via: 'public endpoint', peer: publicEndpoint.blocks, ports: portRange('TCP', 443, 443), file: publicEndpoint.resource.file, path: publicEndpoint.resource.path,
    says: 'its endpoint is on the internet',
  }]),
]);

/* ---- declared ------------------------------------------------------------------------------------------------------------------ */

const declaredIn = (topology: Topology): readonly Declared[] => {
  const route = (way: Way, because: string) => ({ name: own }: PlannedSubnet, block: Interval): Declared => ({ own, direction: 'out', via: WORDS[way], peer: [block], ports: ALL_PORTS, because });
  const [outward, tunnels] = outsideCalls(topology);
  const callers = subnetsOf(topology).filter(({ name }) => outward.has(name));
  return [
    ...planOf(topology, 'public').map(subnet => route('internet', 'public load balancers and the way out stand there')(subnet, ALL_ADDRESSES)),
    ...callers.flatMap(caller => [
      route('firewall', 'providers are called from here, now or after promotion')(caller, ALL_ADDRESSES),
      ...planOf(topology, 'public').filter(({ zone }) => zone === caller.zone).map(subnet => route('firewall', 'replies of providers')(subnet, caller.block)),
    ]),
    ...(callers.length === 0 ? [] : planOf(topology, 'firewall').map(subnet => route('nat', 'what the firewall passes leaves from fixed addresses')(subnet, ALL_ADDRESSES))),
    ...[...tunnels.values()].map(({ subnet, block, because }) => route('private-line', because)(subnet, block)),
    ...topology.edges.filter(({ from }) => from === 'network/internet').flatMap(edge => declaredPlaces(topology, edge.to).map(({ name: own }): Declared =>
      ({ own, direction: 'in', via: 'public address', peer: EVERYBODY, ports: ALL_PORTS, because: edge.because }))),
  ];
};

interface Tunnelled {
  readonly subnet: PlannedSubnet;
  readonly block: Interval;
  readonly because: string;
}

/** Names of subnets that call over the internet, also those that will once the region is promoted; and who needs a way into a private line. */
const outsideCalls = (topology: Topology): readonly [ReadonlySet<string>, ReadonlyMap<string, Tunnelled>] => {
  const outward = new Set<string>();
  const tunnels = new Map<string, Tunnelled>();
  const into = (inside: DeclaredPlace, outside: DeclaredPlace, because: string): void => {
    for (const subnet of inside.subnets) for (const block of outside.blocks) tunnels.set(`${subnet.name} ${block.first} ${block.last}`, { subnet, block, because });
  };
  const fenced = new Set(topology.fencedEdges);
  for (const edge of [...topology.edges, ...topology.fencedEdges]) {
    for (const from of declaredPlaces(topology, edge.from)) {
      for (const to of declaredPlaces(topology, edge.to)) {
        if (to.tier === null && !isTunnelled(topology, to)) for (const { name } of from.subnets) outward.add(name);
        if (!fenced.has(edge) && to.tier === null && isTunnelled(topology, to)) into(from, to, edge.because);
        if (!fenced.has(edge) && from.tier === null && isTunnelled(topology, from)) into(to, from, edge.because);
      }
    }
  }
  return [outward, tunnels];
};
