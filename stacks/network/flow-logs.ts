/** Flow logs: every conversation of the network, allowed or refused, kept for more than a year. */
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, named, policy, tags, trustService } from '../stack.ts';

export const flowLogs = (stack: TerraformStack, topology: Topology, vpcId: string): void => {
  const log = logGroup(stack, topology, 'flow_logs_group', { name: `/${named(topology)}/flow-logs`, key: 'logs', why: 'every conversation of the network' });
  const role = new IamRole(stack, 'flow_logs_role', {
    name: named(topology, 'flow-logs'), tags: tags(named(topology, 'flow-logs')),
    assumeRolePolicy: trustService('vpc-flow-logs.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }),
  });
  new IamRolePolicy(stack, 'flow_logs_role_policy', {
    name: 'write', role: role.name,
    policy: policy({
      Sid: 'Write', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], Resource: `${log.arn}:*`,
    }),
  });
  new FlowLog(stack, 'flow_logs', {
    vpcId, trafficType: 'ALL', logDestinationType: 'cloud-watch-logs', logDestination: log.arn, iamRoleArn: role.arn, maxAggregationInterval: 60,
    tags: tags(named(topology, 'flow-logs')),
  });
};
