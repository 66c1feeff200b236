import { describe, expect, it } from 'vitest';
import { targetGroupOf } from '../../model/index.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import type { Block } from './rendered.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const primary = rendered('edge', topology);
const standby = rendered('edge', topologyOf('production', STANDBY));
const ROUTES = ['backoffice', 'dashboard', 'merchant', 'webhook'] as const;

describe('load balancers', () => {
  it('are one for each route, public for the internet and internal for operators', () => {
    for (const route of ROUTES) {
      const balancer = primary.one(`aws_lb.load_balancer_${route}`);
      expect(balancer).toMatchObject({ internal: route === 'backoffice', drop_invalid_header_fields: true, enable_deletion_protection: true, desync_mitigation_mode: 'strictest' });
      expect(balancer.security_groups).toEqual([`\${data.terraform_remote_state.remote_network.outputs.security_group_lb_${route}}`]);
      expect(balancer.access_logs.enabled).toBe(true);
    }
    expect(primary.one('aws_lb.load_balancer_merchant').subnets).toContain('subnets_public');
    expect(primary.one('aws_lb.load_balancer_backoffice').subnets).not.toContain('subnets_public');
  });

  it('speak TLS 1.2 and 1.3 only, and answer nobody who asks for another host', () => {
    for (const route of ROUTES) {
      expect(primary.one(`aws_lb_listener.listener_${route}`)).toMatchObject({ port: 443, protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', default_action: [{ type: 'fixed-response' }] });
      expect(primary.one(`aws_lb_listener_rule.listener_rule_${route}`).condition).toEqual([{ host_header: { values: [topology.environment.hosts[route]] } }]);
    }
  });

  it('reach pods over TLS, ask them whether they are ready on the management port, and let them finish while they still answer', () => {
    for (const { route, drain, managementPort } of Object.values(topology.workloads)) {
      if (route === null) continue;
      expect(primary.one(`aws_lb_target_group.target_group_${route.name}`)).toMatchObject({
        name: targetGroupOf('production', route.name), target_type: 'ip', port: route.port, protocol: 'HTTPS', deregistration_delay: String(route.deregistrationSeconds),
        health_check: { protocol: 'HTTPS', port: String(managementPort), path: '/health/ready' },
      });
      expect(route.deregistrationSeconds).toBeLessThanOrEqual(drain.preStopSeconds);
      expect(route.deregistrationSeconds * 1000).toBeGreaterThan(drain.longestCallMs);
    }
  });

  it('log into a bucket that is private, versioned and kept for more than a year', () => {
    expect(primary.one('aws_s3_bucket_public_access_block.logs_public')).toMatchObject({ block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true });
    expect(primary.one('aws_s3_bucket_lifecycle_configuration.logs_lifecycle').rule[0].expiration).toEqual([{ days: 400 }]);
    expect(statements(primary.one('aws_s3_bucket_policy.logs_policy').policy).OnlyTls?.Effect).toBe('Deny');
  });
});

describe('web firewalls', () => {
  it('stand in front of every route, with a bound for one address and rules that AWS maintains', () => {
    for (const route of ROUTES) {
      const rules = primary.one(`aws_wafv2_web_acl.web_firewall_${route}`).rule as Block[];
      expect(rules.map(({ name }) => name)).toEqual(['rate', 'AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesCommonRuleSet', 'AWSManagedRulesSQLiRuleSet']);
      expect(rules[0]?.statement.rate_based_statement.limit).toBeGreaterThanOrEqual(100);
      expect(primary.one(`aws_wafv2_web_acl_association.web_firewall_association_${route}`).resource_arn).toContain(`load_balancer_${route}`);
      const logging = primary.one(`aws_wafv2_web_acl_logging_configuration.web_firewall_logging_${route}`);
      expect(logging.redacted_fields).toContainEqual({ single_header: { name: 'authorization' } });
    }
  });
});

describe('host names', () => {
  it('of command routes are plain records of the writable region, which no health check moves', () => {
    for (const route of ['backoffice', 'dashboard', 'merchant']) {
      const record = primary.one(`aws_route53_record.record_${route}`);
      expect(record.alias.evaluate_target_health).toBe(false);
      for (const field of ['failover_routing_policy', 'weighted_routing_policy', 'health_check_id', 'set_identifier']) expect(record).not.toHaveProperty(field);
      expect(Object.keys(standby.all('aws_route53_record'))).not.toContain(`record_${route}`);
    }
  });

  it('are taken over by a promoted region, and forgotten, not deleted, by the one that lost its role', () => {
    expect(primary.one('aws_route53_record.record_merchant').allow_overwrite).toBe(true);
    expect(standby.json.removed).toContainEqual({ from: 'aws_route53_record.record_merchant', lifecycle: { destroy: false } });
    expect(primary.json).not.toHaveProperty('removed');
  });

  it('of webhooks stand in both regions and follow their health', () => {
    for (const [stack, type, region] of [[primary, 'PRIMARY', PRIMARY], [standby, 'SECONDARY', STANDBY]] as const) {
      expect(stack.one('aws_route53_record.record_webhook')).toMatchObject({ failover_routing_policy: { type }, set_identifier: region, alias: { evaluate_target_health: true } });
      expect(stack.one('aws_route53_record.record_webhook').health_check_id).toContain('health_check_webhook');
    }
  });
});
