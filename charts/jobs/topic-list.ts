/** Topics of a managed Kafka cluster, which has no resource for them. */
import type { Job, Topic, Topology } from '../../model/index.ts';
import { bootstrapOf } from '../facets/endpoints.ts';
import { named } from '../lookup.ts';
import { topicConfig } from '../stores/topics.ts';
import { CONFIG_PATH } from './run-once.ts';
import type { Task } from './run-once.ts';

/**
 * Creates what is missing and sets what may change. A topic with another number of partitions is a failure, never a repair:
 * fewer is impossible, more would send the messages of one payment to two partitions.
 */
const SCRIPT = `#!/bin/sh
set -eu
admin="--bootstrap-server $KAFKA_BOOTSTRAP --command-config ${CONFIG_PATH}/client.properties"
while read -r topic partitions copies config; do
  kafka-topics.sh $admin --create --if-not-exists --topic "$topic" --partitions "$partitions" --replication-factor "$copies" < /dev/null
  kafka-configs.sh $admin --alter --entity-type topics --entity-name "$topic" --add-config "$config" < /dev/null
  actual="$(kafka-topics.sh $admin --describe --topic "$topic" < /dev/null | sed -n 's/.*PartitionCount: *\\([0-9][0-9]*\\).*/\\1/p')"
  if [ "$actual" != "$partitions" ]; then
    echo "topic $topic has $actual partitions, declared are $partitions: partitions never change after release" >&2
    exit 1
  fi
done < ${CONFIG_PATH}/topics.txt
`;

/** Logs in with the job's own AWS identity. */
const CLIENT = `security.protocol=SASL_SSL
sasl.mechanism=AWS_MSK_IAM
sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler
`;

const line = (topic: Topic): string => {
  const config = Object.entries(topicConfig(topic)).map(([key, value]) => `${key}=${value}`).join(',');
  return `${topic.name} ${topic.partitions} ${topic.replicationFactor} ${config}`;
};

export const topicList = (job: Job, topology: Topology): Task => {
  const kafka = named(topology.kafka, job.store, 'Kafka cluster');
  return {
    files: { 'run.sh': SCRIPT, 'client.properties': CLIENT, 'topics.txt': `${Object.values(topology.topics).map(line).join('\n')}\n` },
    endpoints: { KAFKA_BOOTSTRAP: bootstrapOf(kafka), REGION: topology.region.name },
  };
};
