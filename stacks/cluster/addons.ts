/**
 * Add-ons of EKS: what a node needs to join, and the components of the catalog that AWS publishes as add-ons.
 *
 * The first are made with the cluster. The second are ordinary pods, which the strict network plug-in lets talk to nobody
 * before a policy selects them; they come with the bootstrap, after that policy, or they would never become ready.
 */
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import type { Topology } from '../../model/index.ts';
import { POOL_LABEL, SEGMENTS } from '../../model/index.ts';
import type { ITerraformDependable, TerraformStack } from '../stack.ts';
import { json, named, policy, remote, snake, tags } from '../stack.ts';
import { trustPod } from './identity.ts';

interface Addon {
  readonly name: string;
  /** Null follows the version of the cluster. */
  readonly version: string | null;
  readonly configuration: object;
  /** Service account of `kube-system` that needs AWS, with the policy that AWS maintains for it, and whether it makes volumes. */
  readonly identity?: { readonly account: string; readonly policy: string; readonly volumes?: true };
  /** On every node in the network of the node, or as ordinary pods. */
  readonly runs: 'on-nodes' | 'as-pods';
}

/** @param first what must be there before */
export const addons = (stack: TerraformStack, topology: Topology, clusterName: string, runs: Addon['runs'], first: readonly ITerraformDependable[]): void => {
  for (const addon of addonsOf(topology).filter(each => each.runs === runs)) {
    new EksAddon(stack, snake('addon', addon.name), {
      clusterName, addonName: addon.name, resolveConflictsOnCreate: 'OVERWRITE', resolveConflictsOnUpdate: 'OVERWRITE',
      configurationValues: json(addon.configuration),
      ...(addon.version === null ? {} : { addonVersion: addon.version }),
      ...(addon.identity === undefined ? {} : {
        podIdentityAssociation: [{ serviceAccount: addon.identity.account, roleArn: addonRole(stack, topology, addon.name, addon.identity).arn }],
      }),
      dependsOn: [...first], tags: tags(named(topology, addon.name)),
    });
  }
};

/** What every cluster has, and what the catalog adds; a version in the catalog wins, because somebody read that one. */
const addonsOf = (topology: Topology): readonly Addon[] => {
  const listed = new Map(Object.values(topology.components).map(({ install }) => install)
    .filter(({ kind }) => kind === 'eks-addon').map(({ source, version }) => [source, version]));
  const always = foundation(topology).map((addon): Addon => ({ ...addon, version: listed.get(addon.name) ?? null }));
  const others = [...listed].filter(([name]) => !always.some(addon => addon.name === name));
  return [...always, ...others.map(([name, version]): Addon => ({ name, version, runs: 'as-pods', configuration: onPlatformPool }))];
};

const onPlatformPool = {
  nodeSelector: { [POOL_LABEL]: SEGMENTS.platform.pool },
  tolerations: [{ key: POOL_LABEL, operator: 'Equal', value: SEGMENTS.platform.pool, effect: 'NoSchedule' }],
};

const foundation = (topology: Topology): readonly Omit<Addon, 'version'>[] => [
  {
    name: 'vpc-cni', runs: 'on-nodes', identity: { account: 'aws-node', policy: 'AmazonEKS_CNI_Policy' },
    // Strict: a pod that starts may talk to nobody until its policies are in place.
    // Pods leave the network with their own address, or the firewall would see nodes.
    configuration: topology.environment.cni.kind === 'vpc-cni'
      ? { enableNetworkPolicy: 'true', env: { AWS_VPC_K8S_CNI_EXTERNALSNAT: 'true', NETWORK_POLICY_ENFORCING_MODE: 'strict' } }
      : { enableNetworkPolicy: 'false', env: { AWS_VPC_K8S_CNI_EXTERNALSNAT: 'true' } },
  },
  { name: 'kube-proxy', runs: 'on-nodes', configuration: {} },
  { name: 'eks-pod-identity-agent', runs: 'on-nodes', configuration: {} },
  {
    name: 'aws-ebs-csi-driver', runs: 'as-pods',
    identity: { account: 'ebs-csi-controller-sa', policy: 'service-role/AmazonEBSCSIDriverPolicy', volumes: true },
    configuration: { controller: onPlatformPool, node: { tolerateAllTaints: true } },
  },
];

const addonRole = (stack: TerraformStack, topology: Topology, addon: string, identity: NonNullable<Addon['identity']>): IamRole => {
  const name = named(topology, addon);
  const role = new IamRole(stack, snake('addon_role', addon), {
    name, assumeRolePolicy: trustPod(topology, { namespace: 'kube-system', name: identity.account }), tags: tags(name),
  });
  new IamRolePolicyAttachment(stack, snake('addon_role_managed', addon), { role: role.name, policyArn: `arn:aws:iam::aws:policy/${identity.policy}` });
  if (identity.volumes) {
    // The policy of AWS says nothing about customer keys; EC2 asks for the grant on behalf of the driver.
    new IamRolePolicy(stack, snake('addon_role_key', addon), {
      name: 'key', role: role.name,
      policy: policy({
        Sid: 'Volumes', Effect: 'Allow', Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        Resource: remote(stack, topology, 'keys').string('key_cluster'),
        Condition: { StringEquals: { 'kms:ViaService': `ec2.${topology.region.name}.amazonaws.com` } },
      }),
    });
  }
  return role;
};
