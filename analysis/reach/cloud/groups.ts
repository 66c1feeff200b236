/**
 * Security groups with every form in which Terraform writes their rules. They are stateful: what a rule lets in may answer.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
import { addressesOf } from '../addresses.ts';
import { eachNested, isTrue, number, oneOrMore, text } from '../json.ts';
import type { VpcKey } from './network.ts';
import { ALL_PORTS } from '../ports.ts';
import type { Ports } from '../ports.ts';
import { rulePorts } from './rule-ports.ts';
import type { Found, Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

export interface GroupRule {
  readonly ports: Ports;
  /** Addresses, or a group that the other side must have. */
  readonly peer: Interval | Group;
  readonly resource: Resource;
  readonly says: string;
}

export interface Group {
  readonly name: string;
  readonly resource: Resource;
  readonly ingress: GroupRule[];
  readonly egress: GroupRule[];
}

export interface Groups {
  /** Groups that a field of a resource names; those of the VPC's default where it names none. */
  readonly at: (from: Resource, value: unknown, vpcKey: string) => readonly Group[];
  /** The group that EKS makes for a cluster and gives to its control plane, and to nodes that name no other. */
  readonly ofCluster: (cluster: Resource) => Group;
}

export const isGroup = (peer: Interval | Group): peer is Group => 'egress' in peer;

export const groupsOf = (terraform: Terraform, keyOf: VpcKey): Groups => {
  const made = new Map<string, Group>();
  const group = (key: string, resource: Resource, name: string): Group => {
    const found = made.get(key) ?? { name, resource, ingress: [], egress: [] };
    made.set(key, found);
    return found;
  };
  const own = (resource: Resource): Group => group(`${resource.file} ${resource.path}`, resource, resource.id);
  const ofCluster = (cluster: Resource): Group => {
    const found = group(`${cluster.file} ${cluster.path} group`, cluster, `${cluster.id} (made by EKS)`);
    if (found.egress.length === 0) openInside(found, 'the group that EKS makes');
    return found;
  };
  const ofVpc = (vpcKey: string, from: Resource): Group => {
    const managed = terraform.all('aws_default_security_group').find(resource => keyOf(resource, resource.body['vpc_id']) === vpcKey);
    if (managed !== undefined) return own(managed);
    const found = group(`default of ${vpcKey}`, from, 'default of the VPC');
    if (found.egress.length === 0) openInside(found, 'the default group of the VPC, which nobody manages,');
    return found;
  };
  const groupAt = (found: Found): Group | null => {
    if (found.kind !== 'resource') return null;
    const { resource, attribute } = found;
    if (['aws_security_group', 'aws_default_security_group'].includes(resource.type)) return own(resource);
    if (resource.type === 'aws_eks_cluster' && attribute.includes('cluster_security_group_id')) return ofCluster(resource);
    if (resource.type.endsWith('aws_vpc') && attribute === 'default_security_group_id') return ofVpc(`${resource.file} ${resource.path}`, resource);
    return null;
  };
  const named = (from: Resource, value: unknown): readonly Group[] =>
    terraform.resolve(from, value).flatMap(found => {
      const known = groupAt(found);
      if (known === null) terraform.note(from, `the rules of the group ${found.kind === 'resource' ? found.resource.path : found.text} are not known`);
      return known === null ? [] : [known];
    });
  for (const resource of terraform.all('aws_security_group', 'aws_default_security_group')) inlineRules(terraform, own(resource), named);
  for (const resource of terraform.all('aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule', 'aws_security_group_rule')) {
    const direction = resource.type === 'aws_security_group_rule' ? text(resource.body['type']) : resource.type.includes('ingress') ? 'ingress' : 'egress';
    if (direction !== 'ingress' && direction !== 'egress') {
      terraform.note(resource, `whether it lets in or out cannot be followed: ${direction ?? 'nothing'}`);
      continue;
    }
    for (const owner of named(resource, resource.body['security_group_id']))
      owner[direction].push(...rulesIn(terraform, resource, direction, resource.body, owner, named));
  }
  return { ofCluster, at: (from, value, vpcKey) => (oneOrMore(value).length === 0 ? [ofVpc(vpcKey, from)] : named(from, value)) };
};

type Named = (from: Resource, value: unknown) => readonly Group[];

const inlineRules = (terraform: Terraform, group: Group, named: Named): void => {
  for (const direction of ['ingress', 'egress'] as const) {
    group[direction].push(...eachNested(group.resource.body[direction]).flatMap(rule => rulesIn(terraform, group.resource, direction, rule, group, named)));
  }
};

/** All forms of a rule at once: no two of them use a field for different things. */
const rulesIn = (
  terraform: Terraform,
  resource: Resource,
  direction: 'ingress' | 'egress',
  rule: Readonly<Record<string, unknown>>,
  owner: Group,
  named: Named,
): readonly GroupRule[] => {
  const { ports, says } = rulePorts(text(rule['ip_protocol'] ?? rule['protocol']), number(rule['from_port']), number(rule['to_port']));
  const of = (peer: Interval | Group, word: string): GroupRule => ({
    ports,
    peer,
    resource,
    says: `allows ${says} ${direction === 'ingress' ? 'from' : 'to'} ${word}`,
  });
  const cidrs = [...terraform.texts(resource, rule['cidr_ipv4']), ...terraform.texts(resource, rule['cidr_blocks'])];
  for (const cidr of cidrs) if (addressesOf(cidr) === null) terraform.note(resource, `${cidr} is no IPv4 block`);
  const groups = [
    ...named(resource, rule['referenced_security_group_id']),
    ...named(resource, rule['source_security_group_id']),
    ...named(resource, rule['security_groups']),
  ];
  if (rule['cidr_ipv6'] !== undefined || oneOrMore(rule['ipv6_cidr_blocks']).length > 0) terraform.note(resource, 'its IPv6 addresses are not followed');
  return [
    ...cidrs.flatMap(cidr => blockRule(cidr, of)),
    ...prefixLists(terraform, resource, [...oneOrMore(rule['prefix_list_id']), ...oneOrMore(rule['prefix_list_ids'])]).flatMap(cidr => blockRule(cidr, of)),
    ...groups.map(group => of(group, `the group ${group.name}`)),
    ...(isTrue(rule['self']) ? [of(owner, 'its own group')] : []),
  ];
};

const blockRule = (cidr: string, of: (peer: Interval, word: string) => GroupRule): readonly GroupRule[] => {
  const block = addressesOf(cidr);
  return block === null ? [] : [of(block, cidr)];
};

/** Blocks of lists that are written here; what AWS keeps in its own lists is not known. */
const prefixLists = (terraform: Terraform, resource: Resource, value: readonly unknown[]): readonly string[] =>
  terraform.resolve(resource, value).flatMap(found => {
    const entries = found.kind === 'resource' && found.resource.type === 'aws_ec2_managed_prefix_list' ? eachNested(found.resource.body['entry']) : [];
    const cidrs = found.kind === 'resource' ? entries.flatMap(entry => terraform.texts(found.resource, entry['cidr'])) : [];
    if (cidrs.length === 0)
      terraform.note(resource, `the addresses of the prefix list ${found.kind === 'resource' ? found.resource.path : found.text} are not known`);
    return cidrs;
  });

/** What AWS puts into a group that it makes itself: everything out, and everything from members of the group in. */
const openInside = (group: Group, who: string): void => {
  group.egress.push({ ports: ALL_PORTS, peer: { first: 0, last: 2 ** 32 - 1 }, resource: group.resource, says: `${who} lets everything out` });
  group.ingress.push({ ports: ALL_PORTS, peer: group, resource: group.resource, says: `${who} lets in what has the same group` });
};
