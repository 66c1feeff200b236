/**
 * Host names of routes, and who decides which region answers.
 *
 * A command route has one plain record, which the writable region alone holds. It moves when an operator promotes the other
 * region and applies this stack there: that region takes the record over, and the one that lost its role forgets it without
 * deleting it. No health check can do this, because none knows whether the other region still moves money.
 *
 * A webhook route only stores what arrives, so both regions hold a record and health decides.
 */
import type { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake, tags } from '../stack.ts';
import type { Route } from './routes.ts';

export interface Balanced {
  readonly route: Route;
  readonly balancer: Lb;
}

export const records = (stack: TerraformStack, topology: Topology, zoneId: string, all: readonly Balanced[]): void => {
  const followsHealth = ({ route }: Balanced): boolean => route.rule.failover === 'health-check' && topology.region.counterpart !== null;
  for (const item of all.filter(followsHealth)) failoverRecord(stack, topology, zoneId, item);
  const plain = all.filter(item => !followsHealth(item));
  if (topology.region.role === 'primary') for (const item of plain) plainRecord(stack, zoneId, item);
  else stack.addOverride('removed', plain.map(({ route }) => ({ from: `aws_route53_record.${recordId(route)}`, lifecycle: { destroy: false } })));
};

/** It may stand there already, made by the region that had the role before. */
const plainRecord = (stack: TerraformStack, zoneId: string, { route, balancer }: Balanced): void => {
  new Route53Record(stack, recordId(route), {
    zoneId, name: route.host, type: 'A', allowOverwrite: true, alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false },
  });
};

const failoverRecord = (stack: TerraformStack, topology: Topology, zoneId: string, { route, balancer }: Balanced): void => {
  const check = new Route53HealthCheck(stack, snake('health_check', route.name), {
    type: 'TCP', fqdn: balancer.dnsName, port: 443, requestInterval: 10, failureThreshold: 3, measureLatency: false,
    tags: tags(named(topology, route.name), 'can the internet reach the load balancer'),
  });
  new Route53Record(stack, recordId(route), {
    zoneId, name: route.host, type: 'A', setIdentifier: topology.region.name, healthCheckId: check.id,
    failoverRoutingPolicy: { type: topology.region.role === 'primary' ? 'PRIMARY' : 'SECONDARY' },
    alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true },
  });
};

const recordId = (route: Route): string => snake('record', route.name);
