/** Route tables: which subnet has which, and where each route leads. */
import { addressesOf } from '../addresses.ts';
import { eachNested, nested, oneOrMore } from '../json.ts';
import type { VpcKey } from './network.ts';
import type { Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

export interface Target {
  readonly kind: 'local' | 'internet' | 'nat' | 'firewall' | 'private-line' | 'unknown';
  /** The gateway, firewall or line; null for `local` and for what cannot be followed. */
  readonly resource: Resource | null;
  /** Of a firewall, the zone whose endpoint is meant, where the route says it. */
  readonly zone: string | null;
}

export interface Route {
  readonly block: Interval;
  readonly target: Target;
  /** What is cited: a route of its own, or the table it is written in. */
  readonly resource: Resource;
  readonly says: string;
}

export interface RouteTable {
  /** Null for the main table of a VPC that nobody manages: it has the local route only. */
  readonly resource: Resource | null;
  readonly routes: readonly Route[];
  /** Gateway endpoints that it leads to. */
  readonly endpoints: ReadonlySet<Resource>;
}

interface RouteTables {
  readonly of: (subnet: Resource, vpcKey: string) => RouteTable;
  readonly ofGateways: ReadonlyMap<string, RouteTable>;
}

const NOTHING: RouteTable = { resource: null, routes: [], endpoints: new Set() };

/** Fields of a route that name what it leads to, and what that is. */
const TARGETS: readonly (readonly [string, Target['kind']])[] = [
  ['gateway_id', 'internet'],
  ['nat_gateway_id', 'nat'],
  ['vpc_endpoint_id', 'firewall'],
  ['vpc_peering_connection_id', 'private-line'],
  ['transit_gateway_id', 'private-line'],
  ['network_interface_id', 'unknown'],
  ['instance_id', 'unknown'],
  ['local_gateway_id', 'private-line'],
  ['core_network_arn', 'private-line'],
  ['carrier_gateway_id', 'unknown'],
  ['egress_only_gateway_id', 'unknown'],
];

export const routeTablesOf = (terraform: Terraform, keyOf: VpcKey): RouteTables => {
  const tables = new Map<Resource, RouteTable & { readonly routes: Route[]; readonly endpoints: Set<Resource> }>();
  const main = new Map<string, Resource>();
  for (const resource of terraform.all('aws_route_table', 'aws_default_route_table')) {
    const routes = eachNested(resource.body['route']).flatMap(route => routesIn(terraform, resource, route, 'cidr_block'));
    tables.set(resource, { resource, routes, endpoints: new Set() });
    if (resource.type === 'aws_default_route_table') main.set(keyOf(resource, resource.body['default_route_table_id']), resource);
  }
  for (const route of terraform.all('aws_route')) {
    for (const table of terraform.follow(route, route.body['route_table_id']))
      tables.get(table)?.routes.push(...routesIn(terraform, route, route.body, 'destination_cidr_block'));
  }
  const bySubnet = new Map<Resource, Resource>();
  const ofGateways = new Map<string, RouteTable>();
  for (const association of terraform.all('aws_route_table_association')) {
    const [table] = terraform.follow(association, association.body['route_table_id']);
    if (table === undefined) continue;
    for (const subnet of terraform.follow(association, association.body['subnet_id'])) bySubnet.set(subnet, table);
    for (const gateway of terraform.follow(association, association.body['gateway_id']))
      ofGateways.set(keyOf(gateway, gateway.body['vpc_id']), tables.get(table) ?? NOTHING);
  }
  for (const association of terraform.all('aws_main_route_table_association')) {
    for (const table of terraform.follow(association, association.body['route_table_id'])) main.set(keyOf(association, association.body['vpc_id']), table);
  }
  for (const endpoint of terraform.all('aws_vpc_endpoint')) {
    for (const table of terraform.follow(endpoint, endpoint.body['route_table_ids'])) tables.get(table)?.endpoints.add(endpoint);
  }
  for (const association of terraform.all('aws_vpc_endpoint_route_table_association')) {
    const endpoints = terraform.follow(association, association.body['vpc_endpoint_id']);
    for (const table of terraform.follow(association, association.body['route_table_id']))
      for (const endpoint of endpoints) tables.get(table)?.endpoints.add(endpoint);
  }
  return { of: (subnet, vpcKey) => tableOf(tables, bySubnet.get(subnet) ?? main.get(vpcKey)), ofGateways };
};

const tableOf = (tables: ReadonlyMap<Resource, RouteTable>, resource: Resource | undefined): RouteTable =>
  resource === undefined ? NOTHING : (tables.get(resource) ?? NOTHING);

const routesIn = (terraform: Terraform, resource: Resource, route: Readonly<Record<string, unknown>>, destination: string): readonly Route[] => {
  const [field, kind] = TARGETS.find(([name]) => oneOrMore(route[name]).some(value => value !== '')) ?? ['', 'unknown'];
  const blocks = blocksOf(terraform, resource, route, destination);
  return blocks.map(({ block, cidr }) => {
    const target = targetOf(terraform, resource, route[field], kind);
    return { block, target, resource, says: `${cidr} leads to ${target.resource?.path.replace('resource.', '') ?? target.kind}` };
  });
};

const blocksOf = (
  terraform: Terraform,
  resource: Resource,
  route: Readonly<Record<string, unknown>>,
  destination: string,
): readonly { readonly block: Interval; readonly cidr: string }[] => {
  const direct = terraform.texts(resource, route[destination]);
  const six = oneOrMore(route[destination.replace('cidr_block', 'ipv6_cidr_block')]);
  if (six.some(value => value !== '')) terraform.note(resource, 'its IPv6 addresses are not followed');
  const lists = terraform.follow(resource, route['destination_prefix_list_id']).flatMap(found => {
    const entries = eachNested(found.body['entry']).flatMap(entry => terraform.texts(found, entry['cidr']));
    if (entries.length === 0) terraform.note(resource, `the addresses of ${found.path} are not known`);
    return entries;
  });
  return [...direct, ...lists].flatMap(cidr => {
    const block = addressesOf(cidr);
    return block === null ? [] : [{ block, cidr }];
  });
};

const targetOf = (terraform: Terraform, resource: Resource, value: unknown, kind: Target['kind']): Target => {
  if (value === 'local') return { kind: 'local', resource: null, zone: null };
  const found = terraform.resolve(resource, value)[0];
  if (found?.kind !== 'resource') {
    terraform.note(resource, `where it leads cannot be followed: ${found?.text ?? 'nothing'}`);
    return { kind: 'unknown', resource: null, zone: null };
  }
  const zone = /availability_zone\s*==\s*"([^"]+)"/.exec(found.attribute)?.[1] ?? null;
  return { kind: kindOf(found.resource, kind), resource: found.resource, zone };
};

/** The same field takes gateways of several kinds, so the resource decides. */
const kindOf = ({ type, body }: Resource, kind: Target['kind']): Target['kind'] => {
  switch (type) {
    case 'aws_internet_gateway':
      return 'internet';
    case 'aws_vpn_gateway':
      return 'private-line';
    case 'aws_networkfirewall_firewall':
      return 'firewall';
    case 'aws_vpc_endpoint':
      return nested(body)['vpc_endpoint_type'] === 'GatewayLoadBalancer' ? 'unknown' : kind;
    default:
      return kind === 'internet' ? 'unknown' : kind;
  }
};
