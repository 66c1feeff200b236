/** What the machinery of a region may do: components by the APIs they name, nodes, the control plane, logs, backups and copies. */
import type { Component, Topology } from '../../../model/index.ts';
import { prefixOf } from '../../../model/index.ts';
import { addonsWithRole, keptObjects, managedDatabases, OUTSIDERS, prefixIn, through } from './iam-words.ts';
import type { Fact } from './rows.ts';

export const declaredMachines = (topology: Topology): readonly Fact[] => [
  ...Object.values(topology.components).flatMap(component => apisOf(component, topology)),
  ...addons(topology),
  ...Object.values(topology.nodePools).map(({ name }): Fact => ({
    from: `nodes/${name}`, to: 'everything', actions: ['policy AmazonEC2ContainerRegistryPullOnly', 'policy AmazonEKSWorkerNodePolicy'], because: `node pool ${name}`,
  })),
  { from: 'machine/cluster', to: 'everything', actions: ['policy AmazonEKSClusterPolicy'], because: 'control plane' },
  { from: 'machine/cluster', to: 'key/cluster', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'], because: 'control plane' },
  { from: 'machine/flow-logs', to: `log/${prefixIn(topology)}/flow-logs`, actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], because: 'flow logs' },
  { from: 'machine/trail', to: `log/${prefixIn(topology)}/security`, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], because: 'trail' },
  ...(managedDatabases(topology).length === 0 ? [] : [{
    from: 'machine/backup', to: 'everything', because: 'backups',
    actions: ['policy service-role/AWSBackupServiceRolePolicyForBackup', 'policy service-role/AWSBackupServiceRolePolicyForRestores'],
  }]),
  ...replication(topology),
  ...OUTSIDERS.map(({ from }) => ({ from, to: 'cluster', actions: ['eks:DescribeCluster'], because: 'who enters the cluster from outside' })),
];

/* ---- components -------------------------------------------------------------------------------------------------------------- */

type Allowed = Omit<Fact, 'from' | 'because'>;

const actions = (service: string, ...names: readonly string[]): readonly string[] => names.map(name => `${service}:${name}`);

/** What naming an API comes to; an API that is not here allows nothing. */
const APIS: Readonly<Record<string, (topology: Topology) => readonly Allowed[]>> = {
  autoscaling: topology => [
    {
      to: 'everything',
      actions: actions('autoscaling', 'DescribeAutoScalingGroups', 'DescribeAutoScalingInstances', 'DescribeLaunchConfigurations', 'DescribeScalingActivities', 'DescribeTags'),
    },
    {
      to: 'autoscaling autoScalingGroup:*', actions: actions('autoscaling', 'SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup'),
      when: [`aws:ResourceTag/k8s.io/cluster-autoscaler/${prefixIn(topology)} StringEquals owned`],
    },
  ],
  ec2: () => [{
    to: 'everything',
    actions: actions('ec2', 'DescribeAvailabilityZones', 'DescribeImages', 'DescribeInstanceTypes', 'DescribeInstances', 'DescribeLaunchTemplateVersions', 'DescribeNetworkInterfaces',
      'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'),
  }],
  eks: topology => [{ to: `eks nodegroup/${prefixIn(topology)}/*`, actions: ['eks:DescribeNodegroup'] }],
  elasticloadbalancing: ({ environment }) => [
    { to: 'everything', actions: actions('elasticloadbalancing', 'DescribeTags', 'DescribeTargetGroups', 'DescribeTargetHealth') },
    { to: `elasticloadbalancing targetgroup/${environment.name}-*`, actions: actions('elasticloadbalancing', 'DeregisterTargets', 'RegisterTargets') },
  ],
  logs: topology => [{ to: `logs log-group:/${prefixIn(topology)}/*`, actions: actions('logs', 'CreateLogStream', 'DescribeLogGroups', 'DescribeLogStreams', 'PutLogEvents') }],
};

/** An add-on of EKS brings a policy of its own. */
export const apisOf = ({ name, install, awsApis }: Component, topology: Topology): readonly Fact[] => (install.kind === 'eks-addon' ? [] : awsApis).flatMap(api =>
  (APIS[api]?.(topology) ?? []).map(allowed => ({ from: `component/${name}`, because: `component ${name} › awsApis`, ...allowed })));

const ADDON_POLICIES: Readonly<Record<string, string>> = { 'vpc-cni': 'AmazonEKS_CNI_Policy', 'aws-ebs-csi-driver': 'service-role/AmazonEBSCSIDriverPolicy' };

const addons = (topology: Topology): readonly Fact[] => addonsWithRole(topology).flatMap(({ holder, name }): readonly Fact[] => [
  { from: holder, to: 'everything', actions: [`policy ${ADDON_POLICIES[name] ?? ''}`], because: `add-on ${name}` },
  ...(name === 'aws-ebs-csi-driver' ? [{
    from: holder, to: 'key/cluster', actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], when: [through('ec2')], because: `add-on ${name}`,
  }] : []),
]);

/* ---- copies ------------------------------------------------------------------------------------------------------------------ */

/** A primary copies its objects to the standby: reads here, adds there, deletes nowhere. */
const replication = (topology: Topology): readonly Fact[] => {
  const { role, counterpart } = topology.region;
  if (role !== 'primary' || counterpart === null) return [];
  return keptObjects(topology).flatMap(({ name, key }): readonly Fact[] => {
    const said = { from: 'machine/replication', because: `objects ${name}` };
    return [
      { ...said, to: `objects/${name}`, actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], when: ['the bucket itself'] },
      {
        ...said, to: `objects/${name}`,
        actions: ['s3:GetObjectLegalHold', 's3:GetObjectRetention', 's3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
      },
      { ...said, to: `objects/${name} in ${counterpart.name}`, actions: ['s3:ReplicateObject', 's3:ReplicateTags'] },
      { ...said, to: `key/${key}`, actions: ['kms:Decrypt'], when: [through('s3')] },
      {
        ...said, to: `kms key/* in ${counterpart.name}`, actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        when: [through(`s3 in ${counterpart.name}`), `kms:ResourceAliases ForAnyValue:StringEquals alias/${prefixOf(topology.environment.name, counterpart.name)}/${key}`],
      },
    ];
  });
};
