/**
 * How people and machines outside come in: a load balancer, certificate, web firewall and host name for each route.
 *
 * Outputs: `load_balancer_<route>`, `target_group_<route>`. Pods join by the target group's name (`targetGroupOf`).
 */
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone/index.js';
import type { Build } from '../stack.ts';
import { certificate } from './certificate.ts';
import { loadBalancer } from './load-balancer.ts';
import { loadBalancerLogs } from './log-bucket.ts';
import { records } from './records.ts';
import { routesOf } from './routes.ts';
import { webFirewall } from './web-firewall.ts';

export const edge: Build = (stack, topology) => {
  const zone = new DataAwsRoute53Zone(stack, 'zone', { name: topology.environment.dnsZone, privateZone: false });
  const logs = loadBalancerLogs(stack, topology);
  const balanced = routesOf(topology).map(route => {
    const balancer = loadBalancer(stack, topology, route, certificate(stack, route, zone.zoneId), logs);
    webFirewall(stack, topology, route, balancer);
    return { route, balancer };
  });
  records(stack, topology, zone.zoneId, balanced);
};
