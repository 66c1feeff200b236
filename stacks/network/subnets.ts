/**
 * Subnets and where they route.
 *
 * A tier says who may route where: `public` to the internet gateway, tiers that reach providers through the egress firewall
 * of their zone to its NAT gateway, and everything else nowhere but inside. Replies from a provider come back through the
 * firewall of the same zone, or it would see half of each conversation.
 */
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import type { SubnetTier, Topology } from '../../model/index.ts';
import { LABEL, SUBNET_TIERS } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { named, output, snake, tags } from '../stack.ts';
import { egressTiersOf, storesOf, tiersOf } from './conversations.ts';

/** Subnets of a tier or store in the order of the zones, with the route table of each. */
export interface SubnetGroup {
  /** `app`, `store_ledger`. */
  readonly name: string;
  readonly tier: SubnetTier;
  readonly subnets: readonly Subnet[];
  readonly cidrs: readonly string[];
  /** One a zone where the way out is zonal, else one for all, repeated. */
  readonly tables: readonly RouteTable[];
}

/** `a` of `ap-southeast-3a`. */
export const zoneLetters = (topology: Topology): readonly string[] => topology.region.zones.map(zone => snake(zone.replace(topology.region.name, '')));

/** All subnets of the region, none of which gives out public addresses. */
export const subnetGroups = (stack: TerraformStack, topology: Topology, vpcId: string): readonly SubnetGroup[] => {
  const zonal = new Set<SubnetTier>(['public', 'firewall', ...egressTiersOf(topology)]);
  return [
    ...tiersOf(topology).map(tier => ({ name: tier, tier, cidrs: topology.addresses.tiers[tier].zones })),
    ...storesOf(topology).map(({ name, tier }) => {
      const cidrs = topology.addresses.stores[name];
      if (cidrs === undefined) throw new TypeError(`the address plan has no subnets for the store '${name}'`);
      return { name: `store-${name}`, tier, cidrs };
    }),
  ].map(({ name, tier, cidrs }) => subnetGroup(stack, topology, vpcId, { name, tier, cidrs, zonal: zonal.has(tier) }));
};

const subnetGroup = (
  stack: TerraformStack, topology: Topology, vpcId: string, group: { name: string; tier: SubnetTier; cidrs: readonly string[]; zonal: boolean },
): SubnetGroup => {
  const letters = zoneLetters(topology);
  const table = (suffix: string): RouteTable =>
    new RouteTable(stack, snake('route_table', group.name, ...(suffix === '' ? [] : [suffix])), {
      vpcId, tags: tags(named(topology, group.name, ...(suffix === '' ? [] : [suffix]))),
    });
  const shared = group.zonal ? null : table('');
  const made = group.cidrs.map((cidrBlock, zone) => {
    const letter = letters[zone];
    if (letter === undefined) throw new TypeError(`the address plan has more ranges for '${group.name}' than the region has zones`);
    const availabilityZone = topology.region.zones[zone];
    const subnet = new Subnet(stack, snake('subnet', group.name, letter), {
      vpcId, cidrBlock, mapPublicIpOnLaunch: false, ...(availabilityZone === undefined ? {} : { availabilityZone }),
      tags: { ...tags(named(topology, group.name, letter)), [`${LABEL}/subnet-tier`]: group.tier },
    });
    const routeTable = shared ?? table(letter);
    new RouteTableAssociation(stack, snake('route_table_association', group.name, letter), { subnetId: subnet.id, routeTableId: routeTable.id });
    return { subnet, routeTable };
  });
  output(stack, `subnets_${group.name}`, made.map(({ subnet }) => subnet.id));
  return {
    name: snake(group.name), tier: group.tier, cidrs: group.cidrs, subnets: made.map(({ subnet }) => subnet), tables: made.map(({ routeTable }) => routeTable),
  };
};

/** The group of a tier that the region has. */
export const groupOf = (groups: readonly SubnetGroup[], tier: SubnetTier): SubnetGroup => {
  const group = groups.find(({ name }) => name === snake(tier));
  if (group === undefined) throw new TypeError(`the region has no subnets of the tier '${tier}', one of ${SUBNET_TIERS.join(', ')}`);
  return group;
};
