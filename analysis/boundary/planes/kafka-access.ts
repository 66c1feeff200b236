/** Kafka access: who may publish what and consume what, against the publishers and consumers of the topics. */
import type { Kafka, Topology } from '../../../model/index.ts';
import type { BoundaryRegion, Plane } from '../words.ts';
import type { Fact } from './rows.ts';
import { declaredRows, rowsOf } from './rows.ts';

export const kafkaAccess = ({ rights, topology }: Pick<BoundaryRegion, 'rights' | 'topology'>): Plane => ({
  name: 'Kafka access', grain: 'holder × topic, group or transaction × what he may do',
  computed: rowsOf(rights, 'Kafka access'),
  declared: declaredRows(Object.values(topology.kafka).flatMap(kafka => [...services(kafka, topology), ...jobs(kafka, topology), ...replicator(kafka, topology)])),
});

/** In a fenced region the topics of a managed cluster are copies, and nobody but the replicator writes them. */
const services = (kafka: Kafka, { topics, region }: Topology): readonly Fact[] => {
  const isManaged = kafka.binding === 'msk';
  const all = Object.values(topics);
  const publishing = isManaged && region.fenced ? [] : all.flatMap(topic => topic.publishers.map(service => ({ service, topic: topic.name })));
  const consuming = all.flatMap(topic => topic.consumers.map(service => ({ service, topic: topic.name })));
  const because = (topic: string, part: string): string => `topic ${topic} › ${part}`;
  return [
    ...publishing.flatMap(({ service, topic }): readonly Fact[] => [
      { from: `workload/${service}`, to: `topic/${topic}`, actions: ['publish'], because: because(topic, 'publishers') },
      { from: `workload/${service}`, to: `store/${kafka.name}`, actions: isManaged ? ['connect', 'publish once'] : ['connect'], because: because(topic, 'publishers') },
      // A user of Strimzi numbers its replicas behind its name; with IAM a single one may go without.
      ...[`${service}-*`, ...(isManaged ? [service] : [])].map(name => ({ from: `workload/${service}`, to: `transactions/${name}`, actions: ['publish in'], because: because(topic, 'publishers') })),
    ]),
    ...consuming.flatMap(({ service, topic }): readonly Fact[] => [
      { from: `workload/${service}`, to: `topic/${topic}`, actions: ['consume'], because: because(topic, 'consumers') },
      { from: `workload/${service}`, to: `group/${service}`, actions: ['consume in'], because: because(topic, 'consumers') },
      { from: `workload/${service}`, to: `store/${kafka.name}`, actions: ['connect'], because: because(topic, 'consumers') },
    ]),
  ];
};

/** A job makes and changes topics; what is in them it neither reads nor writes. */
const jobs = (kafka: Kafka, topology: Topology): readonly Fact[] => Object.values(topology.jobs).filter(({ kind, store }) => kind === 'topics' && store === kafka.name).flatMap(({ name }) => [
  { from: `job/${name}`, to: `store/${kafka.name}`, actions: ['connect'], because: `job ${name}` },
  ...Object.keys(topology.topics).map(topic => ({ from: `job/${name}`, to: `topic/${topic}`, actions: ['declare'], because: `job ${name}` })),
]);

/** A standby copies every topic and the positions of every group, and tells the source that it lives. */
const replicator = (kafka: Kafka, { region, topics }: Topology): readonly Fact[] => {
  if (kafka.binding !== 'msk' || region.role !== 'standby' || region.counterpart === null) return [];
  const said = { from: `machine/${kafka.name}-replicator`, because: `standby of ${region.counterpart.name}` };
  const there = ` in ${region.counterpart.name}`;
  return [
    ...['', there].flatMap(where => [
      { ...said, to: `store/${kafka.name}${where}`, actions: ['AlterCluster', 'connect', 'publish once'] },
      { ...said, to: `topic/*${where}`, actions: ['consume', 'declare', 'publish'] },
      { ...said, to: `group/*${where}`, actions: ['consume in'] },
    ]),
    ...Object.keys(topics).map(topic => ({ ...said, to: `topic/${topic}`, actions: ['consume', 'declare', 'publish'] })),
  ];
};
