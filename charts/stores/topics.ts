/** Topics: what they keep and for how long, for Strimzi as resources and for MSK as the list of a job. */
import type { Kafka, Topic, Topology } from '../../model/index.ts';
import { describedAs, KEEP, metadataOf } from '../manifest.ts';
import type { Manifest, Subject } from '../manifest.ts';
import { kafkaTopic } from '../resources/strimzi.ts';

/** Settings of a topic, the same for both bindings. A compacted topic keeps the last value for ever, so it has no retention. */
export const topicConfig = (topic: Topic): Readonly<Record<string, string | number>> => ({
  'cleanup.policy': topic.cleanup,
  ...(topic.cleanup === 'compact' ? {} : { 'retention.ms': topic.retentionMs }),
  'min.insync.replicas': topic.minInsyncReplicas,
});

/** Deleting the resource would delete the topic and its messages: no tool may prune it. */
export const topics = (kafka: Kafka, subject: Subject, topology: Topology): readonly Manifest[] => Object.values(topology.topics).map(topic => kafkaTopic(
  describedAs(metadataOf({ ...subject, owner: topic.owner }, 'topics', topic.name, KEEP), topic.why),
  kafka.name,
  { topicName: topic.name, partitions: topic.partitions, replicas: topic.replicationFactor, config: topicConfig(topic) },
));
