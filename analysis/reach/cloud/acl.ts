/**
 * Network access lists: numbered rules, the first that matches decides, and what none matches is denied. They know nothing
 * of conversations, so replies need rules of their own.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
import { addressesOf } from '../addresses.ts';
import { holds } from '../intervals.ts';
import { eachNested, isTrue, number, oneOrMore, text } from '../json.ts';
import type { VpcKey } from './network.ts';
import type { Ports, Protocol } from '../ports.ts';
import { ALL_PORTS, hasPort, minusPorts, NO_PORTS, plusPorts } from '../ports.ts';
import { rulePorts } from './rule-ports.ts';
import type { Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

export type Direction = 'ingress' | 'egress';

export interface AclRule {
  readonly number: number;
  readonly allow: boolean;
  readonly block: Interval;
  readonly ports: Ports;
  readonly resource: Resource;
  readonly says: string;
}

export interface Acl {
  /** Null for the default list of a VPC that nobody manages: it lets everything through. */
  readonly resource: Resource | null;
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
  readonly known: Map<string, Ports>;
}

interface Acls {
  readonly of: (subnet: Resource, vpcKey: string) => Acl;
}

export const aclsOf = (terraform: Terraform, keyOf: VpcKey): Acls => {
  const lists = new Map<Resource, { readonly ingress: AclRule[]; readonly egress: AclRule[] }>();
  const bySubnet = new Map<Resource, Resource>();
  const byVpc = new Map<string, Resource>();
  for (const resource of terraform.all('aws_network_acl', 'aws_default_network_acl')) {
    lists.set(resource, {
      ingress: eachNested(resource.body['ingress']).flatMap(rule => ruleIn(terraform, resource, 'ingress', rule)),
      egress: eachNested(resource.body['egress']).flatMap(rule => ruleIn(terraform, resource, 'egress', rule)),
    });
    if (resource.type === 'aws_default_network_acl') byVpc.set(keyOf(resource, resource.body['default_network_acl_id']), resource);
    for (const subnet of terraform.follow(resource, resource.body['subnet_ids'])) bySubnet.set(subnet, resource);
  }
  for (const association of terraform.all('aws_network_acl_association')) {
    const [acl] = terraform.follow(association, association.body['network_acl_id']);
    for (const subnet of terraform.follow(association, association.body['subnet_id'])) if (acl !== undefined) bySubnet.set(subnet, acl);
  }
  for (const rule of terraform.all('aws_network_acl_rule')) {
    const direction: Direction = isTrue(rule.body['egress']) ? 'egress' : 'ingress';
    for (const acl of terraform.follow(rule, rule.body['network_acl_id'])) lists.get(acl)?.[direction].push(...ruleIn(terraform, rule, direction, rule.body));
  }
  const made = new Map(
    [...lists].map(([resource, { ingress, egress }]) => [
      resource,
      {
        resource,
        ingress: [...ingress].sort(byNumber),
        egress: [...egress].sort(byNumber),
        known: new Map<string, Ports>(),
      },
    ]),
  );
  return {
    of: (subnet, vpcKey) => {
      const resource = bySubnet.get(subnet) ?? byVpc.get(vpcKey);
      return (resource === undefined ? undefined : made.get(resource)) ?? OPEN;
    },
  };
};

const byNumber = (a: AclRule, b: AclRule): number => a.number - b.number;

/** What AWS makes with a VPC, as long as nobody manages it. */
const OPEN: Acl = { resource: null, ingress: [], egress: [], known: new Map() };

const ruleIn = (terraform: Terraform, resource: Resource, direction: Direction, rule: Readonly<Record<string, unknown>>): readonly AclRule[] => {
  const order = number(rule['rule_no'] ?? rule['rule_number']);
  const allow = text(rule['action'] ?? rule['rule_action']).toLowerCase() === 'allow';
  const ports = rulePorts(text(rule['protocol']), number(rule['from_port']), number(rule['to_port']));
  const cidrs = terraform.texts(resource, rule['cidr_block']);
  if (allow && oneOrMore(rule['ipv6_cidr_block']).some(value => value !== '')) terraform.note(resource, 'its IPv6 addresses are not followed');
  return cidrs.flatMap((cidr): readonly AclRule[] => {
    const block = addressesOf(cidr);
    if (block === null || order === null) {
      terraform.note(resource, `${block === null ? `${cidr} is no IPv4 block` : 'the number of a rule is not known'}`);
      return [];
    }
    return [
      {
        number: order,
        allow,
        block,
        ports: ports.ports,
        resource,
        says: `rule ${order} ${allow ? 'allows' : 'denies'} ${ports.says} ${direction === 'ingress' ? 'from' : 'to'} ${cidr}`,
      },
    ];
  });
};

/** Ports towards or from an address, which stands for all that no rule of the region tells apart. */
export const aclPorts = (acl: Acl, direction: Direction, address: number): Ports => {
  if (acl.resource === null) return ALL_PORTS;
  const key = `${direction} ${address}`;
  const known = acl.known.get(key);
  if (known !== undefined) return known;
  let open = NO_PORTS;
  let decided = NO_PORTS;
  for (const rule of acl[direction]) {
    if (!holds(rule.block, address)) continue;
    if (rule.allow) open = plusPorts(open, minusPorts(rule.ports, decided));
    decided = plusPorts(decided, rule.ports);
  }
  acl.known.set(key, open);
  return open;
};

/** The rule that decides about one port; null where none matches and the list denies. */
export const aclRule = (acl: Acl, direction: Direction, address: number, protocol: Protocol, port: number): AclRule | null =>
  acl[direction].find(rule => holds(rule.block, address) && hasPort(rule.ports, protocol, port)) ?? null;
