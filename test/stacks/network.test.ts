import { describe, expect, it } from 'vitest';
import type { Topology } from '../../model/index.ts';
import { contains } from '../../stacks/network/addresses.ts';
import type { Conversation, Place } from '../../stacks/network/conversations.ts';
import { conversationsOf, tunnelled } from '../../stacks/network/conversations.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import type { Block, Rendered } from './rendered.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const fenced = topologyOf('production', STANDBY);
const primary = rendered('network', topology);
const standby = rendered('network', fenced);
const outputs = (text: string): string[] => [...text.matchAll(/\$\{aws_[a-z_]+\.([A-Za-z0-9_]+)\./g)].map(([, id = '']) => id);
const refers = (value: unknown, id: string): boolean => outputs(JSON.stringify(value)).includes(id);

/* ---- the layers, read back from the JSON -------------------------------------------------------------------------------- */

const listOf = ({ subnets }: Place): string => (subnets === null ? '' : subnets.kind === 'tier' ? subnets.tier.replace('-', '_') : `store_${subnets.store}`);
const listAllows = (stack: Rendered, list: string, direction: 'ingress' | 'egress', ranges: readonly string[], protocol: string, from: number, to: number): boolean =>
  ranges.every(range => (stack.one(`aws_network_acl.acl_${list}`)[direction] as Block[]).some(rule =>
    rule.protocol === protocol && contains(rule.cidr_block, range) && rule.from_port <= from && to <= rule.to_port));
const groupAllows = (stack: Rendered, direction: 'ingress' | 'egress', own: Place, peer: Place, protocol: string, port: number): boolean => {
  const rules = Object.values(stack.all(`aws_vpc_security_group_${direction}_rule`))
    .filter(rule => refers(rule.security_group_id, `security_group_${own.name}`) && rule.ip_protocol === protocol && rule.from_port <= port && port <= rule.to_port);
  return peer.subnets === null ? peer.ranges.every(range => rules.some(rule => rule.cidr_ipv4 === range)) : rules.some(rule => refers(rule.referenced_security_group_id ?? '', `security_group_${peer.name}`));
};

/** Layers that stop a conversation or its replies; none where it flows. */
const stoppedBy = (stack: Rendered, of: Topology, { from, to, protocol, port }: Conversation): readonly string[] => {
  const stops: string[] = [];
  const must = (holds: boolean, what: string): void => { if (!holds) stops.push(what); };
  const crossing = from.subnets !== null && to.subnets === null && !tunnelled(of, to) ? ['firewall', 'public'] : [];
  if (from.subnets !== null) must(groupAllows(stack, 'egress', from, to, protocol, port), `group of ${from.name}`);
  if (to.subnets !== null) must(groupAllows(stack, 'ingress', to, from, protocol, port), `group of ${to.name}`);
  for (const list of [...(from.subnets === null ? [] : [listOf(from)]), ...crossing]) {
    must(listAllows(stack, list, 'egress', to.ranges, protocol, port, port), `list ${list} out`);
    must(listAllows(stack, list, 'ingress', to.ranges, protocol, 1024, 65_535), `list ${list} replies in`);
  }
  for (const list of [...(to.subnets === null ? [] : [listOf(to)]), ...crossing]) {
    must(listAllows(stack, list, 'ingress', from.ranges, protocol, port, port), `list ${list} in`);
    must(listAllows(stack, list, 'egress', from.ranges, protocol, 1024, 65_535), `list ${list} replies out`);
  }
  return stops;
};

describe('the network of a region', () => {
  it.each([['primary', primary, topology], ['standby', standby, fenced]] as const)('lets every declared conversation through every layer, and its replies back: %s', (_, stack, of) => {
    const conversations = conversationsOf(of, of.edges);
    expect(conversations.length).toBeGreaterThan(60);
    expect(conversations.flatMap(c => stoppedBy(stack, of, c).map(layer => `${c.from.name} → ${c.to.name} ${c.protocol}/${c.port}: ${layer}`))).toEqual([]);
  });

  it('opens no group for a conversation that nobody declared', () => {
    const conversations = conversationsOf(topology, topology.edges);
    for (const [id, rule] of Object.entries(primary.all('aws_vpc_security_group_ingress_rule'))) {
      const declared = conversations.filter(c => refers(rule.security_group_id, `security_group_${c.to.name}`) && c.protocol === rule.ip_protocol && rule.from_port <= c.port && c.port <= rule.to_port
        && (c.from.subnets === null ? c.from.ranges.includes(rule.cidr_ipv4) : refers(rule.referenced_security_group_id ?? '', `security_group_${c.from.name}`)));
      expect(declared.length, id).toBeGreaterThan(0);
      expect(rule.description, id).toBeTruthy();
    }
  });

  it('has a subnet in each of three zones for every tier and every store, and gives out no public address', () => {
    for (const name of ['public', 'app', 'provider', 'cde', 'operations', 'control', 'endpoints', 'firewall', 'store_ledger', 'store_payments', 'store_tokens', 'store_reporting', 'store_events']) {
      const subnets = ['a', 'b', 'c'].map(letter => primary.one(`aws_subnet.subnet_${name}_${letter}`));
      expect(subnets.map(subnet => subnet.availability_zone)).toEqual(topology.region.zones);
      for (const subnet of subnets) expect(subnet.map_public_ip_on_launch).toBe(false);
      expect(primary.outputs).toContain(`subnets_${name}`);
    }
  });

  it('routes to the internet gateway from public subnets only, and gives stores and the CDE no route at all', () => {
    const routes = Object.entries(primary.all('aws_route'));
    for (const [, route] of routes.filter(([, r]) => refers(r.gateway_id ?? '', 'internet_gateway'))) expect(outputs(route.route_table_id)[0]).toMatch(/^route_table_public_[abc]$/);
    for (const [, route] of routes) expect(outputs(route.route_table_id)[0]).not.toMatch(/cde|store|app|read/);
    const fromControl = routes.filter(([, route]) => outputs(route.route_table_id)[0] === 'route_table_control').map(([, route]) => route.destination_cidr_block);
    expect(fromControl.sort()).toEqual([...topology.environment.operators, ...topology.environment.pipelines].sort());
  });

  it('leads adapters through the firewall and the NAT gateway of their own zone, and replies back through the same firewall', () => {
    for (const letter of ['a', 'b', 'c']) {
      const out = primary.one(`aws_route.route_provider_${letter}_egress`);
      expect(out).toMatchObject({ destination_cidr_block: '0.0.0.0/0' });
      expect(out.vpc_endpoint_id).toContain(`state.availability_zone == "${PRIMARY}${letter}"`);
      expect(primary.one(`aws_route.route_firewall_${letter}_egress`).nat_gateway_id).toContain(`nat_gateway_${letter}`);
      const back = primary.one(`aws_route.route_public_${letter}_replies_provider`);
      expect(back.destination_cidr_block).toBe(topology.addresses.tiers.provider.zones['abc'.indexOf(letter)]);
      expect(back.vpc_endpoint_id).toBe(out.vpc_endpoint_id);
    }
    expect(primary.outputs.filter(name => name.startsWith('egress_addresses_')).length).toBe(Object.values(topology.providers).filter(({ tunnels }) => tunnels === null).length);
  });

  it('passes providers by name or address in strict order and drops the rest', () => {
    expect(primary.one('aws_networkfirewall_firewall_policy.egress_policy').firewall_policy).toMatchObject({
      stateful_engine_options: { rule_order: 'STRICT_ORDER' }, stateful_default_actions: ['aws:drop_established', 'aws:alert_established'], stateless_default_actions: ['aws:forward_to_sfe'],
    });
    const hosts = primary.one('aws_networkfirewall_rule_group.egress_hosts').rule_group;
    expect(hosts.rule_variables.ip_sets[0]).toEqual({ key: 'HOME_NET', ip_set: { definition: [topology.addresses.tiers.provider.range] } });
    expect(hosts.rules_source.rules_source_list).toMatchObject({ generated_rules_type: 'ALLOWLIST', target_types: ['TLS_SNI'] });
    const ports = (primary.one('aws_networkfirewall_rule_group.egress_addresses').rule_group.rules_source.stateful_rule as Block[]).map(rule => rule.header.destination_port);
    expect(ports).toContain('22');
    expect(primary.one('aws_networkfirewall_firewall.egress_firewall').delete_protection).toBe(true);
  });

  it('of a fenced standby has no rule, list entry, group rule or route towards a provider, and drops even handshakes', () => {
    expect(Object.keys(standby.all('aws_networkfirewall_rule_group'))).toEqual([]);
    expect(standby.one('aws_networkfirewall_firewall_policy.egress_policy').firewall_policy.stateful_default_actions).toEqual(['aws:drop_strict', 'aws:alert_strict']);
    const text = JSON.stringify([standby.all('aws_network_acl'), standby.all('aws_vpc_security_group_egress_rule'), standby.all('aws_route')]);
    for (const address of Object.values(fenced.providers).flatMap(provider => provider.addresses)) expect(text).not.toContain(address);
    expect(Object.keys(standby.all('aws_vpn_connection')).length).toBe(2);
  });

  it('has two tunnels to two gateways for a private line, with the keys outside the state', () => {
    expect(Object.values(primary.all('aws_vpn_connection')).map(vpn => [vpn.static_routes_only, vpn.preshared_key_storage])).toEqual([[true, 'SecretsManager'], [true, 'SecretsManager']]);
    expect(new Set(Object.values(primary.all('aws_customer_gateway')).map(gateway => gateway.ip_address)).size).toBe(2);
  });

  it('keeps every list within twenty entries and every group within sixty rules', () => {
    for (const list of Object.values(primary.all('aws_network_acl'))) for (const direction of ['ingress', 'egress']) expect((list[direction] ?? []).length).toBeLessThanOrEqual(19);
    for (const direction of ['ingress', 'egress']) {
      const owners = Object.values(primary.all(`aws_vpc_security_group_${direction}_rule`)).map(rule => rule.security_group_id as string);
      for (const owner of new Set(owners)) expect(owners.filter(id => id === owner).length).toBeLessThanOrEqual(60);
    }
  });

  it('leaves nothing to the defaults of a VPC', () => {
    expect(primary.one('aws_default_security_group.default_security_group')).not.toHaveProperty('ingress');
    expect(primary.one('aws_default_network_acl.default_acl')).not.toHaveProperty('ingress');
    expect(primary.one('aws_default_route_table.default_route_table')).not.toHaveProperty('route');
  });

  it('logs every conversation, allowed or refused, for a year and more', () => {
    expect(primary.one('aws_flow_log.flow_logs')).toMatchObject({ traffic_type: 'ALL' });
    expect(primary.one('aws_cloudwatch_log_group.flow_logs_group').retention_in_days).toBeGreaterThanOrEqual(365);
  });

  it('reaches the APIs of AWS at addresses of its own, for its own account', () => {
    const apis = new Set(topology.edges.filter(({ to }) => to.startsWith('aws-api/')).map(({ to }) => to.slice('aws-api/'.length)));
    expect(Object.keys(primary.all('aws_vpc_endpoint')).length).toBe(apis.size);
    for (const endpoint of Object.values(primary.all('aws_vpc_endpoint'))) {
      expect(endpoint).toMatchObject({ vpc_endpoint_type: 'Interface', private_dns_enabled: true });
      expect(statements(endpoint.policy).OwnAccount?.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } });
    }
  });

  it('has no CDE subnets where no card data is handled, and stores of the vault where it is', () => {
    const without = rendered('network', topologyOf('production', PRIMARY, 'hosted-checkout'));
    expect(without.outputs.filter(name => name.includes('cde'))).toEqual([]);
    expect(rendered('network', topologyOf('production', PRIMARY, 'vault')).outputs).toContain('subnets_store_vault');
  });
});
