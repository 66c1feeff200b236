/**
 * What the egress firewall lets pass: providers with host names by the name in the TLS handshake, everything else by
 * address and port. Rules are evaluated in strict order and what no rule passes is dropped.
 *
 * @see https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html
 */
import { NetworkfirewallFirewallPolicy } from '@cdktf/provider-aws/lib/networkfirewall-firewall-policy/index.js';
import { NetworkfirewallRuleGroup } from '@cdktf/provider-aws/lib/networkfirewall-rule-group/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { byCodePoint, named, plainText, snake, tags } from '../stack.ts';
import type { Conversation } from './conversations.ts';
import { outward, tunnelled } from './conversations.ts';

/** Rules that one group can hold; it cannot be changed later, so it leaves room. */
const CAPACITY = 1000;

interface Allowed {
  readonly hosts: readonly string[];
  readonly conversations: readonly Conversation[];
}

/** The policy with its rule groups; with no provider edge it has no rule and drops even handshakes. */
export const firewallPolicy = (stack: TerraformStack, topology: Topology): NetworkfirewallFirewallPolicy => {
  const allowed = allowedBy(topology);
  const groups = [
    ...(allowed.hosts.length > 0 ? [hostGroup(stack, topology, allowed.hosts)] : []),
    ...(allowed.conversations.length > 0 ? [addressGroup(stack, topology, allowed.conversations)] : []),
  ];
  return new NetworkfirewallFirewallPolicy(stack, 'egress_policy', {
    name: named(topology, 'egress'), description: 'Drops what no rule passes',
    firewallPolicy: {
      statelessDefaultActions: ['aws:forward_to_sfe'], statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'DROP' },
      // A name is seen only after the TCP handshake, so a policy with names must let handshakes begin.
      statefulDefaultActions: allowed.hosts.length > 0 ? ['aws:drop_established', 'aws:alert_established'] : ['aws:drop_strict', 'aws:alert_strict'],
      statefulRuleGroupReference: groups.map((group, i) => ({ resourceArn: group.arn, priority: (i + 1) * 100 })),
    },
    tags: tags(named(topology, 'egress')),
  });
};

/** A provider that speaks TLS under a name is held to the name; groups and lists hold it to its addresses as well. */
const allowedBy = (topology: Topology): Allowed => {
  const conversations = outward(topology, topology.edges).filter(({ to }) => !tunnelled(topology, to));
  const hostsOf = (place: string): readonly string[] =>
    Object.values(topology.providers).find(({ name, encryption }) => snake('provider', name) === place && encryption !== 'ssh' && encryption !== 'none')?.hosts ?? [];
  return {
    hosts: [...new Set(conversations.flatMap(({ to }) => hostsOf(to.name)))].sort(byCodePoint),
    conversations: conversations.filter(({ to }) => hostsOf(to.name).length === 0),
  };
};

/** Central egress: without HOME_NET only the firewall's own subnets would count as home. */
const home = (topology: Topology) => {
  const ranges = outward(topology, topology.edges).flatMap(({ from }) => from.ranges);
  return { ipSets: [{ key: 'HOME_NET', ipSet: { definition: [...new Set(ranges)].sort(byCodePoint) } }] };
};

const hostGroup = (stack: TerraformStack, topology: Topology, hosts: readonly string[]): NetworkfirewallRuleGroup =>
  new NetworkfirewallRuleGroup(stack, 'egress_hosts', {
    name: named(topology, 'egress-hosts'), description: 'Providers by the name in the TLS handshake', type: 'STATEFUL', capacity: CAPACITY,
    ruleGroup: {
      ruleVariables: home(topology),
      rulesSource: { rulesSourceList: { generatedRulesType: 'ALLOWLIST', targetTypes: ['TLS_SNI'], targets: [...hosts] } },
      statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
    },
    tags: tags(named(topology, 'egress-hosts')),
  });

const addressGroup = (stack: TerraformStack, topology: Topology, conversations: readonly Conversation[]): NetworkfirewallRuleGroup =>
  new NetworkfirewallRuleGroup(stack, 'egress_addresses', {
    name: named(topology, 'egress-addresses'), description: 'Providers by address and port', type: 'STATEFUL', capacity: CAPACITY,
    ruleGroup: {
      ruleVariables: home(topology),
      rulesSource: {
        statefulRule: conversations.flatMap(({ from, to, ...rest }) => from.ranges.flatMap(source => to.ranges.map(destination => ({ source, destination, ...rest }))))
          .map(({ source, destination, protocol, port, why }, i) => ({
            action: 'PASS',
            header: { protocol: protocol.toUpperCase(), source, sourcePort: 'ANY', direction: 'FORWARD', destination, destinationPort: String(port) },
            ruleOption: [{ keyword: 'sid', settings: [String(i + 1)] }, { keyword: 'msg', settings: [`"${plainText(why, 200)}"`] }],
          })),
      },
      statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
    },
    tags: tags(named(topology, 'egress-addresses')),
  });
