/** What is seen of workloads while something happens to them, and how it differs from what was predicted. */
import type { Outcome } from '../../analysis/survive/outcomes.ts';
import type { Range, Workload } from '../../analysis/survive/words.ts';
import { grouped } from './objects.ts';
import type { LivePod, PodWatch } from './pods.ts';

export interface Observation {
  readonly running: number;
  readonly pending: number;
  readonly byZone: Readonly<Record<string, number>>;
  readonly leastReady: number;
  /** Null where not all that are wanted are ready in the end. */
  readonly healedSeconds: number | null;
}

export interface Observing {
  /** @param wanted how many pods the workload is asked for */
  readonly of: (workload: Workload, wanted: number) => Observation;
  readonly end: () => void;
}

export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;
const isReady = (pod: LivePod): boolean => pod.ready && !pod.leaving;

/** Looks at every change from now on. */
export const observe = (watch: PodWatch, zoneOf: (node: string) => string, workloads: readonly { readonly workload: Workload; readonly wanted: number }[]): Observing => {
  const begin = Date.now();
  const wantedOf = new Map(workloads.map(({ workload, wanted }) => [keyOf(workload), wanted]));
  const podsOf = (key: string): readonly LivePod[] => [...watch.pods.values()].filter(pod => `${pod.namespace}/${pod.workload}` === key && pod.phase !== 'Succeeded');
  const readyOf = (key: string): number => podsOf(key).filter(isReady).length;
  const fewest = new Map([...wantedOf.keys()].map(key => [key, readyOf(key)]));
  const healedAt = new Map<string, number>();
  const end = watch.onChange(({ namespace, workload }) => {
    const key = `${namespace}/${workload}`;
    const wanted = wantedOf.get(key);
    if (wanted === undefined) return;
    const ready = readyOf(key);
    fewest.set(key, Math.min(fewest.get(key) ?? ready, ready));
    if (ready < wanted) healedAt.delete(key);
    else if (!healedAt.has(key)) healedAt.set(key, Date.now());
  });
  return {
    end,
    of: (workload, wanted) => {
      const key = keyOf(workload);
      const all = podsOf(key);
      const ready = all.filter(isReady);
      const staying = all.filter(pod => !pod.leaving);
      // a StatefulSet waits for the pod that it has; a ReplicaSet makes another one, unless it is refused
      const refused = workload.kind === 'StatefulSet' ? 0 : Math.max(0, wanted - staying.length);
      const least = fewest.get(key) ?? ready.length;
      const healed = least >= wanted ? 0 : ((healedAt.get(key) ?? begin) - begin) / 1000;
      return {
        running: ready.length, pending: staying.filter(pod => pod.node === null).length + refused, leastReady: least, healedSeconds: ready.length < wanted ? null : healed,
        byZone: Object.fromEntries([...grouped(ready, pod => zoneOf(pod.node ?? ''))].map(([zone, pods]) => [zone, pods.length])),
      };
    },
  };
};

const within = ({ least, most }: Range, value: number): boolean => value >= least && value <= most;
const rangeText = ({ least, most }: Range): string => (least === most ? String(least) : `${least} to ${most}`);

/** Every way in which an observation is not what was predicted; empty where it is. */
export const differencesOf = (outcome: Outcome, seen: Observation): readonly string[] => {
  const { running, pending, byZone, leastReady, healed } = outcome;
  const counts = [['running', running, seen.running], ['pending', pending, seen.pending], ['least ready', leastReady, seen.leastReady], ...Object.entries(byZone).map(([zone, range]) => [`in ${zone}`, range, seen.byZone[zone] ?? 0] as const)] as const;
  const differing = counts.flatMap(([what, range, value]) => (within(range, value) ? [] : [`${what}: predicted ${rangeText(range)}, observed ${value}`]));
  // where chance decides whether all come back, either is as predicted
  const time = healed === null || seen.healedSeconds === null
    ? (healed === null && (seen.healedSeconds === null || running.most >= outcome.wanted) ? [] : [`healed: predicted ${healed === null ? 'never' : `in ${rangeText(healed)} s`}, observed ${seen.healedSeconds === null ? 'never' : `after ${seen.healedSeconds} s`}`])
    : sameOrder(healed, seen.healedSeconds) ? [] : [`healed: predicted in ${rangeText(healed)} s, observed after ${seen.healedSeconds} s`];
  return [...differing, ...time].map(text => `${outcome.scenario} ${outcome.instance} ${outcome.workload.object}: ${text}`);
};

/** Whether as many evictions were refused at first as was predicted. */
export const refusalsDiffering = ({ refused, scenario, instance, workload }: Outcome, seen: number): readonly string[] =>
  (within(refused, seen) ? [] : [`${scenario} ${instance} ${workload.object}: refused at first: predicted ${rangeText(refused)}, observed ${seen}`]);

/** The same order of magnitude: not under a half of the least, nor over double the most, and two seconds for what the machine adds. */
const sameOrder = ({ least, most }: Range, seconds: number): boolean => seconds >= least / 2 - SLACK_SECONDS && seconds <= most * 2 + SLACK_SECONDS;
const SLACK_SECONDS = 2;
