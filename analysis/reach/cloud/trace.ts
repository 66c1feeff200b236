/**
 * The way a packet takes, one way: from subnet to subnet as route tables say, through firewalls and NAT gateways, until it
 * arrives or leaves the network.
 */
import type { Firewall } from './firewall.ts';
import type { Network, Subnet } from './network.ts';
import { routeFor } from './network.ts';
import type { Resource } from './terraform.ts';
import { addressText } from '../addresses.ts';
import { holds, sizeOf } from '../intervals.ts';

/** From one subnet to another; null is outside. Access lists of both see these two addresses. */
export interface Leg {
  readonly from: Subnet | null;
  readonly to: Subnet | null;
  readonly source: number;
  readonly destination: number;
}

/** A sentence with what it is read from. */
export interface Cited {
  readonly resource: Resource;
  readonly says: string;
}

export interface Way {
  readonly legs: readonly Leg[];
  /** Firewalls on the way, with the subnet of the endpoint that sees the packet and the address it comes from. */
  readonly firewalls: readonly { readonly firewall: Firewall; readonly subnet: Subnet; readonly source: number }[];
  readonly routes: readonly Cited[];
  readonly end: 'arrived' | 'internet' | 'private-line' | 'lost';
  /** The gateway through which it left. */
  readonly gateway: Resource | null;
  /** The subnet of the NAT gateway that gave it another address. */
  readonly nat: Subnet | null;
}

/** Where packets are lost in a circle. */
const LONGEST = 8;

export interface Roads {
  readonly network: Network;
  readonly firewalls: ReadonlyMap<Resource, Firewall>;
  /** Subnets of NAT gateways. */
  readonly nats: ReadonlyMap<Resource, Subnet>;
}

/** From a subnet to an address; `into` is the subnet where it stands, null for one outside. */
export const wayFrom = (roads: Roads, start: Subnet, source: number, destination: number, into: Subnet | null): Way => {
  const legs: Leg[] = [];
  const routes: Cited[] = [];
  const firewalls: { firewall: Firewall; subnet: Subnet; source: number }[] = [];
  let here = start;
  let address = source;
  let nat: Subnet | null = null;
  const leave = (to: Subnet | null): void => {
    legs.push({ from: here, to, source: address, destination });
  };
  const ended = (end: Way['end'], gateway: Resource | null): Way => ({ legs, routes, firewalls, end, gateway, nat });
  for (let i = 0; i < LONGEST; i += 1) {
    const route = routeFor(here.table, here.vpc, destination);
    if (route === null) routes.push({ resource: here.table.resource ?? here.resource, says: `has no route to ${addressText(destination)}` });
    if (route === 'local') {
      if (into === null || into.vpc.key !== here.vpc.key) return ended('lost', null);
      routes.push({ resource: here.table.resource ?? here.resource, says: `${addressText(destination)} is in the same network` });
      leave(into);
      return ended('arrived', null);
    }
    if (route === null) return ended('lost', null);
    routes.push({ resource: route.resource, says: route.says });
    const { kind, resource, zone } = route.target;
    if (kind === 'internet') {
      leave(null);
      return ended('internet', resource);
    }
    if (kind === 'private-line') {
      leave(into);
      return ended(into === null ? 'private-line' : 'arrived', resource);
    }
    const next: Subnet | null = resource === null ? null : kind === 'nat' ? (roads.nats.get(resource) ?? null) : endpointIn(roads, resource, zone ?? here.zone);
    const firewall = resource === null ? undefined : roads.firewalls.get(resource);
    if (next === null) return ended('lost', resource);
    leave(next);
    if (kind === 'nat') {
      nat = next;
      address = next.block.first;
    }
    if (firewall !== undefined) firewalls.push({ firewall, subnet: next, source: address });
    here = next;
  }
  routes.push({ resource: here.table.resource ?? here.resource, says: `${addressText(destination)} goes in a circle` });
  return ended('lost', null);
};

/** A way without turns. */
export const straight = (leg: Leg): Way => ({ legs: [leg], firewalls: [], routes: [], end: 'arrived', gateway: null, nat: null });

/** From outside into a subnet: straight, or through the firewall that the gateway's own table names. */
export const wayInto = (roads: Roads, through: 'internet' | 'private-line', into: Subnet, source: number, destination: number): Way => {
  const table = through === 'internet' ? roads.network.edgeTables.get(into.vpc.key) : undefined;
  const route = table?.routes
    .filter(({ block, target }) => holds(block, destination) && target.kind === 'firewall')
    .sort((a, b) => sizeOf(a.block) - sizeOf(b.block))[0];
  const endpoint = route === undefined || route.target.resource === null ? null : endpointIn(roads, route.target.resource, route.target.zone ?? into.zone);
  const firewall = route?.target.resource === null || route === undefined ? undefined : roads.firewalls.get(route.target.resource);
  if (route === undefined || endpoint === null || firewall === undefined) {
    return straight({ from: null, to: into, source, destination });
  }
  const behind = wayFrom(roads, endpoint, source, destination, into);
  return {
    ...behind,
    legs: [{ from: null, to: endpoint, source, destination }, ...behind.legs],
    firewalls: [{ firewall, subnet: endpoint, source }, ...behind.firewalls],
    routes: [{ resource: route.resource, says: route.says }, ...behind.routes],
  };
};

/** The endpoint of a firewall in a zone; of a firewall with one endpoint, that one. */
const endpointIn = ({ network, firewalls }: Roads, resource: Resource, zone: string | null): Subnet | null => {
  const subnets = (firewalls.get(resource)?.subnets ?? []).flatMap(subnet => network.subnets.get(subnet) ?? []);
  return subnets.find(subnet => subnet.zone === zone) ?? (subnets.length === 1 ? (subnets[0] ?? null) : null);
};
