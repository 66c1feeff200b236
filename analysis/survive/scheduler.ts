/**
 * Where the scheduler would put a pod: filters that decide, scores that choose among what is left, preemption where nothing is.
 *
 * @see https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
 */
import { matches } from '../reach/kubernetes/selector.ts';
import type { Chance } from './chance.ts';
import type { Counted, Layout, Place, Pod } from './layout.ts';
import { fail, leave, podsOfWorkload, remove, selectedBy, settleAt, toleratesPlace } from './layout.ts';
import { disruptionsOf } from './budgets.ts';
import { HOST } from './nodes.ts';
import type { Apart, Spread, Workload } from './words.ts';

/** Why a place does not take a pod. */
type Refusal = 'taint' | 'lost' | 'cordoned' | 'cpu' | 'memory' | 'pods' | 'volume' | 'apart' | Skew;
interface Skew {
  readonly spread: Spread;
  readonly domain: string;
  /** How far this domain would be ahead of the emptiest. */
  readonly skew: number;
  /** The emptiest domains. */
  readonly emptiest: readonly string[];
}

/** Pods of a spread constraint by domain, on nodes that count. */
interface Counts {
  readonly spread: Spread;
  readonly domains: ReadonlyMap<string, number>;
  readonly fewest: number;
  /** Whether the pod itself is counted. */
  readonly self: 0 | 1;
}

/** Everything about a pod that is the same for all places. */
interface Question {
  readonly pod: Pod;
  readonly hard: readonly Counts[];
  readonly soft: readonly Counts[];
  /** Domains that anti-affinity keeps free of it: `<key>=<value>`. */
  readonly kept: ReadonlySet<string>;
}

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
  settleAt(layout, pod, chosen, isHealthy(layout, pod));
  return true;
};

/** A pod that starts becomes ready, unless it is of a revision that never does. */
const isHealthy = (layout: Layout, { workload, revision }: Pod): boolean => !(revision === 1 && layout.broken.has(workload.id));

/* ---- filters ---------------------------------------------------------------------------------------------------------------- */

const questionOf = (layout: Layout, pod: Pod): Question => {
  const { spread, apart } = pod.workload.pod;
  const counts = (hard: boolean): readonly Counts[] => spread.filter(each => each.hard === hard).map(each => countsOf(layout, pod, each));
  return { pod, hard: counts(true), soft: counts(false), kept: keptFrom(layout, pod, apart) };
};

const countsOf = (layout: Layout, { workload, revision }: Pod, spread: Spread): Counts => {
  const shape = workload.pod;
  const counted = countedBy(layout, workload, spread);
  const domains = new Map(counted.domains.map(domain => [domain, 0]));
  for (const other of seenBy(layout, workload, spread)) {
    for (const pod of podsOfWorkload(layout, other)) {
      if (pod.place === null || !counted.places.has(pod.place) || isTerminating(pod) || (spread.ownRevision && (other.id !== workload.id || pod.revision !== revision))) continue;
      const domain = pod.place.node.labels[spread.key] as string;
      domains.set(domain, (domains.get(domain) ?? 0) + 1);
    }
  }
  const fewest = domains.size < spread.minDomains ? 0 : Math.min(...domains.values());
  return { spread, domains, fewest, self: matches(spread.selector, shape.labels) ? 1 : 0 };
};

/** Places whose pods count, and domains that count though nobody is there. */
const countedBy = (layout: Layout, { pod }: Workload, spread: Spread): Counted => {
  const known = layout.counted.get(spread);
  if (known !== undefined) return known;
  const all = spread.affinity === 'Honor' ? selectedBy(layout, pod).map(index => layout.places[index] as Place) : layout.places;
  const places = new Set(all.filter(candidate => candidate.state !== 'gone' && candidate.node.labels[spread.key] !== undefined && (spread.taints === 'Ignore' || toleratesPlace(pod, candidate))));
  const found: Counted = { places, domains: [...new Set([...places].map(({ node }) => node.labels[spread.key] as string))] };
  layout.counted.set(spread, found);
  return found;
};

/** A pod that stays on a lost node is being deleted, and spread constraints do not count it. */
const isTerminating = ({ place: at }: Pod): boolean => at?.state === 'lost';

const seen = new WeakMap<Spread | Apart, readonly Workload[]>();

/** Workloads of the namespace whose pods a selector means. */
const seenBy = ({ cluster }: Layout, { namespace }: Workload, term: Spread | Apart): readonly Workload[] => {
  const found = seen.get(term) ?? cluster.workloads.filter(other => other.namespace === namespace && matches(term.selector, other.pod.labels));
  seen.set(term, found);
  return found;
};

/** Anti-affinity holds both ways: of the pod against others, and of others against it. */
const keptFrom = (layout: Layout, { workload }: Pod, apart: readonly Apart[]): ReadonlySet<string> => {
  const kept = new Set<string>();
  const keep = (other: Workload, key: string): void => {
    for (const pod of podsOfWorkload(layout, other)) {
      const domain = pod.place?.node.labels[key];
      if (domain !== undefined) kept.add(`${key}=${domain}`);
    }
  };
  for (const term of apart) for (const other of seenBy(layout, workload, term)) keep(other, term.key);
  for (const other of shyOf(layout)) {
    if (other.namespace !== workload.namespace) continue;
    for (const term of other.pod.apart) if (matches(term.selector, workload.pod.labels)) keep(other, term.key);
  }
  return kept;
};

const shy = new WeakMap<readonly Workload[], readonly Workload[]>();
const shyOf = ({ cluster: { workloads } }: Layout): readonly Workload[] => {
  const found = shy.get(workloads) ?? workloads.filter(({ pod }) => pod.apart.length > 0);
  shy.set(workloads, found);
  return found;
};

const refusalOf = ({ pod, hard, kept }: Question, candidate: Place): Refusal | null => {
  const { workload, zone } = pod;
  const { node: { allocatable, labels }, used, state } = candidate;
  const { cpuMillis, memoryMiB } = workload.pod.requests;
  if (!toleratesPlace(workload.pod, candidate)) return state === 'lost' ? 'lost' : state === 'cordoned' ? 'cordoned' : 'taint';
  if (zone !== null && zone !== candidate.node.zone) return 'volume';
  if (used.pods + 1 > allocatable.pods) return 'pods';
  if (used.cpuMillis + cpuMillis > allocatable.cpuMillis && cpuMillis > 0) return 'cpu';
  if (used.memoryMiB + memoryMiB > allocatable.memoryMiB && memoryMiB > 0) return 'memory';
  for (const { spread, domains, fewest, self } of hard) {
    const domain = labels[spread.key];
    if (domain === undefined) return { spread, domain: '', skew: Number.POSITIVE_INFINITY, emptiest: [] };
    const skew = (domains.get(domain) ?? 0) + self - fewest;
    if (skew > spread.maxSkew) return { spread, domain, skew, emptiest: domains.size < spread.minDomains ? [] : [...domains].flatMap(([name, count]) => (count === fewest ? [name] : [])) };
  }
  if (kept.size > 0 && Object.entries(labels).some(([key, value]) => kept.has(`${key}=${value}`))) return 'apart';
  return null;
};

/* ---- scores ----------------------------------------------------------------------------------------------------------------- */

const bestOf = (question: Question, feasible: readonly Place[], chance: Chance): Place => {
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
