/**
 * Interface endpoints: the AWS APIs that an edge names, as addresses inside the network.
 *
 * S3 has an interface endpoint too, which also serves the image layers of ECR: a gateway endpoint would be reached at public
 * addresses, and access lists cannot name those. An endpoint serves this account and nobody else, but for two callers that
 * have no account: nodes fetching layers with a signed link, and pods exchanging a Kubernetes token for a role.
 */
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { Topology } from '../../model/index.ts';
import type { Statement, TerraformStack } from '../stack.ts';
import { accountOf, byCodePoint, named, policy, roleArn, snake, tags } from '../stack.ts';
import type { SubnetGroup } from './subnets.ts';
import { groupOf } from './subnets.ts';

/** APIs that somebody may call, by endpoint name. */
export const apisOf = (topology: Topology): readonly string[] =>
  [...new Set(topology.edges.map(edge => topology.peers[edge.to]).flatMap(peer => (peer?.kind === 'aws-api' ? [peer.name] : [])))].sort(byCodePoint);

/** One endpoint for each API, each with a security group of its own. */
export const endpoints = (
  stack: TerraformStack, topology: Topology, vpcId: string, groups: readonly SubnetGroup[], securityGroups: Readonly<Record<string, string>>,
): void => {
  const subnetIds = groupOf(groups, 'endpoints').subnets.map(subnet => subnet.id);
  for (const api of apisOf(topology)) {
    const securityGroup = securityGroups[snake('endpoint', api)];
    new VpcEndpoint(stack, snake('endpoint', api), {
      vpcId, serviceName: `com.amazonaws.${topology.region.name}.${api}`, vpcEndpointType: 'Interface', subnetIds, privateDnsEnabled: true,
      securityGroupIds: securityGroup === undefined ? [] : [securityGroup],
      ...(api === 's3' ? { dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: false } } : {}),
      policy: policy(...statementsOf(topology, api)), tags: tags(named(topology, api.replaceAll('.', '-'))),
    });
  }
};

const statementsOf = (topology: Topology, api: string): readonly Statement[] => {
  const own: Statement = {
    Sid: 'OwnAccount', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalAccount': accountOf(topology) } },
  };
  switch (api) {
    case 's3': return [own, { Sid: 'ImageLayers', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::prod-${topology.region.name}-starport-layer-bucket/*` }];
    case 'sts': return [own, { Sid: 'WebIdentity', Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Resource: roleArn(topology, '*') }];
    default: return [own];
  }
};
