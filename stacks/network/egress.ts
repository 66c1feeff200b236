/**
 * The way out to providers over the internet: tier → firewall → NAT gateway → internet gateway, each in its own zone.
 *
 * The NAT gateways' addresses are fixed and known to providers before a standby is promoted; what may pass is decided by the
 * firewall, from the edges alone. A fenced standby has no provider edge, so its firewall drops everything.
 */
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { NetworkfirewallFirewall } from '@cdktf/provider-aws/lib/networkfirewall-firewall/index.js';
import { NetworkfirewallLoggingConfiguration } from '@cdktf/provider-aws/lib/networkfirewall-logging-configuration/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import type { Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { TerraformStack } from '../stack.ts';
import { named, output, snake, tags } from '../stack.ts';
import { egressTiersOf } from './conversations.ts';
import { firewallPolicy } from './firewall-policy.ts';
import type { SubnetGroup } from './subnets.ts';
import { groupOf, zoneLetters } from './subnets.ts';

const EVERYWHERE = '0.0.0.0/0';

/** The internet gateway for load balancers, and the way out where providers are reached over the internet. */
export const internetAccess = (stack: TerraformStack, topology: Topology, vpcId: string, groups: readonly SubnetGroup[]): void => {
  const gateway = new InternetGateway(stack, 'internet_gateway', { vpcId, tags: tags(named(topology)) });
  const letters = zoneLetters(topology);
  groupOf(groups, 'public').tables.forEach((table, zone) => {
    new Route(stack, snake('route_public', letters[zone] ?? '', 'internet'), {
      routeTableId: table.id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id,
    });
  });
  const callers = egressTiersOf(topology).map(tier => groupOf(groups, tier));
  if (callers.length > 0) wayOut(stack, topology, vpcId, groups, callers);
};

const wayOut = (stack: TerraformStack, topology: Topology, vpcId: string, groups: readonly SubnetGroup[], callers: readonly SubnetGroup[]): void => {
  const firewall = egressFirewall(stack, topology, vpcId, groupOf(groups, 'firewall'));
  const addresses = zoneLetters(topology).map((letter, zone) => {
    const endpoint = firewallEndpoint(firewall, topology.region.zones[zone] ?? '');
    const address = new Eip(stack, snake('egress_address', letter), {
      domain: 'vpc', tags: tags(named(topology, 'egress', letter), 'fixed: providers allow it by address'),
    });
    const nat = new NatGateway(stack, snake('nat_gateway', letter), {
      allocationId: address.id, subnetId: subnetAt(groupOf(groups, 'public'), zone), tags: tags(named(topology, 'egress', letter)),
    });
    new Route(stack, snake('route_firewall', letter, 'egress'), {
      routeTableId: tableAt(groupOf(groups, 'firewall'), zone), destinationCidrBlock: EVERYWHERE, natGatewayId: nat.id,
    });
    for (const caller of callers) {
      new Route(stack, snake('route', caller.name, letter, 'egress'), {
        routeTableId: tableAt(caller, zone), destinationCidrBlock: EVERYWHERE, vpcEndpointId: endpoint,
      });
      new Route(stack, snake('route_public', letter, 'replies', caller.name), {
        routeTableId: tableAt(groupOf(groups, 'public'), zone), destinationCidrBlock: caller.cidrs[zone] ?? '', vpcEndpointId: endpoint,
      });
    }
    return address.publicIp;
  });
  for (const provider of Object.values(topology.providers).filter(({ tunnels }) => tunnels === null)) {
    output(stack, `egress_addresses_${provider.name}`, addresses, `addresses that ${provider.name} must allow`);
  }
};

const egressFirewall = (stack: TerraformStack, topology: Topology, vpcId: string, group: SubnetGroup): NetworkfirewallFirewall => {
  const firewall = new NetworkfirewallFirewall(stack, 'egress_firewall', {
    name: named(topology, 'egress'), description: 'Lets provider adapters reach their own provider and nothing else', vpcId,
    firewallPolicyArn: firewallPolicy(stack, topology).arn, subnetMapping: group.subnets.map(subnet => ({ subnetId: subnet.id })),
    deleteProtection: true, subnetChangeProtection: true, firewallPolicyChangeProtection: false, tags: tags(named(topology, 'egress')),
  });
  const destination = (kind: 'ALERT' | 'FLOW') => ({
    logType: kind, logDestinationType: 'CloudWatchLogs',
    logDestination: {
      logGroup: logGroup(stack, topology, snake('egress_firewall_log', kind.toLowerCase()), {
        name: `/${named(topology)}/egress-firewall/${kind.toLowerCase()}`, key: 'logs', why: 'who tried to reach what outside',
      }).name,
    },
  });
  new NetworkfirewallLoggingConfiguration(stack, 'egress_firewall_logs', {
    firewallArn: firewall.arn, loggingConfiguration: { logDestinationConfig: [destination('ALERT'), destination('FLOW')] },
  });
  return firewall;
};

/** The endpoint of the firewall in one zone; AWS reports them as a set. */
const firewallEndpoint = (firewall: NetworkfirewallFirewall, zone: string): string =>
  `\${[for state in tolist(${firewall.terraformResourceType}.${firewall.friendlyUniqueId}.firewall_status[0].sync_states) : state.attachment[0].endpoint_id if state.availability_zone == "${zone}"][0]}`;

const tableAt = (group: SubnetGroup, zone: number): string => group.tables[zone]?.id ?? missing(group, zone);
const subnetAt = (group: SubnetGroup, zone: number): string => group.subnets[zone]?.id ?? missing(group, zone);
const missing = (group: SubnetGroup, zone: number): never => { throw new TypeError(`the subnets of '${group.name}' do not reach zone ${zone}`); };
