/**
 * Roles of platform components, by the AWS APIs that the catalog says they call.
 *
 * One table says what naming an API allows. The load balancer controller may register targets and create nothing: public
 * load balancers belong to Terraform. An API that is not in the table allows nothing. An add-on brings its own identity.
 */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Topology } from '../../model/index.ts';
import { roleOf } from '../../model/index.ts';
import type { Statement, TerraformStack } from '../stack.ts';
import { arn, named, policy, snake } from '../stack.ts';
import type { ControlPlane } from './control-plane.ts';
import { podRole } from './identity.ts';

const allow = (Sid: string, Action: readonly string[], Resource: string, Condition?: Statement['Condition']): Statement =>
  ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) });

/** Reading has no finer resource than everything in these three APIs. */
const API_STATEMENTS: Readonly<Record<string, (topology: Topology) => readonly Statement[]>> = {
  autoscaling: topology => [
    allow('ReadGroups', [
      'autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeAutoScalingInstances', 'autoscaling:DescribeLaunchConfigurations',
      'autoscaling:DescribeScalingActivities', 'autoscaling:DescribeTags',
    ], '*'),
    allow('SetSize', ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'], arn(topology, 'autoscaling', 'autoScalingGroup:*'),
      { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${named(topology)}`]: 'owned' } }),
  ],
  ec2: () => [allow('ReadNetwork', [
    'ec2:DescribeAvailabilityZones', 'ec2:DescribeImages', 'ec2:DescribeInstanceTypes', 'ec2:DescribeInstances', 'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs',
  ], '*')],
  eks: topology => [allow('ReadNodeGroups', ['eks:DescribeNodegroup'], arn(topology, 'eks', `nodegroup/${named(topology)}/*`))],
  elasticloadbalancing: topology => [
    allow(
      'ReadTargetGroups', ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth', 'elasticloadbalancing:DescribeTags'], '*',
    ),
    allow(
      'RegisterTargets', ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      arn(topology, 'elasticloadbalancing', `targetgroup/${topology.environment.name}-*`),
    ),
  ],
  logs: topology => [
    allow(
      'WriteLogs', ['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      arn(topology, 'logs', `log-group:/${named(topology)}/*`),
    ),
  ],
};

export const componentRoles = (stack: TerraformStack, topology: Topology, plane: ControlPlane): void => {
  for (const { name, namespace, summary, awsApis } of Object.values(topology.components).filter(component => component.install.kind !== 'eks-addon')) {
    const statements = awsApis.flatMap(api => API_STATEMENTS[api]?.(topology) ?? []);
    if (statements.length === 0) continue;
    const role = podRole(stack, topology, plane, roleOf(topology.environment.name, topology.region.name, name), { namespace, name }, summary);
    new IamRolePolicy(stack, snake('role_apis', name), { name: 'apis', role: role.name, policy: policy(...statements) });
  }
};
