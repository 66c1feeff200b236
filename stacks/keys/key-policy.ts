/**
 * The policy of one key: administration for the account, use for named roles and services, and nothing else.
 *
 * Roles are named by a condition, because a principal must exist when a policy is written and roles come later. The role's
 * own policy must allow the use as well: a role that is on neither list cannot decrypt, whatever its IAM policy says.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
import type { KeyName, Topology } from '../../model/index.ts';
import type { Statement } from '../stack.ts';
import { accountOf, policy, roleArn } from '../stack.ts';
import type { KeyUse } from './users.ts';

/** Whoever administers may not use: decrypting is in no list of an administrator. */
const ADMINISTER = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:DisableKey', 'kms:Enable*', 'kms:Get*', 'kms:List*',
  'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:RevokeGrant', 'kms:RotateKeyOnDemand', 'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource',
  'kms:UpdateAlias', 'kms:UpdateKeyDescription', 'kms:UpdatePrimaryRegion',
] as const;
const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'] as const;
const USE_DIRECTLY = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] as const;

export const keyPolicy = (topology: Topology, key: KeyName, use: KeyUse): string => {
  const account = { AWS: accountRoot(topology) };
  const via = (service: string): string => `${service}.${topology.region.name}.amazonaws.com`;
  const roles = (names: readonly string[]): readonly string[] => names.map(name => roleArn(topology, name));
  const statements: readonly Statement[] = [
    { Sid: 'Administer', Effect: 'Allow', Principal: account, Action: ADMINISTER, Resource: '*' },
    ...Object.entries(use.through).map(([service, names]): Statement => ({
      Sid: `UseThrough${service.charAt(0).toUpperCase()}${service.slice(1)}`, Effect: 'Allow', Principal: account, Action: USE, Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': roles(names) }, StringEquals: { 'kms:ViaService': via(service) } },
    })),
    ...(use.directly.length === 0 ? [] : [{
      Sid: 'UseDirectly', Effect: 'Allow', Principal: account, Action: USE_DIRECTLY, Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': roles(use.directly) } },
    } as const]),
    ...(use.services.length === 0 ? [] : serviceStatements(account, use.services.map(via))),
    ...use.writers.map(({ service, context, value }): Statement => ({
      Sid: `Write${service.startsWith('logs') ? 'Logs' : 'Trail'}`, Effect: 'Allow', Principal: { Service: service },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Resource: '*',
      Condition: { ArnLike: { [context]: value } },
    })),
    ...(use.tellers.length === 0 ? [] : [{
      Sid: 'TellAlarms', Effect: 'Allow', Principal: { Service: use.tellers }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': accountOf(topology) } },
    } as const]),
    ...(key === 'cluster' ? nodeVolumes(topology) : []),
  ];
  return policy(...statements);
};

/** Services keep working after the person who made the resource has gone: they hold a grant, which only they can ask for. */
const serviceStatements = (account: Statement['Principal'] & object, services: readonly string[]): readonly Statement[] => [
  { Sid: 'UseByServices', Effect: 'Allow', Principal: account, Action: USE, Resource: '*', Condition: { StringEquals: { 'kms:ViaService': services } } },
  {
    Sid: 'GrantToServices', Effect: 'Allow', Principal: account, Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], Resource: '*',
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringEquals: { 'kms:ViaService': services } },
  },
];

/** Volumes of nodes are made by the service-linked role of Auto Scaling, whose own policy says nothing about keys. */
const nodeVolumes = (topology: Topology): readonly Statement[] => {
  const role = {
    ArnEquals: { 'aws:PrincipalArn': roleArn(topology, 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') },
    StringEquals: { 'kms:CallerAccount': accountOf(topology) },
  };
  return [
    { Sid: 'NodeVolumes', Effect: 'Allow', Principal: { AWS: '*' }, Action: USE_DIRECTLY, Resource: '*', Condition: role },
    {
      Sid: 'NodeVolumeGrants', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:CreateGrant', Resource: '*',
      Condition: { ...role, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
};

const accountRoot = (topology: Topology): string => `arn:aws:iam::${accountOf(topology)}:root`;
