/**
 * The MSK replicator of a standby: copies every declared topic and the positions of consumer groups from the primary.
 *
 * The ARN of the source ends in a suffix that AWS draws, and the state of the other region is never read. So a pipeline
 * takes the outputs `kafka_<name>_cluster_arn` and `kafka_<name>_subnet_ids` of the primary and writes them into `source_<name>`. The variable
 * has no default: leaving the replicator out, because the primary is gone or this region is being promoted, is said with
 * `null`, and then everything else in the stack is applied without the other region.
 *
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-replicator-requirements.html
 */
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { MskCluster } from '@cdktf/provider-aws/lib/msk-cluster/index.js';
import { MskReplicator } from '@cdktf/provider-aws/lib/msk-replicator/index.js';
import type { Kafka, Topology } from '../../model/index.ts';
import { prefixOf } from '../../model/index.ts';
import type { Statement, TerraformStack } from '../stack.ts';
import { accountOf, after, arn, byCodePoint, named, policy, remote, snake, TerraformVariable, Token, tags, trustService } from '../stack.ts';

export const kafkaReplicator = (stack: TerraformStack, topology: Topology, kafka: Kafka, target: MskCluster): void => {
  const { counterpart } = topology.region;
  if (counterpart === null) return;
  after(stack, topology, counterpart.name, 'messaging');
  const network = remote(stack, topology, 'network');
  const name = named(topology, kafka.name, 'replicator');
  const source = sourceVariable(stack, kafka, counterpart.name);
  const role = replicatorRole(stack, topology, kafka, target, counterpart.name);
  const replicator = new MskReplicator(stack, snake('replicator', kafka.name), {
    replicatorName: name,
    description: `${counterpart.name} to ${topology.region.name}`,
    serviceExecutionRoleArn: role.arn,
    kafkaCluster: [
      // between regions AWS asks for the source's subnets and for no security group there
      { amazonMskCluster: { mskClusterArn: `\${${source}.cluster_arn}` }, vpcConfig: { subnetIds: Token.asList(`\${${source}.subnet_ids}`) } },
      {
        amazonMskCluster: { mskClusterArn: target.arn },
        vpcConfig: { subnetIds: network.list(`subnets_store_${kafka.name}`), securityGroupsIds: [network.string(`security_group_store_${kafka.name}`)] },
      },
    ],
    replicationInfoList: {
      sourceKafkaClusterArn: `\${${source}.cluster_arn}`,
      targetKafkaClusterArn: target.arn,
      targetCompressionType: 'NONE',
      topicReplication: [{
        topicsToReplicate: Object.keys(topology.topics).sort(byCodePoint).map(exactly),
        // consumers find the same names after a promotion, and a new replicator begins with what is there, not with what comes next
        topicNameConfiguration: { type: 'IDENTICAL' },
        startingPosition: { type: 'EARLIEST' },
        copyTopicConfigurations: true,
        // there are none: IAM decides
        copyAccessControlListsForTopics: false,
        detectAndCopyNewTopics: true,
      }],
      consumerGroupReplication: [{
        consumerGroupsToReplicate: consumersOf(topology).map(exactly), detectAndCopyNewConsumerGroups: true, synchroniseConsumerGroupOffsets: true,
      }],
    },
    tags: tags(name),
  });
  replicator.addOverride('count', `\${${source} == null ? 0 : 1}`);
};

/** The replicator takes regular expressions; a dot in a name is a dot. */
const exactly = (name: string): string => name.replaceAll('.', '\\.');

const consumersOf = (topology: Topology): readonly string[] => [...new Set(Object.values(topology.topics).flatMap(topic => topic.consumers))].sort(byCodePoint);

const sourceVariable = (stack: TerraformStack, kafka: Kafka, from: string): string => {
  const id = snake('source', kafka.name);
  new TerraformVariable(stack, id, {
    type: 'object({ cluster_arn = string, subnet_ids = list(string) })',
    nullable: true,
    description: `outputs kafka_${snake(kafka.name)}_cluster_arn and _subnet_ids of stack messaging in ${from}, or null for no replicator`,
    validation: [{
      condition: `\${var.${id} == null || can(regex("^arn:aws:kafka:${from}:[0-9]{12}:cluster/.+$", var.${id}.cluster_arn))}`,
      errorMessage: `Give the ARN of a Kafka cluster in ${from}, or null.`,
    }],
  });
  return `var.${id}`;
};

/** Reads the source and writes the target; the source by its name, its suffix being unknown here. */
const replicatorRole = (stack: TerraformStack, topology: Topology, kafka: Kafka, target: MskCluster, from: string): IamRole => {
  const name = named(topology, kafka.name, 'replicator');
  const role = new IamRole(stack, snake('replicator', kafka.name, 'role'), {
    name, assumeRolePolicy: trustService('kafka.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }), tags: tags(name),
  });
  const source = `${prefixOf(topology.environment.name, from)}-${kafka.name}/*`;
  const own = `${named(topology, kafka.name)}/${target.clusterUuid}`;
  const allow = (Sid: string, actions: readonly string[], Resource: readonly string[]): Statement =>
    ({ Sid, Effect: 'Allow', Action: actions.map(action => `kafka-cluster:${action}`), Resource });
  new IamRolePolicy(stack, snake('replicator', kafka.name, 'policy'), {
    name: 'replicate',
    role: role.name,
    policy: policy(
      allow('Clusters', ['AlterCluster', 'Connect', 'DescribeCluster', 'WriteDataIdempotently'], [arn(topology, 'kafka', `cluster/${source}`, from), target.arn]),
      // it writes heartbeats into the source, too
      allow('Topics', ['AlterTopic', 'AlterTopicDynamicConfiguration', 'CreateTopic', 'DescribeTopic', 'DescribeTopicDynamicConfiguration', 'ReadData', 'WriteData'],
        [arn(topology, 'kafka', `topic/${source}`, from), arn(topology, 'kafka', `topic/${own}/*`)]),
      allow('Groups', ['AlterGroup', 'DescribeGroup'], [arn(topology, 'kafka', `group/${source}`, from), arn(topology, 'kafka', `group/${own}/*`)]),
    ),
  });
  return role;
};
