/** Scores of the scheduler, as far as they decide: which of several places that may take a pod takes it. */
import type { Chance } from './chance.ts';
import type { Question } from './filters.ts';
import type { Place } from './layout.ts';
import { HOST } from './nodes.ts';

export const bestOf = (question: Question, feasible: readonly Place[], chance: Chance): Place => {
  const spread = spreadScores(question, feasible);
  let best: Place[] = [];
  let high = Number.NEGATIVE_INFINITY;
  feasible.forEach((candidate, i) => {
    const score = 2 * (spread[i] as number) + leastAllocated(question, candidate) + balanced(question, candidate) + 3 * welcome(question, candidate);
    if (score > high) {
      high = score;
      best = [candidate];
    } else if (score === high) best.push(candidate);
  });
  return best[best.length === 1 ? 0 : chance.below(best.length)] as Place;
};

/** What the scheduler takes a pod without requests for. */
const ASSUMED = { cpuMillis: 100, memoryMiB: 200 } as const;

const part = ({ pod }: Question, { node: { allocatable }, used }: Place, what: 'cpuMillis' | 'memoryMiB'): number =>
  Math.min(1, (used[what] + (pod.workload.pod.requests[what] || ASSUMED[what])) / allocatable[what]);

const leastAllocated = (question: Question, candidate: Place): number =>
  Math.floor((Math.floor((1 - part(question, candidate, 'cpuMillis')) * 100) + Math.floor((1 - part(question, candidate, 'memoryMiB')) * 100)) / 2);

const balanced = (question: Question, candidate: Place): number =>
  Math.floor((1 - Math.abs(part(question, candidate, 'cpuMillis') - part(question, candidate, 'memoryMiB')) / 2) * 100);

const welcome = ({ pod }: Question, { node }: Place): number =>
  (node.taints.some(({ effect, key }) => effect === 'PreferNoSchedule' && !pod.workload.pod.tolerations.some(toleration => toleration.key === key)) ? 0 : 100);

/** Fewer pods of the same constraint are better, more so where there are many domains. */
const spreadScores = ({ soft }: Question, feasible: readonly Place[]): readonly number[] => {
  if (soft.length === 0) return feasible.map(() => 0);
  const raw = feasible.map(({ node: { labels } }) => {
    let score = 0;
    for (const { spread, domains } of soft) {
      const domain = labels[spread.key];
      const size = spread.key === HOST ? feasible.length : domains.size;
      if (domain !== undefined) score += (domains.get(domain) ?? 0) * Math.log(size + 2) + (spread.maxSkew - 1);
    }
    return Math.round(score);
  });
  const low = Math.min(...raw);
  const high = Math.max(...raw);
  return raw.map(score => (high === 0 ? 100 : Math.floor(100 * (high + low - score) / high)));
};
