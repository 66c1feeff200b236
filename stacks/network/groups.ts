/**
 * Security groups: one for each node pool, store, load balancer, interface endpoint, and the control plane.
 *
 * All of them live in this stack with all of their rules, because rules between groups of different stacks would make the
 * stacks depend on each other in circles. A peer in the network is named by its group, never by its addresses.
 */
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { byCodePoint, named, output, plainText, snake, tags } from '../stack.ts';
import type { Conversation, Place } from './conversations.ts';
import { storesOf } from './conversations.ts';
import type { Rule } from './rules.ts';
import { fitPorts } from './rules.ts';

/** Default quota of AWS for rules of one group in one direction. */
const QUOTA = 60;

/** Group ids by the name of their place; what talks to nobody has a group all the same, with no rule. */
export const securityGroups = (
  stack: TerraformStack, topology: Topology, vpcId: string, conversations: readonly Conversation[],
): Readonly<Record<string, string>> => {
  const places = new Set([
    'control_plane',
    ...Object.values(topology.nodePools).map(pool => snake('pool', pool.name)),
    ...storesOf(topology).map(store => snake('store', store.name)),
    ...conversations.flatMap(({ from, to }) => [from, to]).filter(place => place.subnets !== null).map(place => place.name),
  ]);
  const ids = Object.fromEntries([...places].sort(byCodePoint).map(place => {
    const name = named(topology, place.replaceAll('_', '-'));
    const group = new SecurityGroup(stack, snake('security_group', place), {
      name, description: `Everything of ${place.replaceAll('_', ' ')}`, vpcId, tags: tags(name),
    });
    output(stack, `security_group_${place}`, group.id);
    return [place, group.id];
  }));
  for (const [place, id] of Object.entries(ids)) {
    const outgoing = conversations.filter(({ from }) => from.name === place);
    const incoming = conversations.filter(({ to }) => to.name === place);
    for (const rule of fitPorts(outgoing.flatMap(c => rulesTo(c, c.to)), QUOTA)) {
      new VpcSecurityGroupEgressRule(stack, ruleId('egress', place, rule), { securityGroupId: id, ...ruleOf(rule, ids) });
    }
    for (const rule of fitPorts(incoming.flatMap(c => rulesTo(c, c.from)), QUOTA)) {
      new VpcSecurityGroupIngressRule(stack, ruleId('ingress', place, rule), { securityGroupId: id, ...ruleOf(rule, ids) });
    }
  }
  return ids;
};

/** A peer in the network is its place; one outside is each of its blocks. */
const rulesTo = ({ protocol, port, why }: Conversation, peer: Place): readonly Rule[] =>
  (peer.subnets === null ? peer.ranges : [peer.name]).map(name => ({ protocol, peer: name, fromPort: port, toPort: port, why }));

const ruleId = (direction: 'ingress' | 'egress', place: string, rule: Rule): string =>
  snake(
    direction, place, direction === 'egress' ? 'to' : 'from', rule.peer, rule.protocol,
    rule.fromPort === rule.toPort ? String(rule.fromPort) : `${rule.fromPort}_${rule.toPort}`,
  );

/** Descriptions of rules take 255 characters. */
const ruleOf = (rule: Rule, ids: Readonly<Record<string, string>>) => {
  const group = ids[rule.peer];
  return {
    ipProtocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, description: plainText(rule.why, 255),
    ...(group === undefined ? { cidrIpv4: rule.peer } : { referencedSecurityGroupId: group }),
  };
};
