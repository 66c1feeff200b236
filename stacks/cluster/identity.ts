/** Trust of roles that pods take: one cluster, one namespace, one service account. */
import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, arn, named, policy, snake, tags } from '../stack.ts';
import type { ControlPlane } from './control-plane.ts';

export interface Account {
  readonly namespace: string;
  /** Name of the Kubernetes service account. */
  readonly name: string;
}

/**
 * A role through EKS Pod Identity.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export const podRole = (stack: TerraformStack, topology: Topology, { cluster }: ControlPlane, name: string, account: Account, why: string): IamRole => {
  const role = new IamRole(stack, snake('role', account.name), { name, assumeRolePolicy: trustPod(topology, account), tags: tags(name, why) });
  new EksPodIdentityAssociation(stack, snake('identity', account.name), {
    clusterName: cluster.name, namespace: account.namespace, serviceAccount: account.name, roleArn: role.arn, tags: tags(name),
  });
  return role;
};

export const trustPod = (topology: Topology, account: Account): string => policy({
  Sid: 'Pod', Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'],
  Condition: { StringEquals: {
    'aws:SourceAccount': accountOf(topology),
    'aws:RequestTag/eks-cluster-arn': arn(topology, 'eks', `cluster/${named(topology)}`),
    'aws:RequestTag/kubernetes-namespace': account.namespace,
    'aws:RequestTag/kubernetes-service-account': account.name,
  } },
});

/** Through the identity provider of the cluster, for the secret sync alone: it cannot act for others through Pod Identity. */
export const trustToken = ({ identityProvider, issuer }: ControlPlane, account: Account): string => policy({
  Sid: 'ServiceAccount', Effect: 'Allow', Principal: { Federated: identityProvider.arn }, Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `system:serviceaccount:${account.namespace}:${account.name}` } },
});
