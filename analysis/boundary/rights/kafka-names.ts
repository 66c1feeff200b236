/** Things of a Kafka cluster by name. */
import type { Topology } from '../../../model/index.ts';
import { isPattern, meets } from './globs.ts';

export type KafkaThing = 'topic' | 'group' | 'transactions' | 'store';

/** One thing; a pattern of topics with every declared topic that it touches. Of the cluster itself there is one, the store. */
export const kafkaTargets = (thing: KafkaThing, name: string, store: string, { topics }: Topology): readonly string[] => {
  if (thing === 'store') return [store];
  return [`${thing}/${name}`, ...(thing === 'topic' && isPattern(name) ? Object.keys(topics).filter(topic => meets(name, topic)).map(topic => `topic/${topic}`) : [])];
};
