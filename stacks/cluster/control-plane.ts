/** The control plane: reachable from inside the network only, everything logged, secrets under a customer key. */
import { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster/index.js';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { SERVICE_CIDR, type Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, named, output, policy, remote, TerraformLocal, tags, trustService } from '../stack.ts';

const ALL_LOGS = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

export interface ControlPlane {
  readonly cluster: EksCluster;
  /** Provider of identities for service accounts. */
  readonly identityProvider: IamOpenidConnectProvider;
  /** Expression of the issuer without its scheme, as trust policies want it. */
  readonly issuer: string;
}

export const controlPlane = (stack: TerraformStack, topology: Topology): ControlPlane => {
  const name = named(topology);
  const key = remote(stack, topology, 'keys').string('key_cluster');
  const network = remote(stack, topology, 'network');
  // EKS writes to the group of this name, and would make one without key and retention if it were not there first.
  const log = logGroup(stack, topology, 'cluster_log', { name: `/aws/eks/${name}/cluster`, key: 'logs', why: 'who asked the API server for what' });
  const role = new IamRole(stack, 'cluster_role', {
    name: named(topology, 'cluster'), assumeRolePolicy: trustService('eks.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }),
    tags: tags(named(topology, 'cluster')),
  });
  const managed = new IamRolePolicyAttachment(stack, 'cluster_role_managed', { role: role.name, policyArn: 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy' });
  const keyUse = new IamRolePolicy(stack, 'cluster_role_key', {
    name: 'key', role: role.name,
    policy: policy({ Sid: 'Secrets', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'], Resource: key }),
  });
  const cluster = new EksCluster(stack, 'cluster', {
    name, roleArn: role.arn, version: topology.environment.kubernetes, enabledClusterLogTypes: ALL_LOGS, bootstrapSelfManagedAddons: false,
    vpcConfig: {
      subnetIds: network.list('subnets_control'), securityGroupIds: [network.string('security_group_control_plane')], endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    encryptionConfig: { provider: { keyArn: key }, resources: ['secrets'] },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: SERVICE_CIDR },
    upgradePolicy: { supportType: 'STANDARD' }, zonalShiftConfig: { enabled: true },
    dependsOn: [log, managed, keyUse], lifecycle: { preventDestroy: true }, tags: tags(name, topology.environment.purpose),
  });
  output(stack, 'cluster_name', cluster.name);
  output(stack, 'cluster_endpoint', cluster.endpoint);
  output(stack, 'cluster_certificate_authority', cluster.certificateAuthority.get(0).data);
  const identityProvider = new IamOpenidConnectProvider(stack, 'identity_provider', {
    url: '${aws_eks_cluster.cluster.identity[0].oidc[0].issuer}', clientIdList: ['sts.amazonaws.com'],
    tags: tags(name, 'identities of service accounts that the secret sync acts for'),
  });
  output(stack, 'oidc_provider_arn', identityProvider.arn);
  new TerraformLocal(stack, 'issuer', '${replace(aws_eks_cluster.cluster.identity[0].oidc[0].issuer, "https://", "")}');
  return { cluster, identityProvider, issuer: '${local.issuer}' };
};
