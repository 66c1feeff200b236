/**
 * Filters of the scheduler: whether a place may take a pod at all.
 *
 * @see https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
 */
import { matches } from '../reach/kubernetes/selector.ts';
import type { Counted, Layout, Place, Pod } from './layout.ts';
import { podsOfWorkload } from './layout.ts';
import { HOST } from './nodes.ts';
import { selectedBy, toleratesPlace } from './suitable.ts';
import type { Apart, Spread, Workload } from './words.ts';

/** Why a place does not take a pod. */
export type Refusal = 'taint' | 'lost' | 'cordoned' | 'cpu' | 'memory' | 'pods' | 'volume' | 'apart' | Skew;
export interface Skew {
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
  /** The emptiest domains, for whoever asks why. */
  readonly emptiest: () => readonly string[];
  /** Whether the pod itself is counted. */
  readonly self: 0 | 1;
}

/** Everything about a pod that is the same for all places. */
export interface Question {
  readonly pod: Pod;
  readonly hard: readonly Counts[];
  readonly soft: readonly Counts[];
  /** Domains that anti-affinity keeps free of it: `<key>=<value>`. */
  readonly kept: ReadonlySet<string>;
}

export const questionOf = (layout: Layout, pod: Pod): Question => {
  const { spread, apart } = pod.workload.pod;
  const counts = (hard: boolean): readonly Counts[] => spread.filter(each => each.hard === hard).map(each => countsOf(layout, pod, each));
  return { pod, hard: counts(true), soft: counts(false), kept: keptFrom(layout, pod, apart) };
};

const countsOf = (layout: Layout, { workload, revision }: Pod, spread: Spread): Counts => {
  const shape = workload.pod;
  const counted = countedBy(layout, workload, spread);
  const domains = new Map<string, number>();
  // the score of a spread over hosts asks for those that have pods only
  if (spread.hard || spread.key !== HOST) for (const domain of counted.domains) domains.set(domain, 0);
  for (const other of seenBy(layout, workload, spread)) {
    for (const pod of podsOfWorkload(layout, other)) {
      if (pod.place === null || !counted.places.has(pod.place) || isTerminating(pod) || (spread.ownRevision && (other.id !== workload.id || pod.revision !== revision))) continue;
      const domain = pod.place.node.labels[spread.key] as string;
      domains.set(domain, (domains.get(domain) ?? 0) + 1);
    }
  }
  // soft ones only score
  const fewest = !spread.hard || domains.size < spread.minDomains ? 0 : Math.min(...domains.values());
  let named: readonly string[] | null = null;
  const emptiest = (): readonly string[] => {
    named ??= domains.size < spread.minDomains ? [] : [...domains].flatMap(([name, count]) => (count === fewest ? [name] : []));
    return named;
  };
  return { spread, domains, fewest, emptiest, self: matches(spread.selector, shape.labels) ? 1 : 0 };
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

export const refusalOf = ({ pod, hard, kept }: Question, candidate: Place): Refusal | null => {
  const { workload, zone } = pod;
  const { node: { allocatable, labels }, used, state } = candidate;
  const { cpuMillis, memoryMiB } = workload.pod.requests;
  if (!toleratesPlace(workload.pod, candidate)) return state === 'lost' ? 'lost' : state === 'cordoned' ? 'cordoned' : 'taint';
  if (zone !== null && zone !== candidate.node.zone) return 'volume';
  if (used.pods + 1 > allocatable.pods) return 'pods';
  if (used.cpuMillis + cpuMillis > allocatable.cpuMillis && cpuMillis > 0) return 'cpu';
  if (used.memoryMiB + memoryMiB > allocatable.memoryMiB && memoryMiB > 0) return 'memory';
  for (const { spread, domains, fewest, emptiest, self } of hard) {
    const domain = labels[spread.key];
    if (domain === undefined) return { spread, domain: '', skew: Number.POSITIVE_INFINITY, emptiest: [] };
    const skew = (domains.get(domain) ?? 0) + self - fewest;
    if (skew > spread.maxSkew) return { spread, domain, skew, emptiest: emptiest() };
  }
  if (kept.size > 0 && Object.entries(labels).some(([key, value]) => kept.has(`${key}=${value}`))) return 'apart';
  return null;
};
