/**
 * Stack `messaging`: the managed Kafka cluster, what each workload may do with it, and in a standby the replicator.
 *
 * Kafka's own access lists stay empty: with IAM logins an identity may do what its policy says and nothing else, so the
 * policies below are the access lists. Topics are made by a job in the cluster, because no Terraform resource makes one.
 */
import { MskCluster } from '@cdktf/provider-aws/lib/msk-cluster/index.js';
import { MskClusterPolicy } from '@cdktf/provider-aws/lib/msk-cluster-policy/index.js';
import { MskConfiguration } from '@cdktf/provider-aws/lib/msk-configuration/index.js';
import type { Kafka, Topology } from '../../model/index.ts';
import { kafkaAccess } from './access.ts';
import { kafkaReplicator } from './replicator.ts';
import { logGroup } from '../logs.ts';
import type { Build, TerraformStack } from '../stack.ts';
import { accountOf, named, output, policy, remote, snake, tags } from '../stack.ts';

export const messaging: Build = (stack, topology) => {
  for (const kafka of Object.values(topology.kafka).filter(each => each.binding === 'msk')) {
    const cluster = brokers(stack, topology, kafka);
    if (topology.region.counterpart !== null) replicable(stack, topology, kafka, cluster);
    if (topology.region.role === 'standby') kafkaReplicator(stack, topology, kafka, cluster);
    kafkaAccess(stack, topology, kafka, cluster);
    output(stack, `kafka_${kafka.name}_bootstrap`, cluster.bootstrapBrokersSaslIam, 'host names and ports of the brokers, IAM over TLS');
    output(stack, `kafka_${kafka.name}_cluster_arn`, cluster.arn, `what the replicator of the other region is told as source_${snake(kafka.name)}.cluster_arn`);
    output(stack, `kafka_${kafka.name}_subnet_ids`, remote(stack, topology, 'network').list(`subnets_store_${kafka.name}`),
      `what the replicator of the other region is told as source_${snake(kafka.name)}.subnet_ids`);
  }
};

const brokers = (stack: TerraformStack, topology: Topology, kafka: Kafka): MskCluster => {
  const network = remote(stack, topology, 'network');
  const name = named(topology, kafka.name);
  const logs = logGroup(stack, topology, snake('logs', kafka.name), { name: `/aws/msk/${name}`, key: 'logs', why: `broker log of ${kafka.name}` });
  const configuration = new MskConfiguration(stack, snake('configuration', kafka.name), {
    name, kafkaVersions: [kafka.version], description: 'no topic by accident, no write that one broker alone knows', serverProperties: SERVER_PROPERTIES.join('\n'),
  });
  return new MskCluster(stack, snake('cluster', kafka.name), {
    clusterName: name,
    kafkaVersion: kafka.version,
    numberOfBrokerNodes: kafka.brokers,
    brokerNodeGroupInfo: {
      instanceType: kafka.instanceType,
      // one subnet a zone: AWS puts the same number of brokers into each
      clientSubnets: network.list(`subnets_store_${kafka.name}`),
      securityGroups: [network.string(`security_group_store_${kafka.name}`)],
      storageInfo: { ebsStorageInfo: { volumeSize: kafka.volumeGiB } },
      connectivityInfo: {
        publicAccess: { type: 'DISABLED' },
        // the replicator of another region reaches the source only this way
        ...(topology.region.counterpart === null ? {} : { vpcConnectivity: { clientAuthentication: { sasl: { iam: true } } } }),
      },
    },
    clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false },
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: remote(stack, topology, 'keys').string(`key_${kafka.key}`),
      encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
    },
    configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
    enhancedMonitoring: 'PER_BROKER',
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logs.name } } },
    tags: tags(name, kafka.summary),
    lifecycle: { preventDestroy: true },
  });
};

/** Defaults for topics that forget to say, and doors that are open unless one says otherwise. */
const SERVER_PROPERTIES = [
  'allow.everyone.if.no.acl.found=false',
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'delete.topic.enable=false',
  'min.insync.replicas=2',
  'offsets.topic.replication.factor=3',
  'transaction.state.log.min.isr=2',
  'transaction.state.log.replication.factor=3',
  'unclean.leader.election.enable=false',
];

/** The Kafka service of this account may connect a replicator to the cluster; nobody else may from outside its network. */
const replicable = (stack: TerraformStack, topology: Topology, kafka: Kafka, cluster: MskCluster): void => {
  new MskClusterPolicy(stack, snake('policy', kafka.name), {
    clusterArn: cluster.arn,
    policy: policy({
      Sid: 'Replicator',
      Effect: 'Allow',
      Principal: { Service: 'kafka.amazonaws.com' },
      Action: ['kafka:CreateVpcConnection', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
      Resource: cluster.arn,
      Condition: { StringEquals: { 'aws:SourceAccount': accountOf(topology) } },
    }),
  });
};
