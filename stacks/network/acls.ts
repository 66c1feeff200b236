/**
 * Network access lists, one for each subnet tier and each store, from the same conversations as the security groups.
 *
 * Lists are stateless, so each conversation has four rules: the call out and in, the reply out and in. A list sees tiers:
 * a caller opens the range of the data tier, and the list of each store decides which tiers may come. What leaves for a
 * provider also crosses the lists of the firewall and of the NAT gateways.
 */
import { DefaultNetworkAcl } from '@cdktf/provider-aws/lib/default-network-acl/index.js';
import { NetworkAcl } from '@cdktf/provider-aws/lib/network-acl/index.js';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake, tags } from '../stack.ts';
import type { Conversation, Place } from './conversations.ts';
import { tunnelled } from './conversations.ts';
import type { Rule } from './rules.ts';
import { EPHEMERAL, fitBlocks } from './rules.ts';
import type { SubnetGroup } from './subnets.ts';

/** Default quota of AWS for rules of one list in one direction, without the last one that denies the rest. */
const QUOTA = 19;

interface AclRules { readonly ingress: Rule[]; readonly egress: Rule[] }

/** Makes the lists and empties the default one, which would allow everything. */
export const accessLists = (
  stack: TerraformStack, topology: Topology, vpc: Vpc, groups: readonly SubnetGroup[], conversations: readonly Conversation[],
): void => {
  new DefaultNetworkAcl(stack, 'default_acl', {
    defaultNetworkAclId: vpc.defaultNetworkAclId, tags: tags(named(topology, 'default'), 'nothing may use it: no rule allows anything'),
  });
  const rules = rulesByList(topology, conversations);
  for (const group of groups) {
    const { ingress, egress } = rules.get(group.name) ?? { ingress: [], egress: [] };
    new NetworkAcl(stack, snake('acl', group.name), {
      vpcId: vpc.id, subnetIds: group.subnets.map(subnet => subnet.id),
      ingress: entries(fitBlocks(ingress, QUOTA, topology.region.cidr)), egress: entries(fitBlocks(egress, QUOTA, topology.region.cidr)),
      tags: tags(named(topology, group.name.replaceAll('_', '-'))),
    });
  }
};

const rulesByList = (topology: Topology, conversations: readonly Conversation[]): ReadonlyMap<string, AclRules> => {
  const lists = new Map<string, AclRules>();
  const add = (
    list: string, direction: keyof AclRules, peers: readonly string[], { protocol, why }: Conversation, ports: Pick<Rule, 'fromPort' | 'toPort'>,
  ): void => {
    const rules = lists.get(list) ?? { ingress: [], egress: [] };
    lists.set(list, rules);
    rules[direction].push(...peers.map(peer => ({ protocol, peer, why, ...ports })));
  };
  for (const conversation of conversations) {
    const { from, to, port } = conversation;
    const call = { fromPort: port, toPort: port };
    const leave = (list: string): void => { add(list, 'egress', to.ranges, conversation, call); add(list, 'ingress', to.ranges, conversation, EPHEMERAL); };
    const arrive = (list: string): void => { add(list, 'ingress', from.ranges, conversation, call); add(list, 'egress', from.ranges, conversation, EPHEMERAL); };
    if (from.subnets !== null) leave(listOf(from));
    if (to.subnets !== null) arrive(listOf(to));
    if (from.subnets !== null && to.subnets === null && !tunnelled(topology, to)) for (const list of ['firewall', 'public']) { arrive(list); leave(list); }
  }
  return lists;
};

const listOf = ({ subnets }: Place): string => (subnets === null ? '' : subnets.kind === 'tier' ? snake(subnets.tier) : snake('store', subnets.store));

/** Numbered in tens, so that a person can put a rule between two in an emergency. */
const entries = (rules: readonly Rule[]) => rules.map((rule, i) => ({
  ruleNo: 100 + i * 10, action: 'allow', protocol: rule.protocol, cidrBlock: rule.peer, fromPort: rule.fromPort, toPort: rule.toPort, icmpCode: 0, icmpType: 0,
}));
