/**
 * Nodes: a group for each pool and zone, so that a zone can grow when another is gone, and a pod that is bound to a zone
 * finds its node there. A pool is tainted and labelled: others' pods stay out, and its own come in.
 */
import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template/index.js';
import type { NodePool, Topology } from '../../model/index.ts';
import { LABEL, POOL_LABEL } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { Fn, named, remote, snake, tags, trustService } from '../stack.ts';
import type { ControlPlane } from './control-plane.ts';

/** What a node needs before any pod runs; the network plug-in has a role of its own. */
const NODE_POLICIES = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'] as const;
/** GiB of the system volume, and of the one with images and logs, of a Bottlerocket node. */
const VOLUMES = { '/dev/xvda': 4, '/dev/xvdb': 80 } as const;

export const nodes = (stack: TerraformStack, topology: Topology, { cluster }: ControlPlane): void => {
  const role = new IamRole(stack, 'node_role', {
    name: named(topology, 'node'), assumeRolePolicy: trustService('ec2.amazonaws.com'), tags: tags(named(topology, 'node')),
  });
  const policies = NODE_POLICIES.map(name => new IamRolePolicyAttachment(stack, snake('node_role', name), {
    role: role.name, policyArn: `arn:aws:iam::aws:policy/${name}`,
  }));
  for (const pool of Object.values(topology.nodePools)) {
    const template = launchTemplate(stack, topology, pool);
    topology.region.zones.forEach((zone, i) => {
      const letter = zone.replace(topology.region.name, '');
      new EksNodeGroup(stack, snake('node_group', pool.name, letter), {
        clusterName: cluster.name, nodeGroupName: `${pool.name}-${letter}`, nodeRoleArn: role.arn, amiType: amiType(pool.instanceType),
        instanceTypes: [pool.instanceType],
        subnetIds: [Fn.element(remote(stack, topology, 'network').list(`subnets_${pool.tier}`), i)],
        scalingConfig: { minSize: pool.perZone.min, maxSize: pool.perZone.max, desiredSize: pool.perZone.min },
        updateConfig: { maxUnavailable: 1 }, nodeRepairConfig: { enabled: true },
        labels: { [POOL_LABEL]: pool.name, [`${LABEL}/scope`]: pool.scope }, taint: [{ key: POOL_LABEL, value: pool.name, effect: 'NO_SCHEDULE' }],
        launchTemplate: { id: template.id, version: `\${aws_launch_template.${template.friendlyUniqueId}.latest_version}` },
        dependsOn: [...policies], tags: tags(named(topology, pool.name, letter)),
        // The autoscaler sets the size; an apply must not take it back at the peak.
        lifecycle: { ignoreChanges: ['scaling_config[0].desired_size'] },
      });
    });
  }
};

const launchTemplate = (stack: TerraformStack, topology: Topology, pool: NodePool): LaunchTemplate => {
  const name = named(topology, pool.name);
  const kmsKeyId = remote(stack, topology, 'keys').string('key_cluster');
  return new LaunchTemplate(stack, snake('launch_template', pool.name), {
    name, updateDefaultVersion: true, ebsOptimized: 'true', monitoring: { enabled: true },
    // A pod in a network of its own is one hop further away than the node, and so cannot ask for the node's credentials.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1, instanceMetadataTags: 'disabled' },
    networkInterfaces: [{
      associatePublicIpAddress: 'false', deleteOnTermination: 'true',
      securityGroups: [remote(stack, topology, 'network').string(`security_group_pool_${pool.name}`)],
    }],
    blockDeviceMappings: Object.entries(VOLUMES).map(([deviceName, volumeSize]) =>
      ({ deviceName, ebs: { volumeSize, volumeType: 'gp3', encrypted: 'true', kmsKeyId, deleteOnTermination: 'true' } })),
    tagSpecifications: ['instance', 'volume'].map(resourceType => ({
      resourceType, tags: { ...tags(name), [`${LABEL}/pool`]: pool.name, [`${LABEL}/scope`]: pool.scope },
    })),
    tags: tags(name),
  });
};

/** Bottlerocket: no shell, no SSH, a read-only system. Families with a `g` after their generation are ARM. */
const amiType = (instanceType: string): string => (/^[a-z]+\d+g/.test(instanceType) ? 'BOTTLEROCKET_ARM_64' : 'BOTTLEROCKET_x86_64');
