/** Who may write and read which topic, where Strimzi runs Kafka. On MSK the same list becomes an IAM policy in `stacks/`. */
import type { Kafka, Topology, Workload } from '../../model/index.ts';
import { describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { kafkaUser } from '../resources/strimzi.ts';
import type { AclRule } from '../resources/strimzi.ts';

const topicRule = (name: string, operations: AclRule['operations']): AclRule =>
  ({ resource: { type: 'topic', name, patternType: 'literal' }, operations, host: '*' });

const aclsOf = (workload: Workload, topology: Topology): readonly AclRule[] => {
  const topics = Object.values(topology.topics);
  const published = topics.filter(topic => topic.publishers.includes(workload.name));
  const consumed = topics.filter(topic => topic.consumers.includes(workload.name));
  return [
    ...published.map(topic => topicRule(topic.name, ['Describe', 'Write'])),
    ...consumed.map(topic => topicRule(topic.name, ['Describe', 'Read'])),
    ...(published.length === 0 ? [] : [
      { resource: { type: 'transactionalId', name: `${workload.name}-`, patternType: 'prefix' }, operations: ['Describe', 'Write'], host: '*' } as const,
    ]),
    ...(consumed.length === 0 ? [] : [
      { resource: { type: 'group', name: workload.name, patternType: 'literal' }, operations: ['Read'], host: '*' } as const,
    ]),
  ];
};

const userOf = (workload: Workload, kafka: Kafka, namespace: string, acls: readonly AclRule[]): Manifest => kafkaUser(
  describedAs(metadataOf({ ...workload, namespace }, 'topics'), `What ${workload.name} may publish and consume`),
  kafka.name,
  { authentication: { type: 'tls' }, authorization: { type: 'simple', acls } },
);

/** One user per service, beside the cluster that it belongs to. */
export const topicAccess = (workload: Workload, topology: Topology): readonly Manifest[] => {
  const acls = aclsOf(workload, topology);
  return acls.length === 0
    ? []
    : Object.values(topology.kafka).flatMap(kafka => (kafka.namespace === null ? [] : [userOf(workload, kafka, kafka.namespace, acls)]));
};
