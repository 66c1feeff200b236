/** VPCs, subnets, route tables and gateways of a region, with every subnet's table and access list. */
import type { Acl } from './acl.ts';
import { aclsOf } from './acl.ts';
import { addressesOf } from '../addresses.ts';
import { holds, sizeOf } from '../intervals.ts';
import { text } from '../json.ts';
import type { Route, RouteTable } from './routes.ts';
import { routeTablesOf } from './routes.ts';
import type { Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

/** A VPC; of one that is made elsewhere only the blocks of its subnets are known. */
export interface Vpc {
  readonly key: string;
  readonly blocks: readonly Interval[];
}

export interface Subnet {
  readonly resource: Resource;
  readonly vpc: Vpc;
  readonly cidr: string;
  readonly block: Interval;
  readonly zone: string | null;
  readonly table: RouteTable;
  readonly acl: Acl;
}

export interface Network {
  readonly vpcs: readonly Vpc[];
  readonly subnets: ReadonlyMap<Resource, Subnet>;
  /** Route tables of the internet gateways themselves, by VPC: what they lead through a firewall on the way in. */
  readonly edgeTables: ReadonlyMap<string, RouteTable>;
  readonly vpcKeyOf: VpcKey;
}

export const networkOf = (terraform: Terraform): Network => {
  const keyOf = vpcKeys(terraform);
  const made = subnetBlocks(terraform, keyOf);
  const vpcs = vpcsOf(terraform, made, keyOf);
  const tables = routeTablesOf(terraform, keyOf);
  const acls = aclsOf(terraform, keyOf);
  const subnets = new Map(
    made.flatMap(({ resource, cidr, block, key }): readonly (readonly [Resource, Subnet])[] => {
      const vpc = vpcs.get(key);
      return vpc === undefined
        ? []
        : [
            [
              resource,
              {
                resource,
                vpc,
                cidr,
                block,
                zone: text(resource.body['availability_zone']),
                table: tables.of(resource, key),
                acl: acls.of(resource, key),
              },
            ],
          ];
    }),
  );
  return { vpcs: [...vpcs.values()], subnets, edgeTables: tables.ofGateways, vpcKeyOf: keyOf };
};

/** What names the VPC that a field means: its resource, or the text of a reference that leads nowhere. */
export type VpcKey = (from: Resource, value: unknown) => string;

const vpcKeys =
  (terraform: Terraform): VpcKey =>
  (from, value) => {
    const found = terraform.resolve(from, value)[0];
    return found === undefined ? '' : found.kind === 'resource' ? `${found.resource.file} ${found.resource.path}` : found.text;
  };

const subnetBlocks = (terraform: Terraform, keyOf: VpcKey) =>
  terraform.all('aws_subnet', 'aws_default_subnet').flatMap(resource => {
    const cidr = terraform.texts(resource, resource.body['cidr_block'])[0] ?? '';
    const block = addressesOf(cidr);
    if (block === null) terraform.note(resource, 'its addresses are not known');
    return block === null ? [] : [{ resource, cidr, block, key: keyOf(resource, resource.body['vpc_id']) }];
  });

const vpcsOf = (terraform: Terraform, subnets: ReturnType<typeof subnetBlocks>, keyOf: VpcKey): ReadonlyMap<string, Vpc> => {
  const blocks = new Map<string, Interval[]>();
  const add = (key: string, cidr: string): void => {
    const block = addressesOf(cidr);
    if (block !== null) blocks.set(key, [...(blocks.get(key) ?? []), block]);
  };
  for (const vpc of terraform.all('aws_vpc', 'aws_default_vpc')) {
    for (const cidr of terraform.texts(vpc, vpc.body['cidr_block'])) add(`${vpc.file} ${vpc.path}`, cidr);
    if (vpc.body['assign_generated_ipv6_cidr_block'] === true || vpc.body['ipv6_cidr_block'] !== undefined)
      terraform.note(vpc, 'its IPv6 addresses are not followed');
  }
  for (const more of terraform.all('aws_vpc_ipv4_cidr_block_association')) {
    for (const cidr of terraform.texts(more, more.body['cidr_block'])) add(keyOf(more, more.body['vpc_id']), cidr);
  }
  for (const { key, cidr } of subnets) if (!blocks.has(key)) for (const other of subnets) if (other.key === key) add(key, other.cidr ?? cidr);
  return new Map([...blocks].map(([key, found]) => [key, { key, blocks: found }]));
};

/** The route with the longest prefix that an address falls under; `local` for the VPC's own blocks, which a route as long as they are replaces. */
export const routeFor = (table: RouteTable, vpc: Vpc, address: number): Route | 'local' | null => {
  const local = vpc.blocks.find(block => holds(block, address));
  const best = table.routes.filter(({ block }) => holds(block, address)).sort((a, b) => sizeOf(a.block) - sizeOf(b.block))[0];
  if (best === undefined || (local !== undefined && sizeOf(local) < sizeOf(best.block))) return local === undefined ? null : 'local';
  return best.target.kind === 'local' ? 'local' : best;
};
