/**
 * Private lines: two tunnels to each provider that has them, and the way back to the operators' network.
 *
 * Routes are static and say exactly the provider's addresses; in a fenced standby the tunnels stand, and no route leads into
 * them. Pre-shared keys are kept in Secrets Manager, not in the state.
 */
import { CustomerGateway } from '@cdktf/provider-aws/lib/customer-gateway/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { VpnConnection } from '@cdktf/provider-aws/lib/vpn-connection/index.js';
import { VpnConnectionRoute } from '@cdktf/provider-aws/lib/vpn-connection-route/index.js';
import { VpnGateway } from '@cdktf/provider-aws/lib/vpn-gateway/index.js';
import type { Provider, Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { TerraformStack } from '../stack.ts';
import { byCodePoint, named, snake, tags } from '../stack.ts';
import type { Conversation, Place } from './conversations.ts';
import { tunnelled } from './conversations.ts';
import type { SubnetGroup } from './subnets.ts';

/** What both sides may agree on: nothing older than IKEv2, AES-256-GCM, SHA-2 and elliptic curves. */
const tunnel = <N extends 1 | 2>(n: N) => ({
  [`tunnel${n}IkeVersions`]: ['ikev2'],
  [`tunnel${n}Phase1EncryptionAlgorithms`]: ['AES256-GCM-16'], [`tunnel${n}Phase2EncryptionAlgorithms`]: ['AES256-GCM-16'],
  [`tunnel${n}Phase1IntegrityAlgorithms`]: ['SHA2-384'], [`tunnel${n}Phase2IntegrityAlgorithms`]: ['SHA2-384'],
  [`tunnel${n}Phase1DhGroupNumbers`]: [20], [`tunnel${n}Phase2DhGroupNumbers`]: [20],
  [`tunnel${n}DpdTimeoutAction`]: 'restart',
});

/** The gateway, its tunnels and the routes into them. */
export const privateLines = (
  stack: TerraformStack, topology: Topology, vpcId: string, groups: readonly SubnetGroup[], conversations: readonly Conversation[],
): void => {
  const providers = Object.values(topology.providers).filter(provider => provider.tunnels !== null);
  const ways = waysIn(topology, groups, conversations);
  if (providers.length === 0 && ways.length === 0) return;
  const gateway = new VpnGateway(stack, 'vpn_gateway', { vpcId, tags: tags(named(topology)) });
  for (const provider of providers) tunnelsTo(stack, topology, provider, gateway);
  for (const { table, id, cidr } of ways) new Route(stack, id, { routeTableId: table, destinationCidrBlock: cidr, gatewayId: gateway.id });
};

const tunnelsTo = (stack: TerraformStack, topology: Topology, provider: Provider, gateway: VpnGateway): void => {
  const log = logGroup(stack, topology, snake('vpn_log', provider.name), {
    name: `/${named(topology)}/tunnels/${provider.name}`, key: 'logs', why: 'why a tunnel is down',
  });
  const logs = { logEnabled: true, logGroupArn: log.arn, logOutputFormat: 'json' };
  provider.tunnels?.customerGateways.forEach((ipAddress, i) => {
    const name = named(topology, provider.name, String(i + 1));
    const customer = new CustomerGateway(stack, snake('customer_gateway', provider.name, String(i + 1)), {
      type: 'ipsec.1', ipAddress, bgpAsn: String(provider.tunnels?.asn), tags: tags(name, provider.summary),
    });
    const connection = new VpnConnection(stack, snake('vpn', provider.name, String(i + 1)), {
      type: 'ipsec.1', customerGatewayId: customer.id, vpnGatewayId: gateway.id, staticRoutesOnly: true, presharedKeyStorage: 'SecretsManager', ...tunnel(1),
      ...tunnel(2),
      tunnel1LogOptions: { cloudwatchLogOptions: logs }, tunnel2LogOptions: { cloudwatchLogOptions: logs }, tags: tags(name, provider.summary),
    });
    provider.addresses.forEach((destinationCidrBlock, j) => {
      new VpnConnectionRoute(stack, snake('vpn_route', provider.name, String(i + 1), String(j + 1)), { vpnConnectionId: connection.id, destinationCidrBlock });
    });
  });
};

/** Which table needs a way to which block, from the conversations that go through the gateway, whoever begins them. */
const waysIn = (topology: Topology, groups: readonly SubnetGroup[], conversations: readonly Conversation[]) => {
  const pairs = conversations.flatMap(({ from, to }) => [{ inside: from, outside: to }, { inside: to, outside: from }])
    .filter(({ inside, outside }) => inside.subnets !== null && outside.subnets === null && tunnelled(topology, outside));
  const ways = new Map(pairs.flatMap(({ inside, outside }) => tablesOf(inside, groups).flatMap(({ table, name }) =>
    outside.ranges.map(cidr => [snake('route', name, outside.name, cidr), { table, id: snake('route', name, outside.name, cidr), cidr }] as const))));
  return [...ways.values()].sort((a, b) => byCodePoint(a.id, b.id));
};

const tablesOf = ({ subnets }: Place, groups: readonly SubnetGroup[]): readonly { readonly name: string; readonly table: string }[] => {
  const group = groups.find(({ name }) => subnets !== null && name === snake(subnets.kind === 'tier' ? subnets.tier : `store_${subnets.store}`));
  return [...new Map((group?.tables ?? []).map(table => [table.friendlyUniqueId, { name: table.node.id.replace('route_table_', ''), table: table.id }])).values()];
};
