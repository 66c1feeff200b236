/**
 * One application load balancer for each route, so that merchants, providers and operators share no listener, certificate,
 * web firewall or log. Pods register through the target group's name; traffic to them is TLS again.
 */
import { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener/index.js';
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import type { Topology } from '../../model/index.ts';
import { targetGroupOf } from '../../model/index.ts';
import type { LogBucket } from '../buckets.ts';
import type { TerraformStack } from '../stack.ts';
import { output, remote, snake, tags } from '../stack.ts';
import type { Route } from './routes.ts';

/** TLS 1.2 and 1.3 with forward secrecy and authenticated encryption. */
const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

export const loadBalancer = (stack: TerraformStack, topology: Topology, route: Route, certificateArn: string, logs: LogBucket): Lb => {
  const network = remote(stack, topology, 'network');
  const name = targetGroupOf(topology.environment.name, route.name);
  const to = { bucket: logs.bucket.bucket, enabled: true };
  const balancer = new Lb(stack, snake('load_balancer', route.name), {
    name, loadBalancerType: 'application', internal: route.rule.from !== 'internet', subnets: network.list(`subnets_${route.tier}`),
    securityGroups: [network.string(`security_group_lb_${route.name}`)], dropInvalidHeaderFields: true, desyncMitigationMode: 'strictest',
    xffHeaderProcessingMode: 'append',
    preserveHostHeader: true, enableHttp2: true, enableDeletionProtection: true, enableZonalShift: true, enableWafFailOpen: false,
    accessLogs: { ...to, prefix: `${route.name}/access` }, connectionLogs: { ...to, prefix: `${route.name}/connections` }, tags: tags(name, route.rule.why),
    dependsOn: [logs.policy],
  });
  const group = targetGroup(stack, route, name, network.string('vpc_id'));
  const listener = new LbListener(stack, snake('listener', route.name), {
    loadBalancerArn: balancer.arn, port: 443, protocol: 'HTTPS', sslPolicy: TLS_POLICY, certificateArn, tags: tags(name),
    routingHttpResponseServerEnabled: false, routingHttpResponseStrictTransportSecurityHeaderValue: 'max-age=31536000; includeSubDomains',
    // Whoever asks for another host, or for no host, reaches nothing.
    defaultAction: [{ type: 'fixed-response', fixedResponse: { contentType: 'text/plain', statusCode: '404' } }],
  });
  new LbListenerRule(stack, snake('listener_rule', route.name), {
    listenerArn: listener.arn, priority: 1, condition: [{ hostHeader: { values: [route.host] } }], action: [{ type: 'forward', targetGroupArn: group.arn }],
    tags: tags(name),
  });
  output(stack, `load_balancer_${route.name}`, balancer.arn);
  output(stack, `target_group_${route.name}`, group.arn);
  return balancer;
};

/** A pod that must go is taken out first, and keeps its connections for what it is answering; it is still there when the last of them is closed. */
const targetGroup = (stack: TerraformStack, { name: route, port, deregistrationSeconds, workload, rule }: Route, name: string, vpcId: string): LbTargetGroup => {
  const { readiness } = workload.probes;
  return new LbTargetGroup(stack, snake('target_group', route), {
    name, targetType: 'ip', vpcId, port, protocol: 'HTTPS', protocolVersion: 'HTTP1', deregistrationDelay: String(deregistrationSeconds),
    loadBalancingAlgorithmType: 'least_outstanding_requests',
    healthCheck: {
      enabled: true, protocol: 'HTTPS', port: String(workload.managementPort), path: '/health/ready', matcher: '200', interval: readiness.periodSeconds,
      timeout: readiness.timeoutSeconds,
      healthyThreshold: 2, unhealthyThreshold: readiness.failureThreshold,
    },
    tags: tags(name, rule.why),
  });
};
