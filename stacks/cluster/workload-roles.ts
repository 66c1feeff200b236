/**
 * Roles of workloads and jobs, and the roles with which the secret sync reads for each of them.
 *
 * They are born without permission: the stack that owns a store, a topic or a secret attaches what its users need. Only what
 * belongs to no later stack, the direct use of a customer key, is attached here.
 */
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Topology } from '../../model/index.ts';
import { roleOf, secretAccountOf, secretRoleOf } from '../../model/index.ts';
import { keyUses } from '../keys/users.ts';
import type { TerraformStack } from '../stack.ts';
import { byCodePoint, policy, remote, snake, tags } from '../stack.ts';
import type { ControlPlane } from './control-plane.ts';
import { podRole, trustToken } from './identity.ts';

export const workloadRoles = (stack: TerraformStack, topology: Topology, plane: ControlPlane): void => {
  const { environment, region } = topology;
  const uses = [...keyUses(topology)];
  for (const { name, namespace, summary } of ours(topology).filter(({ awsIdentity }) => awsIdentity)) {
    const roleName = roleOf(environment.name, region.name, name);
    const role = podRole(stack, topology, plane, roleName, { namespace, name }, summary);
    const keys = uses.filter(([, use]) => use.directly.includes(roleName)).map(([key]) => remote(stack, topology, 'keys').string(`key_${key}`));
    if (keys.length > 0) {
      new IamRolePolicy(stack, snake('role_keys', name), {
        name: 'keys', role: role.name,
        policy: policy({
          Sid: 'Keys', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Resource: keys,
        }),
      });
    }
  }
};

export const secretRoles = (stack: TerraformStack, topology: Topology, plane: ControlPlane): void => {
  if (topology.environment.bindings.secrets !== 'aws') return;
  const holders = new Set(Object.values(topology.secrets).flatMap(secret => secret.holders));
  for (const { name, namespace } of ours(topology).filter(item => holders.has(item.name))) {
    const roleName = secretRoleOf(topology.environment.name, topology.region.name, name);
    new IamRole(stack, snake('secret_role', name), {
      name: roleName, assumeRolePolicy: trustToken(plane, { namespace, name: secretAccountOf(name) }),
      tags: tags(roleName, `the secrets of ${name}, and no other`),
    });
  }
};

const ours = (topology: Topology) => [...Object.values(topology.workloads), ...Object.values(topology.jobs)].sort((a, b) => byCodePoint(a.name, b.name));
