import { describe, expect, it } from 'vitest';
import { claimOf, judge } from '../../../analysis/boundary/claims.ts';
import type { Judgement } from '../../../analysis/boundary/claims.ts';
import { namesOf, sideNamed } from '../../../analysis/boundary/sides.ts';
import type { BoundaryRegion, Right } from '../../../analysis/boundary/words.ts';
import type { Body } from '../reach/clouds.ts';
import type { Changing } from './regions.ts';
import { CASES, changed, regionOf } from './regions.ts';

const judged = (region: BoundaryRegion, text: string): Judgement => {
  const claim = claimOf(text);
  if (claim === null) throw new Error(`'${text}' is no claim`);
  const [from, to] = [claim.from, claim.to].map(name => sideNamed(region, name).side);
  if (from === null || from === undefined || to === null || to === undefined) throw new Error(`nobody is meant by '${text}'`);
  return judge(region, claim, from, to);
};

const open = { from_port: 5432, to_port: 5432, ip_protocol: 'tcp', description: 'by hand' };
const group = (name: string): string => `\${aws_security_group.security_group_${name}.id}`;
const anyPeer = { ports: [{ protocol: 'TCP', port: 5432 }] };

/** One change by hand each, with the claim that it breaks and the layers that it opens. */
const CHANGES: readonly (readonly [what: string, claim: string, change: (files: Changing) => void, planes: readonly string[]])[] = [
  ['a rule of a security group', 'internet cannot-reach ledger', ({ stack }) => Object.assign(stack('network').aws_vpc_security_group_ingress_rule ?? {},
    { extra: { ...open, cidr_ipv4: '0.0.0.0/0', security_group_id: group('store_ledger') } }), ['security groups']],
  ['a rule from another group', 'analytics cannot-reach ledger', ({ stack }) => Object.assign(stack('network').aws_vpc_security_group_ingress_rule ?? {},
    { extra: { ...open, referenced_security_group_id: group('pool_read'), security_group_id: group('store_ledger') } }), ['security groups']],
  ['a route to the internet', 'internet cannot-reach ledger', ({ stack }) => Object.assign(stack('network').aws_route ?? {},
    { extra: { route_table_id: '${aws_route_table.route_table_store_ledger.id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' } }), ['routes', 'routes', 'routes']],
  ['an access list', 'internet cannot-reach ledger', ({ stack }) => stack('network').aws_network_acl?.acl_store_ledger?.ingress.push(
    { rule_no: 90, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', from_port: 0, to_port: 0 }), []],
  ['a public database', 'internet cannot-reach ledger', ({ stack }) => Object.assign(stack('data').aws_rds_cluster_instance?.instance_ledger_1 ?? {}, { publicly_accessible: true }), ['routes']],
  ['a listener', 'internet cannot-reach ledger', ({ stack }) => Object.assign(stack('edge').aws_lb_listener ?? {},
    { extra: { load_balancer_arn: '${aws_lb.load_balancer_merchant.arn}', port: 5432, protocol: 'HTTP', default_action: [] } }), ['load balancers']],
  ['a private load balancer made public', 'internet cannot-reach backoffice-api', ({ stack }) => Object.assign(stack('edge').aws_lb?.load_balancer_backoffice ?? {},
    { internal: false, subnets: '${data.terraform_remote_state.remote_network.outputs.subnets_public}' }), ['routes']],
  ['an egress policy', 'backoffice-api cannot-reach ledger', ({ object }) => object('NetworkPolicy', 'backoffice-api').spec.egress.push(anyPeer), ['egress policies']],
  ['an egress policy by addresses', 'backoffice-api cannot-reach ledger', ({ object }) => object('NetworkPolicy', 'backoffice-api').spec.egress.push({ ...anyPeer, to: [{ ipBlock: { cidr: '10.16.192.0/20' } }] }),
    ['egress policies']],
  ['an ingress policy', 'analytics cannot-reach core', ({ object }) => object('NetworkPolicy', 'risk').spec.ingress.push({ from: [{ namespaceSelector: {} }] }), []],
  ['a policy that nobody declared', 'analytics cannot-reach core', ({ add }) => add(
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'open', namespace: 'payments-analytics' }, spec: { podSelector: {}, egress: [{}] } }), []],
  ['a policy of another kind', 'analytics cannot-reach core', ({ add }) => add(
    { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'open' }, spec: {} }), []],
  ['pods behind another target group', 'internet cannot-reach backoffice-api', ({ object }) => { object('TargetGroupBinding', 'backoffice-api').spec.targetGroupName = 'production-merchant'; }, ['load balancers', 'load balancers']],
  ['pods on another pool', 'risk cannot-reach tokens', ({ object }) => { object('Deployment', 'risk').spec.template.spec.nodeSelector = { 'payment-topology.dev/pool': 'cde' }; }, ['security groups']],
  ['a firewall that passes a name', 'bank-payout-adapter cannot-reach internet', ({ stack }) =>
    stack('network').aws_networkfirewall_rule_group?.egress_hosts?.rule_group.rules_source.rules_source_list.targets.push('anything.example'), []],
];

const table = '${aws_route_table.route_table_store_ledger.id}';
const rule = (peer: Body) => ({ stack }: Changing) => Object.assign(stack('network').aws_vpc_security_group_ingress_rule ?? {}, { extra: { ...open, security_group_id: group('store_ledger'), ...peer } });

/** Changes that nobody can follow: what they open is not known, and that is said at the place. */
const UNREAD: readonly (readonly [what: string, change: (files: Changing) => void, path: string, says: string])[] = [
  ['IPv6', rule({ cidr_ipv6: '::/0' }), 'resource.aws_vpc_security_group_ingress_rule.extra', 'its IPv6 addresses are not followed'],
  ['a list of AWS', rule({ prefix_list_id: 'pl-0123' }), 'resource.aws_vpc_security_group_ingress_rule.extra', 'the addresses of the prefix list pl-0123 are not known'],
  ['a variable', rule({ cidr_ipv4: '${var.who}' }), 'resource.aws_vpc_security_group_ingress_rule.extra', '${var.who} cannot be followed'],
  ['what is no block', rule({ cidr_ipv4: '0.0.0.0/00' }), 'resource.aws_vpc_security_group_ingress_rule.extra', '0.0.0.0/00 is no IPv4 block'],
  ['a group from elsewhere', rule({ cidr_ipv4: '0.0.0.0/0', security_group_id: 'sg-0123456789abcdef0' }), 'resource.aws_vpc_security_group_ingress_rule.extra', 'the rules of the group sg-0123456789abcdef0 are not known'],
  ['a rule without a direction', ({ stack }) => { stack('network').aws_security_group_rule = { extra: { type: '${var.way}', security_group_id: group('store_ledger') } }; },
    'resource.aws_security_group_rule.extra', 'whether it lets in or out cannot be followed: ${var.way}'],
  ['a dynamic block', ({ stack }) => Object.assign(stack('network').aws_security_group?.security_group_store_ledger ?? {}, { dynamic: { ingress: { for_each: '${var.rules}', content: {} } } }),
    'resource.aws_security_group.security_group_store_ledger', 'its dynamic blocks are not followed'],
  ['an IPv6 route', ({ stack }) => Object.assign(stack('network').aws_route ?? {}, { extra: { route_table_id: table, destination_ipv6_cidr_block: '::/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' } }),
    'resource.aws_route.extra', 'its IPv6 addresses are not followed'],
  ['an IPv6 route in its table', ({ stack }) => Object.assign(stack('network').aws_route_table?.route_table_store_ledger ?? {}, { route: [{ ipv6_cidr_block: '::/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' }] }),
    'resource.aws_route_table.route_table_store_ledger', 'its IPv6 addresses are not followed'],
  ['an IPv6 access list', ({ stack }) => stack('network').aws_network_acl?.acl_store_ledger?.ingress.push({ rule_no: 90, action: 'allow', protocol: '-1', ipv6_cidr_block: '::/0', from_port: 0, to_port: 0 }),
    'resource.aws_network_acl.acl_store_ledger', 'its IPv6 addresses are not followed'],
  ['an access list without a number', ({ stack }) => stack('network').aws_network_acl?.acl_store_ledger?.ingress.push({ rule_no: '${var.no}', action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', from_port: 0, to_port: 0 }),
    'resource.aws_network_acl.acl_store_ledger', 'the number of a rule is not known'],
  ['an access list of what is no block', ({ stack }) => stack('network').aws_network_acl?.acl_store_ledger?.ingress.push({ rule_no: 90, action: 'allow', protocol: '-1', cidr_block: 'all', from_port: 0, to_port: 0 }),
    'resource.aws_network_acl.acl_store_ledger', 'all is no IPv4 block'],
  ['a module', ({ terraform }) => terraform('network', { module: { peering: { source: './peering' } } }), 'module.peering', 'what a module makes is not followed'],
  ['an override', ({ terraform }) => terraform('network', {}, 'cdk_override.tf.json'), 'the whole file', 'it changes what other files say, which is not followed'],
  ['a file without an object', ({ terraform }) => terraform('network', null), 'the whole file', 'it is no object of Terraform'],
];

describe('a claim', () => {
  it('is two names and what is between them', () => {
    expect(claimOf('internet cannot-reach ledger')).toEqual({ from: 'internet', to: 'ledger', holds: 'cannot-reach', port: null });
    expect(claimOf(' workload/risk  can-reach payments:5432 ')).toEqual({ from: 'workload/risk', to: 'payments', holds: 'can-reach', port: 5432 });
    for (const text of ['', 'a reaches b', 'a can-reach', 'a can-reach b c', 'a can-reach b:0', 'a can-reach b:70000']) expect(claimOf(text)).toBeNull();
  });

  it('holds of what was declared, and its opposite does not', () => {
    const region = regionOf('production');
    for (const [from, to] of [['internet', 'merchant:443'], ['internet', 'api-gateway'], ['operators', 'backoffice-api:8443'], ['core', 'provider'], ['acquirer-a-adapter', 'acquirer-a:443'], ['people', 'control-plane']]) {
      expect(judged(region, `${from} can-reach ${to}`).holds, `${from} can-reach ${to}`).toBe(true);
      expect(judged(region, `${from} cannot-reach ${to}`).holds, `${from} cannot-reach ${to}`).toBe(false);
    }
    for (const [from, to] of [['internet', 'ledger'], ['internet', 'payment-core'], ['internet', 'backoffice-api'], ['internet', 'cde'], ['analytics', 'core'], ['backoffice', 'cde'], ['people', 'ledger'], ['ci', 'ledger'], ['risk', 'internet'], ['internet', 'merchant:80']]) {
      expect(judged(region, `${from} cannot-reach ${to}`).holds, `${from} cannot-reach ${to}`).toBe(true);
      expect(judged(region, `${from} can-reach ${to}`).holds, `${from} can-reach ${to}`).toBe(false);
    }
  });

  it('tells the whole way, through load balancers to the pods behind them', () => {
    const { legs } = judged(regionOf('production'), 'internet can-reach api-gateway');
    expect(legs.map(({ from, to, port }) => `${from.key} ${to.key} ${port}`)).toEqual(['network/internet load-balancer/merchant 443', 'load-balancer/merchant workload/api-gateway 8443']);
    expect(legs.flatMap(({ hops }) => hops).every(({ allows, file, path }) => allows && file !== '' && path !== '')).toBe(true);
    expect(new Set(legs.flatMap(({ hops }) => hops).map(({ layer }) => layer))).toEqual(new Set(['security group', 'route', 'network ACL', 'listener', 'target group', 'ingress policy']));
  });

  it('asks for a right where packets are not enough', () => {
    const right: Right = { layer: 'database grant', holder: 'workload/payment-core', target: 'store/payments', actions: ['read-write'], when: [], file: 'f', path: 'p', says: 'grants' };
    const [without, having] = [{ ...regionOf('production'), rights: [] }, { ...regionOf('production'), rights: [right] }];
    expect(judged(without, 'payment-core can-reach payments')).toMatchObject({ holds: false, right: { layer: 'database grant', allows: false } });
    expect(judged(having, 'payment-core can-reach payments')).toMatchObject({ holds: true, right: { layer: 'database grant', file: 'f', allows: true } });
    expect(judged(having, 'risk can-reach payments').holds).toBe(false);
    expect(judged(having, 'payment-core can-reach payments:5433').holds).toBe(false);
  });

  it.each(CASES)('keeps the internet from every store of %s/%s with %s', (environment, name, mode) => {
    const region = regionOf(environment, name, mode);
    const stores = [...Object.keys(region.topology.postgres), ...Object.keys(region.topology.kafka)];
    expect(stores.length).toBeGreaterThan(2);
    for (const store of stores) expect(judged(region, `internet cannot-reach store/${store}`)).toMatchObject({ holds: true, open: false, beyond: [], unread: [] });
  });

  it.each(CHANGES)('fails after %s was opened by hand: %s', (_, text, change, planes) => {
    expect(judged(regionOf('production'), text).holds).toBe(true);
    const judgement = judged(changed('production', change), text);
    expect(judgement.holds).toBe(false);
    expect(judgement.legs.length).toBeGreaterThan(0);
    if (planes.length > 0) expect(judgement.beyond.map(({ plane }) => plane)).toEqual(planes);
    for (const { file, path, says } of judgement.beyond) for (const told of [file, path, says]) expect(told).not.toBe('');
  });

  it.each(UNREAD)('is not proven while %s may open what looks closed', (_, change, path, says) => {
    const judgement = judged(changed('production', change), 'internet cannot-reach ledger');
    expect(judgement).toMatchObject({ holds: false, open: false, beyond: [] });
    expect(judgement.unread.map(each => [each.path, each.says])).toEqual([[path, says]]);
    expect(judgement.unread[0]?.file).toMatch(/^production\/ap-southeast-3\/terraform\/network\//);
  });

  it('fails with the whole way where every layer is open', () => {
    const everything = { from_port: 0, to_port: 65_535, ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0', security_group_id: group('store_ledger') };
    const judgement = judged(changed('production', ({ stack }) => {
      const network = stack('network');
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, { extra: everything });
      Object.assign(network.aws_route ?? {}, { extra: { route_table_id: '${aws_route_table.route_table_store_ledger.id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' } });
      const all = [{ rule_no: 1, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', from_port: 0, to_port: 0 }];
      Object.assign(network.aws_network_acl?.acl_store_ledger ?? {}, { ingress: all, egress: all });
      Object.assign(stack('data').aws_rds_cluster_instance?.instance_ledger_1 ?? {}, { publicly_accessible: true });
    }), 'internet cannot-reach ledger');
    expect(judgement.holds).toBe(false);
    expect(judgement.legs.flatMap(({ hops }) => hops).every(({ allows }) => allows)).toBe(true);
    expect(new Set(judgement.beyond.map(({ plane }) => plane))).toEqual(new Set(['security groups', 'network ACLs', 'routes']));
  });
});

describe('a name', () => {
  const region = regionOf('production');

  it('is a key, or the part behind it that only one has', () => {
    expect(sideNamed(region, 'payment-core').side?.key).toBe('workload/payment-core');
    expect(sideNamed(region, 'reporting')).toEqual({ side: null, keys: ['store/reporting', 'workload/reporting'] });
    expect(sideNamed(region, 'store/reporting').side?.parties.map(({ key }) => key)).toEqual(['store/reporting']);
    expect(sideNamed(region, 'nobody')).toEqual({ side: null, keys: [] });
    expect(namesOf(region)).toContain('payment-core');
  });

  it('of a scope means its segment too, and of a store all of its pods', () => {
    expect(sideNamed(region, 'cde').side?.key).toBe('scope/cde');
    expect(sideNamed(regionOf('local'), 'ledger').side?.parties.map(({ key }) => key)).toEqual(['store/ledger', 'store/ledger-replica']);
    expect(sideNamed(region, 'segment/cde').side?.parties.map(({ key }) => key)).toEqual(['job/roles-tokens', 'store/tokens', 'store/tokens-replica', 'workload/token-vault']);
  });

  it('of a segment means who was put into its namespace by hand as well', () => {
    const put = changed('production', ({ add }) => add({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stray', namespace: 'payments-core', labels: {} }, spec: { containers: [] } }));
    expect(sideNamed(put, 'core').side?.parties.map(({ key }) => key)).toContain('pods/payments-core/stray');
  });
});
