/**
 * AWS Network Firewall: what its stateful rules pass, by address and port or by the name in a TLS handshake.
 *
 * In strict order the first rule that passes or drops decides, else all pass rules come before all drop rules. A name can be
 * claimed by whoever calls, so a list of names alone holds nobody to an address: groups, access lists and routes do that.
 *
 * @see https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html
 */
import { addressesOf } from '../addresses.ts';
import { holds } from '../intervals.ts';
import { at, eachNested, nested, number, oneOrMore, text } from '../json.ts';
import type { Ports } from '../ports.ts';
import { ALL_PORTS, minusPorts, NO_PORTS, plusPorts } from '../ports.ts';
import { rulePorts } from './rule-ports.ts';
import type { Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

/** Addresses that a rule means: any of the blocks, or everything but them. */
interface Addresses {
  readonly blocks: readonly Interval[];
  readonly except: boolean;
}

export interface FirewallRule {
  readonly action: 'pass' | 'drop';
  readonly ports: Ports;
  readonly source: Addresses;
  readonly destination: Addresses;
  /** Names the rule is about; null where it is about addresses alone. */
  readonly hosts: readonly string[] | null;
  readonly resource: Resource;
  readonly says: string;
}

export interface Firewall {
  readonly resource: Resource;
  /** Subnets of its endpoints. */
  readonly subnets: readonly Resource[];
  /** In the order in which they decide. */
  readonly rules: readonly FirewallRule[];
  /** What happens to what no rule decides. */
  readonly otherwise: { readonly pass: boolean; readonly resource: Resource };
}

export const firewallsOf = (terraform: Terraform): ReadonlyMap<Resource, Firewall> =>
  new Map(
    terraform.all('aws_networkfirewall_firewall').map(resource => {
      const subnets = eachNested(resource.body['subnet_mapping']).flatMap(mapping => terraform.follow(resource, mapping['subnet_id']));
      const [policy] = terraform.follow(resource, resource.body['firewall_policy_arn']);
      const body = nested(policy?.body['firewall_policy']);
      const stateless = oneOrMore(body['stateless_default_actions']);
      if (policy === undefined || body['stateless_rule_group_reference'] !== undefined) terraform.note(resource, 'its stateless rules are not followed');
      if (!stateless.includes('aws:forward_to_sfe'))
        return [resource, { resource, subnets, rules: [], otherwise: { pass: stateless.includes('aws:pass'), resource: policy ?? resource } }];
      const strict = at(body, 'stateful_engine_options', 'rule_order') === 'STRICT_ORDER';
      const references = eachNested(body['stateful_rule_group_reference']).map((reference, i) => ({
        arn: reference['resource_arn'],
        priority: number(reference['priority']) ?? i,
      }));
      const groups = references.sort((a, b) => a.priority - b.priority).flatMap(({ arn }) => terraform.follow(policy ?? resource, arn));
      const rules = groups.flatMap(group => rulesOf(terraform, group, vpcBlocks(terraform, resource)));
      const drops = oneOrMore(body['stateful_default_actions']).some(action => text(action).startsWith('aws:drop'));
      return [
        resource,
        {
          resource,
          subnets,
          otherwise: { pass: !(strict && drops), resource: policy ?? resource },
          rules: strict ? rules : [...rules.filter(rule => rule.action === 'pass'), ...rules.filter(rule => rule.action === 'drop')],
        },
      ];
    }),
  );

/** What counts as home where a group does not say: the network of the firewall. */
const vpcBlocks = (terraform: Terraform, firewall: Resource): readonly string[] =>
  terraform.follow(firewall, firewall.body['vpc_id']).flatMap(vpc => terraform.texts(vpc, vpc.body['cidr_block']));

const rulesOf = (terraform: Terraform, group: Resource, home: readonly string[]): readonly FirewallRule[] => {
  const body = nested(group.body['rule_group']);
  const sets = new Map(
    eachNested(at(body, 'rule_variables', 'ip_sets')).map(set => [`$${text(set['key'])}`, terraform.texts(group, at(set, 'ip_set', 'definition'))]),
  );
  if (!sets.has('$HOME_NET')) sets.set('$HOME_NET', home);
  const addresses = (value: unknown): Addresses => {
    const written = text(value) || 'ANY';
    if (written.toUpperCase() === 'ANY') return { blocks: [], except: true };
    const except = written.startsWith('!');
    const names = written
      .replace(/^!/, '')
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map(name => name.trim());
    return { except, blocks: names.flatMap(name => sets.get(name) ?? [name]).flatMap(cidr => addressesOf(cidr) ?? []) };
  };
  const source = nested(body['rules_source']);
  if (source['rules_string'] !== undefined || group.body['rules'] !== undefined) terraform.note(group, 'rules written as Suricata text are not followed');
  return [
    ...eachNested(source['rules_source_list']).map(
      (names): FirewallRule => ({
        action: names['generated_rules_type'] === 'ALLOWLIST' ? 'pass' : 'drop',
        ports: rulePorts('tcp', null, null).ports,
        source: addresses('$HOME_NET'),
        destination: { blocks: [], except: true },
        hosts: terraform.texts(group, names['targets']),
        resource: group,
        says: `names ${terraform.texts(group, names['targets']).join(', ')}`,
      }),
    ),
    ...eachNested(source['stateful_rule']).flatMap((rule): readonly FirewallRule[] => {
      const header = nested(rule['header']);
      const action = text(rule['action']).toUpperCase();
      if (action === 'ALERT') return [];
      const ports = headerPorts(header);
      if (ports === null) terraform.note(group, `the ports ${text(header['destination_port'])} are not followed`);
      return [
        {
          action: action === 'PASS' ? 'pass' : 'drop',
          ports: ports ?? NO_PORTS,
          source: addresses(header['source']),
          destination: addresses(header['destination']),
          hosts: null,
          resource: group,
          says: `${action.toLowerCase()} ${text(header['protocol'])} ${text(header['destination'])} ${text(header['destination_port'])}`,
        },
      ];
    }),
  ];
};

/** Ports of a header: `443`, `1024:65535`, `[80,443]`, `ANY`; null for other forms. */
const headerPorts = (header: Readonly<Record<string, unknown>>): Ports | null => {
  const protocol = text(header['protocol']).toUpperCase();
  const kinds =
    protocol === 'IP' ? ['tcp', 'udp', 'sctp'] : protocol === 'DNS' ? ['tcp', 'udp'] : protocol === 'UDP' ? ['udp'] : protocol === 'ICMP' ? [] : ['tcp'];
  const written = text(header['destination_port']) || 'ANY';
  const ranges =
    written.toUpperCase() === 'ANY'
      ? [':']
      : written
          .replace(/^\[|\]$/g, '')
          .split(',')
          .map(range => range.trim());
  if (!ranges.every(range => /^\d*:?\d*$/.test(range) && range !== '')) return null;
  return kinds
    .flatMap(kind =>
      ranges.map(range => {
        const [from = '', to = from] = range.split(':');
        return rulePorts(kind, from === '' ? null : Number(from), to === '' ? null : Number(to)).ports;
      }),
    )
    .reduce(plusPorts, NO_PORTS);
};

const means = ({ blocks, except }: Addresses, address: number): boolean => blocks.some(block => holds(block, address)) !== except;

/** Whether a list of names lets a name through: `.example.com` stands for all below it. */
const names = (targets: readonly string[], host: string): boolean =>
  targets.some(target => (target.startsWith('.') ? host === target.slice(1) || host.endsWith(target) : host === target));

/** Rules that concern a call; of a peer without known names, any name may be claimed. */
const concerning = (firewall: Firewall, source: number, destination: number, hosts: readonly string[]): readonly FirewallRule[] =>
  firewall.rules.filter(
    rule =>
      means(rule.source, source) &&
      means(rule.destination, destination) &&
      (rule.hosts === null || (hosts.length === 0 ? rule.action === 'pass' : hosts.some(host => names(rule.hosts ?? [], host)))),
  );

export const firewallPorts = (firewall: Firewall, source: number, destination: number, hosts: readonly string[]): Ports => {
  let open = NO_PORTS;
  let decided = NO_PORTS;
  for (const rule of concerning(firewall, source, destination, hosts)) {
    if (rule.action === 'pass') open = plusPorts(open, minusPorts(rule.ports, decided));
    if (rule.hosts === null || hosts.length > 0) decided = plusPorts(decided, rule.ports);
  }
  return firewall.otherwise.pass ? plusPorts(open, minusPorts(ALL_PORTS, decided)) : open;
};

/** The rule that decides about one port, as far as one does. */
export const firewallRule = (
  firewall: Firewall,
  source: number,
  destination: number,
  hosts: readonly string[],
  decides: (ports: Ports) => boolean,
): FirewallRule | null => concerning(firewall, source, destination, hosts).find(rule => decides(rule.ports)) ?? null;

/** Borders of all addresses that rules name. */
export const firewallBlocks = ({ rules }: Firewall): readonly Interval[] => rules.flatMap(({ source, destination }) => [...source.blocks, ...destination.blocks]);
