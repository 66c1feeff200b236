/** Access and connection logs of the load balancers: who came, to which host, with which TLS. */
import type { Topology } from '../../model/index.ts';
import type { LogBucket } from '../buckets.ts';
import { bucketArn, logBucket } from '../buckets.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, arn, named } from '../stack.ts';

export const loadBalancerLogs = (stack: TerraformStack, topology: Topology): LogBucket => {
  const name = named(topology, 'load-balancer-logs', accountOf(topology));
  return logBucket(stack, {
    id: 'logs', name, why: 'who came to the load balancers',
    delivery: {
      Sid: 'Delivery', Effect: 'Allow', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' }, Action: 's3:PutObject',
      Resource: `${bucketArn(name)}/*`,
      Condition: { ArnLike: { 'aws:SourceArn': arn(topology, 'elasticloadbalancing', 'loadbalancer/*') } },
    },
  });
};
