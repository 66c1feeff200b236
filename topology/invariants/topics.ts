import { numberOf } from '../../capacity/exact.ts';
import { named, required } from '../numbers.ts';
import { type Invariant, problem, type SizedInvariant } from './invariant.ts';

/** PT-113: a topic orders by a key and keeps what it acknowledged when a broker is gone. */
export const durableTopics: Invariant = function* ({ selection: { catalog } }) {
  for (const topic of catalog.topics) {
    const say = (path: string, saw: string, want: string) => problem('PT-113', 'topic', topic.name, path, saw, want);
    const replicas = topic.replicationFactor ?? 3;
    const insync = topic.minInsyncReplicas ?? 2;
    if (topic.key.trim() === '') yield say('key', 'no key', 'what orders it, such as payment_id');
    if (replicas < 3) yield say('replicationFactor', `${replicas} copies`, 'at least 3, one a zone');
    if (insync < 2) yield say('minInsyncReplicas', `${insync} in-sync copies`, 'at least 2, or one broker loses what was acknowledged');
    if (insync >= replicas) yield say('minInsyncReplicas', `${insync} of ${replicas} copies in sync`, 'fewer than the copies, or one broker stops writes');
    if (topic.name === 'ledger.journals' && topic.cleanup === 'compact') yield say('cleanup', "'compact' on immutable facts", "'delete'");
  }
};

/** PT-122: partitions carry the peak of their flow, and brokers carry the partitions. */
export const partitionsCarry: SizedInvariant = function* ({ topics, kafka, numbers }, { selection: { catalog } }) {
  const perPartition = numberOf(required(numbers, 'eventsPerPartition'));
  for (const topic of catalog.topics) {
    const flow = numbers.flows[topic.flow];
    if (flow === undefined) continue;
    const wanted = Math.ceil(numberOf(flow.peak) / perPartition);
    if (topic.partitions < wanted) {
      yield problem('PT-122', 'topic', topic.name, 'partitions', `${topic.partitions} partitions for ${numberOf(flow.peak).toFixed(0)}/s of '${topic.flow}'`, `at least ${wanted}, at ${perPartition}/s each`);
    }
  }
  for (const store of catalog.stores) {
    const sized = kafka[store.name];
    if (store.kind !== 'kafka' || sized === undefined) continue;
    const carried = Object.values(topics).reduce((sum, topic) => sum + numberOf(topic.partitions) * numberOf(topic.replicationFactor), 0);
    const limit = numberOf(sized.brokers) * numberOf(named(numbers, store.partitionsPerBroker));
    if (carried > limit) yield problem('PT-122', 'store', store.name, 'brokersPerZone', `${carried} partition replicas on ${numberOf(sized.brokers)} brokers`, `at most ${limit}`);
  }
};
