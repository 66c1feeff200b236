import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const primary = rendered('messaging', topologyOf('production', PRIMARY));
const standby = rendered('messaging', topologyOf('production', STANDBY));
const topicArn = (name: string): string => `arn:aws:kafka:ap-southeast-3:111122223333:topic/production-ap-southeast-3-events/\${aws_msk_cluster.cluster_events.cluster_uuid}/${name}`;

describe('the managed Kafka cluster', () => {
  it('speaks TLS only, knows its clients by IAM only, and is not public', () => {
    const cluster = primary.one('aws_msk_cluster.cluster_events');
    expect(cluster.client_authentication).toEqual({ sasl: { iam: true, scram: false }, unauthenticated: false });
    expect(cluster.encryption_info.encryption_in_transit).toEqual({ client_broker: 'TLS', in_cluster: true });
    expect(cluster.encryption_info.encryption_at_rest_kms_key_arn).toContain('key_events');
    expect(cluster.broker_node_group_info.connectivity_info.public_access).toEqual({ type: 'DISABLED' });
  });

  it('has brokers in every zone', () => {
    const { number_of_broker_nodes: brokers, broker_node_group_info: group } = primary.one('aws_msk_cluster.cluster_events');
    expect(brokers % 3).toBe(0);
    expect(group.client_subnets).toContain('subnets_store_events');
  });

  it('makes no topic by accident, lets nobody in without a policy, and never elects a broker that lacks acknowledged writes', () => {
    const properties = (primary.one('aws_msk_configuration.configuration_events').server_properties as string).split('\n');
    for (const property of ['auto.create.topics.enable=false', 'allow.everyone.if.no.acl.found=false', 'unclean.leader.election.enable=false', 'default.replication.factor=3', 'min.insync.replicas=2']) {
      expect(properties).toContain(property);
    }
  });

  it('logs for a year and more', () => {
    expect(primary.one('aws_cloudwatch_log_group.logs_events').retention_in_days).toBeGreaterThanOrEqual(365);
    expect(primary.one('aws_msk_cluster.cluster_events').logging_info.broker_logs.cloudwatch_logs.enabled).toBe(true);
  });
});

describe('access to topics', () => {
  it('is exactly what a workload publishes and consumes, in a group of its own name', () => {
    const allowed = statements(primary.one('aws_iam_role_policy.access_events_ledger_posting_worker').policy);
    const { topics } = topologyOf('production', PRIMARY);
    const consumed = Object.values(topics).filter(topic => topic.consumers.includes('ledger-posting-worker')).map(topic => topicArn(topic.name));
    expect(allowed.Consume?.Resource).toEqual(consumed);
    expect(allowed.InOwnGroup?.Resource).toMatch(/group\/production-ap-southeast-3-events\/.*\/ledger-posting-worker$/);
    expect(JSON.stringify(allowed)).not.toContain('kafka-cluster:*');
  });

  it('is none for a workload that neither publishes nor consumes', () => {
    expect(primary.all('aws_iam_role_policy').access_events_api_gateway).toBeUndefined();
  });

  it('lets the job make declared topics and touch nothing in them', () => {
    const declare = statements(primary.one('aws_iam_role_policy.access_events_topics_events').policy).Declare;
    expect(declare?.Resource).toEqual(Object.keys(topologyOf('production', PRIMARY).topics).sort().map(topicArn));
    for (const action of ['kafka-cluster:DeleteTopic', 'kafka-cluster:ReadData', 'kafka-cluster:WriteData']) expect(declare?.Action).not.toContain(action);
  });

  it('never includes writing in a fenced region', () => {
    const policies = Object.entries(standby.all('aws_iam_role_policy')).filter(([id]) => id.startsWith('access_')).map(([, { policy }]) => policy as string);
    expect(policies.length).toBeGreaterThan(0);
    for (const policy of policies) expect(policy).not.toContain('WriteData');
  });
});

describe('replication to the standby', () => {
  it('starts with the earliest message and keeps the names of topics', () => {
    const replicator = standby.one('aws_msk_replicator.replicator_events');
    expect(replicator.kafka_cluster).toHaveLength(2);
    expect(replicator.replication_info_list.topic_replication[0]).toMatchObject({ starting_position: { type: 'EARLIEST' }, topic_name_configuration: { type: 'IDENTICAL' } });
    expect(replicator.replication_info_list.topic_replication[0].topics_to_replicate).toContain('payment\\.events');
    expect(replicator.replication_info_list.consumer_group_replication[0].synchronise_consumer_group_offsets).toBe(true);
    expect(primary.all('aws_msk_replicator')).toEqual({});
  });

  it('is told its source by a variable that may be null but not forgotten', () => {
    expect(standby.variables.source_events).toMatchObject({ nullable: true });
    expect(standby.variables.source_events?.default).toBeUndefined();
    expect(standby.one('aws_msk_replicator.replicator_events').count).toBe('${var.source_events == null ? 0 : 1}');
    expect(JSON.stringify(standby.json.data)).not.toContain('ap-southeast-3');
  });

  it('reaches the primary through private connectivity that the primary grants to the Kafka service of this account alone', () => {
    expect(primary.one('aws_msk_cluster.cluster_events').broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam).toBe(true);
    const { Replicator } = statements(primary.one('aws_msk_cluster_policy.policy_events').policy);
    expect(Replicator).toMatchObject({ Principal: { Service: 'kafka.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });
  });
});
