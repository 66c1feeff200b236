/**
 * Who may talk to the Kubernetes API from outside the cluster: two machines and one group of people, by role.
 *
 * - `bootstrap` makes what belongs to no namespace (namespaces, storage and priority classes, definitions), for a pipeline;
 * - `deploy` changes what is inside our namespaces, for a pipeline;
 * - `operators` look, in every namespace but those of cardholder data. No person enters the CDE.
 *
 * Machines come as the role `payments-pipeline-<name>`; people through IAM Identity Center with the permission set
 * `payments-operators`, which asks for a second factor. Neither is made here, because both serve more than one region.
 */
import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry/index.js';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, byCodePoint, named, output, policy, roleArn, snake, tags } from '../stack.ts';
import type { ControlPlane } from './control-plane.ts';

interface Access {
  readonly name: 'bootstrap' | 'deploy' | 'operators';
  readonly policy: 'AmazonEKSClusterAdminPolicy' | 'AmazonEKSAdminPolicy' | 'AmazonEKSViewPolicy';
  /** Null is the whole cluster. */
  readonly namespaces: readonly string[] | null;
  readonly people: boolean;
  readonly why: string;
}

export const access = (stack: TerraformStack, topology: Topology, { cluster }: ControlPlane): void => {
  for (const entry of accessOf(topology)) {
    const name = named(topology, entry.name);
    const role = new IamRole(stack, snake('access_role', entry.name), {
      name, assumeRolePolicy: trust(topology, entry), maxSessionDuration: 3600, tags: tags(name, entry.why),
    });
    new IamRolePolicy(stack, snake('access_role_cluster', entry.name), {
      name: 'cluster', role: role.name, policy: policy({ Sid: 'FindCluster', Effect: 'Allow', Action: 'eks:DescribeCluster', Resource: cluster.arn }),
    });
    const granted = new EksAccessEntry(stack, snake('access', entry.name), {
      clusterName: cluster.name, principalArn: role.arn, type: 'STANDARD', tags: tags(name, entry.why),
    });
    new EksAccessPolicyAssociation(stack, snake('access_policy', entry.name), {
      clusterName: cluster.name, principalArn: role.arn, policyArn: `arn:aws:eks::aws:cluster-access-policy/${entry.policy}`,
      accessScope: entry.namespaces === null ? { type: 'cluster' } : { type: 'namespace', namespaces: [...entry.namespaces] }, dependsOn: [granted],
    });
    output(stack, `role_${entry.name}`, role.arn, entry.why);
  }
};

const accessOf = (topology: Topology): readonly Access[] => {
  const segments = Object.values(topology.segments);
  const namespaces = segments.map(({ namespace }) => namespace).sort(byCodePoint);
  const outsideCde = segments.filter(({ scope }) => scope !== 'cde').map(({ namespace }) => namespace).sort(byCodePoint);
  return [
    { name: 'bootstrap', policy: 'AmazonEKSClusterAdminPolicy', namespaces: null, people: false, why: 'a pipeline makes what belongs to no namespace' },
    { name: 'deploy', policy: 'AmazonEKSAdminPolicy', namespaces, people: false, why: 'a pipeline applies manifests' },
    { name: 'operators', policy: 'AmazonEKSViewPolicy', namespaces: outsideCde, people: true, why: 'people look at what runs outside the CDE' },
  ];
};

/** Identity Center puts a random suffix behind the name of a permission set. */
const trust = (topology: Topology, { name, people }: Access): string => policy({
  Sid: people ? 'People' : 'Pipeline', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountOf(topology)}:root` }, Action: 'sts:AssumeRole',
  Condition: {
    ArnLike: {
      'aws:PrincipalArn': roleArn(topology, people ? `aws-reserved/sso.amazonaws.com/*AWSReservedSSO_payments-${name}_*` : `payments-pipeline-${name}`),
    },
  },
});
