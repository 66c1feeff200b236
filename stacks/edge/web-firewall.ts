/**
 * A web firewall in front of each route: rules that AWS maintains, and a bound on what one address may send.
 *
 * What it decided is logged without what a caller proves itself with. PCI DSS 6.4.2.
 */
import type { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import type { Wafv2WebAclRule } from '@cdktf/provider-aws/lib/wafv2-web-acl/index.js';
import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl/index.js';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration/index.js';
import type { Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake, tags } from '../stack.ts';
import type { Route } from './routes.ts';

/** Rule groups in the order of evaluation, with rules that only count: a webhook or a batch of payments is larger than 8 KB. */
const MANAGED: readonly { readonly name: string; readonly countOnly: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY'] },
  { name: 'AWSManagedRulesSQLiRuleSet', countOnly: [] },
];
/** One address may send a quarter of the worst hour's rate: no merchant or provider is larger, and four of them do not stop the rest. */
const SHARE_OF_PEAK = 1 / 4;
const WINDOW_SECONDS = 300;
/** Headers that prove who a caller is. */
const REDACTED = ['authorization', 'cookie', 'x-signature'] as const;

export const webFirewall = (stack: TerraformStack, topology: Topology, route: Route, balancer: Lb): void => {
  const name = named(topology, route.name);
  const firewall = new Wafv2WebAcl(stack, snake('web_firewall', route.name), {
    name, scope: 'REGIONAL', defaultAction: { allow: {} }, rule: [rateRule(route), ...MANAGED.map(managedRule)], visibilityConfig: visible(route.name),
    tags: tags(name, route.rule.why),
  });
  new Wafv2WebAclAssociation(stack, snake('web_firewall_association', route.name), { webAclArn: firewall.arn, resourceArn: balancer.arn });
  const log = logGroup(stack, topology, snake('web_firewall_log', route.name), {
    name: `aws-waf-logs-${name}`, key: 'logs', why: 'what the web firewall decided, without credentials',
  });
  new Wafv2WebAclLoggingConfiguration(stack, snake('web_firewall_logging', route.name), {
    resourceArn: firewall.arn, logDestinationConfigs: [log.arn],
    redactedFields: [...REDACTED.map(header => ({ singleHeader: { name: header } })), { queryString: {} }],
  });
};

const rateRule = ({ peak }: Route): Wafv2WebAclRule => ({
  name: 'rate', priority: 0, action: { block: {} }, visibilityConfig: visible('rate'),
  statement: {
    rate_based_statement: {
      aggregate_key_type: 'IP', evaluation_window_sec: WINDOW_SECONDS, limit: Math.max(100, Math.ceil(peak * WINDOW_SECONDS * SHARE_OF_PEAK)),
    },
  },
});

const managedRule = ({ name, countOnly }: (typeof MANAGED)[number], i: number): Wafv2WebAclRule => ({
  name, priority: 10 + i, overrideAction: { none: {} }, visibilityConfig: visible(name),
  statement: {
    managed_rule_group_statement: {
      vendor_name: 'AWS', name,
      ...(countOnly.length === 0 ? {} : { rule_action_override: countOnly.map(rule => ({ name: rule, action_to_use: { count: {} } })) }),
    },
  },
});

const visible = (metricName: string) => ({ cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true });
