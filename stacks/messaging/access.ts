/** Who may do what with which topic: IAM policies on `kafka-cluster:*`, derived from the topics' publishers and consumers. */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { MskCluster } from '@cdktf/provider-aws/lib/msk-cluster/index.js';
import type { Kafka, Topology } from '../../model/index.ts';
import { roleOf } from '../../model/index.ts';
import type { Statement, TerraformStack } from '../stack.ts';
import { after, arn, byCodePoint, named, policy, snake } from '../stack.ts';

/**
 * Attaches a policy to the role of each workload that publishes or consumes, and of each job that makes topics.
 *
 * A consumer's group and a producer's transactional id begin with the name of the workload. In a fenced region nobody
 * publishes: its topics are copies, and the replicator alone writes them.
 */
export const kafkaAccess = (stack: TerraformStack, topology: Topology, kafka: Kafka, cluster: MskCluster): void => {
  const { environment, region } = topology;
  after(stack, topology, region.name, 'cluster');
  const resources = arnsOf(topology, kafka, cluster);
  const attach = (workload: string, statements: readonly Statement[]): void => {
    new IamRolePolicy(stack, snake('access', kafka.name, workload), {
      name: `kafka-${kafka.name}`, role: roleOf(environment.name, region.name, workload), policy: policy(connect(resources), ...statements),
    });
  };
  const topics = Object.values(topology.topics);
  for (const { name } of Object.values(topology.workloads)) {
    const publishes = region.fenced ? [] : topics.filter(topic => topic.publishers.includes(name)).map(topic => topic.name).sort(byCodePoint);
    const consumes = topics.filter(topic => topic.consumers.includes(name)).map(topic => topic.name).sort(byCodePoint);
    if (publishes.length + consumes.length === 0) continue;
    attach(name, [
      ...(publishes.length === 0 ? [] : publish(resources, name, publishes)),
      ...(consumes.length === 0 ? [] : consume(resources, name, consumes)),
    ]);
  }
  for (const job of Object.values(topology.jobs).filter(each => each.kind === 'topics' && each.store === kafka.name)) {
    attach(job.name, [declare(resources, topics.map(topic => topic.name).sort(byCodePoint))]);
  }
};

interface KafkaArns {
  readonly cluster: string;
  readonly topic: (name: string) => string;
  readonly group: (name: string) => string;
  readonly transaction: (name: string) => string;
}

const arnsOf = (topology: Topology, kafka: Kafka, cluster: MskCluster): KafkaArns => {
  const of = (kind: string) => (name: string): string => arn(topology, 'kafka', `${kind}/${named(topology, kafka.name)}/${cluster.clusterUuid}/${name}`);
  return { cluster: cluster.arn, topic: of('topic'), group: of('group'), transaction: of('transactional-id') };
};

const connect = ({ cluster }: KafkaArns): Statement =>
  ({ Sid: 'Connect', Effect: 'Allow', Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'], Resource: cluster });

const publish = (arns: KafkaArns, workload: string, topics: readonly string[]): readonly Statement[] => [
  { Sid: 'Publish', Effect: 'Allow', Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], Resource: topics.map(arns.topic) },
  { Sid: 'Idempotently', Effect: 'Allow', Action: 'kafka-cluster:WriteDataIdempotently', Resource: arns.cluster },
  {
    Sid: 'InTransactions', Effect: 'Allow', Action: ['kafka-cluster:AlterTransactionalId', 'kafka-cluster:DescribeTransactionalId'],
    Resource: [arns.transaction(workload), arns.transaction(`${workload}-*`)],
  },
];

const consume = (arns: KafkaArns, workload: string, topics: readonly string[]): readonly Statement[] => [
  { Sid: 'Consume', Effect: 'Allow', Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], Resource: topics.map(arns.topic) },
  { Sid: 'InOwnGroup', Effect: 'Allow', Action: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], Resource: arns.group(workload) },
];

/** The job makes and changes declared topics; it can neither delete one nor read or write what is in it. */
const declare = (arns: KafkaArns, topics: readonly string[]): Statement => ({
  Sid: 'Declare',
  Effect: 'Allow',
  Action: [
    'kafka-cluster:AlterTopic', 'kafka-cluster:AlterTopicDynamicConfiguration', 'kafka-cluster:CreateTopic', 'kafka-cluster:DescribeTopic',
    'kafka-cluster:DescribeTopicDynamicConfiguration',
  ],
  Resource: topics.map(arns.topic),
});
