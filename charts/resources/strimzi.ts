/** The part of Strimzi's resources (`kafka.strimzi.io/v1`, the only version since 1.0) that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

export const STRIMZI_CLUSTER = 'strimzi.io/cluster';

/** The label by which the operators find what belongs to a cluster. */
const inCluster = (metadata: Metadata, cluster: string): Metadata => ({ ...metadata, labels: { ...metadata.labels, [STRIMZI_CLUSTER]: cluster } });

const resource = (kind: string) => (metadata: Metadata, spec: object): Manifest => ({ apiVersion: 'kafka.strimzi.io/v1', kind, metadata, spec });

export interface AclRule {
  readonly resource: { readonly type: 'topic' | 'group' | 'transactionalId'; readonly name: string; readonly patternType: 'literal' | 'prefix' };
  readonly operations: readonly ('Read' | 'Write' | 'Describe')[];
  readonly host: '*';
}

export interface KafkaUserSpec {
  readonly authentication: { readonly type: 'tls' };
  readonly authorization: { readonly type: 'simple'; readonly acls: readonly AclRule[] };
}

export const kafkaUser = (metadata: Metadata, cluster: string, spec: KafkaUserSpec): Manifest =>
  resource('KafkaUser')(inCluster(metadata, cluster), spec);

export interface KafkaTopicSpec {
  readonly topicName: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, string | number>>;
}

export const kafkaTopic = (metadata: Metadata, cluster: string, spec: KafkaTopicSpec): Manifest =>
  resource('KafkaTopic')(inCluster(metadata, cluster), spec);

export interface KafkaNodePoolSpec {
  readonly replicas: number;
  readonly roles: readonly ('broker' | 'controller')[];
  readonly storage: object;
  readonly resources: object;
  readonly template: object;
}

export const kafkaNodePool = (metadata: Metadata, cluster: string, spec: KafkaNodePoolSpec): Manifest =>
  resource('KafkaNodePool')(inCluster(metadata, cluster), spec);

export interface KafkaSpec {
  readonly kafka: {
    readonly version: string;
    readonly listeners: readonly object[];
    readonly authorization: { readonly type: 'simple' };
    readonly rack?: { readonly type: 'topology-label'; readonly topologyKey: string };
    readonly config: Readonly<Record<string, string | number | boolean>>;
    readonly template: object;
  };
  readonly entityOperator: object;
}

/** @see https://strimzi.io/docs/operators/latest/configuring#type-Kafka-reference */
export const kafka = (metadata: Metadata, spec: KafkaSpec): Manifest => resource('Kafka')(metadata, spec);
