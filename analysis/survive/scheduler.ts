/** Where the scheduler would put a pod: filters that decide, scores that choose among what is left, preemption where nothing is. */
import { disruptionsOf } from './budgets.ts';
import type { Chance } from './chance.ts';
import type { Refusal, Skew } from './filters.ts';
import { questionOf, refusalOf } from './filters.ts';
import type { Layout, Place, Pod } from './layout.ts';
import { fail, leave, remove, settleAt } from './layout.ts';
import { bestOf } from './scores.ts';
import { selectedBy } from './suitable.ts';

/** Puts a pod somewhere, or says why not. Whether it stands there now. */
export const place = (layout: Layout, pod: Pod, chance: Chance): boolean => {
  const question = questionOf(layout, pod);
  const refusals: (readonly [Place, Refusal])[] = [];
  const feasible: Place[] = [];
  for (const index of selectedBy(layout, pod.workload.pod)) {
    const candidate = layout.places[index] as Place;
    if (candidate.state === 'gone') continue;
    const refusal = refusalOf(question, candidate);
    if (refusal === null) feasible.push(candidate);
    else refusals.push([candidate, refusal]);
  }
  const chosen = feasible.length > 0 ? bestOf(question, feasible, chance) : preempt(layout, pod, refusals, chance);
  if (chosen === null) {
    fail(layout, pod, whyText(pod, refusals, layout));
    return false;
  }
  settleAt(layout, pod, chosen, chosen.state !== 'lost' && isHealthy(layout, pod));
  return true;
};

/** A pod that starts becomes ready, unless it is of a revision that never does. */
const isHealthy = (layout: Layout, { workload, revision }: Pod): boolean => !(revision === 1 && layout.broken.has(workload.id));

/* ---- preemption ------------------------------------------------------------------------------------------------------------- */

interface Sacrifice {
  readonly at: Place;
  readonly victims: readonly Pod[];
  /** Victims whose budget does not allow it; it happens all the same where there is no other way. */
  readonly against: number;
}

/** Makes room by taking pods of lower priority away; null where that does not help either. */
const preempt = (layout: Layout, pod: Pod, refusals: readonly (readonly [Place, Refusal])[], chance: Chance): Place | null => {
  const { priority, preempts } = pod.workload.pod;
  if (!preempts) return null;
  const worth = refusals.filter(([{ pods }, refusal]) => isResolvable(refusal) && [...pods].some(other => other.workload.pod.priority < priority));
  const ways = worth.flatMap(([at]) => sacrificeAt(layout, pod, at) ?? []);
  if (ways.length === 0) return null;
  const best = leastBy(ways, ({ against }) => against, ({ victims }) => Math.max(...victims.map(prioritiesOf)), ({ victims }) => victims.reduce((sum, victim) => sum + prioritiesOf(victim) + 2 ** 31, 0),
    ({ victims }) => victims.length);
  const { at, victims } = best[chance.below(best.length)] as Sacrifice;
  for (const victim of victims) {
    remove(layout, victim);
  }
  return at;
};

const prioritiesOf = ({ workload }: Pod): number => workload.pod.priority;

const isResolvable = (refusal: Refusal): boolean => typeof refusal === 'object' || ['cpu', 'memory', 'pods', 'apart'].includes(refusal);

/** Who has to go from one place: all of lower priority, then back with everybody who need not, the most important first. */
const sacrificeAt = (layout: Layout, pod: Pod, at: Place): Sacrifice | null => {
  const lower = [...at.pods].filter(other => prioritiesOf(other) < prioritiesOf(pod));
  const ready = new Map(lower.map(other => [other, other.ready]));
  for (const other of lower) leave(layout, other);
  const fits = (): boolean => refusalOf(questionOf(layout, pod), at) === null;
  const back = (other: Pod): void => settleAt(layout, other, at, ready.get(other) as boolean);
  if (!fits()) {
    lower.forEach(back);
    return null;
  }
  const guarded = new Set(lower.filter(other => disruptionsOf(layout, other).length > 0));
  const victims: Pod[] = [];
  for (const other of [...lower].sort((a, b) => Number(guarded.has(b)) - Number(guarded.has(a)) || prioritiesOf(b) - prioritiesOf(a))) {
    back(other);
    if (fits()) continue;
    leave(layout, other);
    victims.push(other);
  }
  victims.forEach(back);
  return { at, victims, against: victims.filter(victim => guarded.has(victim)).length };
};

const leastBy = <T>(items: readonly T[], ...measures: readonly ((item: T) => number)[]): readonly T[] => measures.reduce<readonly T[]>((left, measure) => {
  const least = Math.min(...left.map(measure));
  return left.filter(item => measure(item) === least);
}, items);

/* ---- words ------------------------------------------------------------------------------------------------------------------ */

const WORDS: Readonly<Record<Exclude<Refusal, Skew>, string>> = {
  taint: 'a taint that it does not tolerate', lost: 'lost', cordoned: 'cordoned', cpu: 'no CPU left', memory: 'no memory left', pods: 'no room for another pod', volume: 'its volume is in another zone',
  apart: 'a pod that it must stand apart from',
};

/** `zone-b: lost; zone-a, zone-c: spread over zones would be 3 apart and may be 1, because zone-b counts with nobody though it takes nobody`. */
const whyText = ({ workload }: Pod, refusals: readonly (readonly [Place, Refusal])[], layout: Layout): string => {
  if (refusals.length === 0) return `no node has ${workload.pod.nodes.flatMap(({ requirements }) => requirements).map(({ key, values }) => `${key}=${values.join('|')}`).join(' and ') || 'room'}`;
  const zones = new Map<string, Set<string>>();
  for (const [{ node }, refusal] of refusals) {
    const said = typeof refusal === 'string' ? WORDS[refusal] : skewText(refusal, layout);
    zones.set(said, (zones.get(said) ?? new Set()).add(node.zone));
  }
  return [...zones].map(([said, where]) => `${[...where].sort().join(', ')}: ${said}`).sort().join('; ');
};

const skewText = ({ spread, skew, emptiest }: Skew, { places }: Layout): string => {
  if (skew === Number.POSITIVE_INFINITY) return `no label ${spread.key}`;
  const takesNobody = emptiest.filter(domain => places.every(({ node, state }) => node.labels[spread.key] !== domain || state !== 'up'));
  const because = emptiest.length === 0 ? `, because there are fewer than ${spread.minDomains} domains` : takesNobody.length > 0 ? `, because ${takesNobody.join(' and ')} still ${takesNobody.length === 1 ? 'counts' : 'count'}, though nobody may go there` : '';
  return `spread over ${spread.key} would be ${skew} apart and may be ${spread.maxSkew}${because}`;
};
