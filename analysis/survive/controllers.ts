/** Controllers and the scheduler, until nothing moves any more: pods are made and taken away as wanted, and put where there is room. */
import type { Chance } from './chance.ts';
import { shuffled } from './chance.ts';
import type { Layout, Pod, Revision } from './layout.ts';
import { make, podsOfWorkload, refuse, remove, scale, settle, want } from './layout.ts';
import { place } from './scheduler.ts';
import type { Charged, Workload } from './words.ts';
import { CHARGED } from './words.ts';

/** Until everybody who can stand somewhere does. */
export const reconcile = (layout: Layout, chance: Chance): void => {
  // pods that were preempted are made anew, and may preempt others; priorities only fall, so this ends
  for (let moved = true; moved;) {
    const workloads = shuffled(layout.unsettled, chance).map(id => layout.cluster.workloads[id] as Workload);
    for (const workload of workloads) replicate(layout, workload, chance);
    moved = schedule(layout, workloads.flatMap(workload => [...podsOfWorkload(layout, workload)].filter(pod => pod.place === null)), chance);
    for (const workload of workloads) if (isSettled(layout, workload)) settle(layout, workload.id);
  }
};

const isSettled = (layout: Layout, workload: Workload): boolean => {
  const pods = [...podsOfWorkload(layout, workload)];
  const [old, young] = layout.wanted[workload.id] as readonly [number, number];
  return pods.length === old + young && pods.every(({ place: at }) => at !== null) && pods.filter(({ revision }) => revision === 0).length === old;
};

/** The more important first, others as they come. @returns whether anybody found a place */
const schedule = (layout: Layout, waiting: readonly Pod[], chance: Chance): boolean => {
  let moved = false;
  for (const pod of shuffled(waiting, chance).sort((a, b) => b.workload.pod.priority - a.workload.pod.priority)) {
    if (podsOfWorkload(layout, pod.workload).has(pod) && pod.place === null && place(layout, pod, chance)) moved = true;
  }
  return moved;
};

/** What a controller does about one workload: too many go, too few are made as far as the quota lets them. */
const replicate = (layout: Layout, workload: Workload, chance: Chance): void => {
  refuse(layout, workload, null);
  for (const revision of [0, 1] as const) {
    const wanted = (layout.wanted[workload.id] as readonly [number, number])[revision];
    for (let there = shrink(layout, workload, revision, chance); there < wanted; there += 1) {
      const why = shortage(layout, workload);
      if (why !== null) {
        refuse(layout, workload, { pods: (layout.refused.get(workload.id)?.pods ?? 0) + wanted - there, why });
        break;
      }
      make(layout, workload, revision);
    }
  }
};

/** Takes away what is too many of a revision. @returns how many are there */
export const shrink = (layout: Layout, workload: Workload, revision: Revision, chance: Chance): number => {
  const wanted = (layout.wanted[workload.id] as readonly [number, number])[revision];
  const there = [...podsOfWorkload(layout, workload)].filter(pod => pod.revision === revision);
  if (there.length > wanted) for (const pod of firstToGo(there, chance).slice(0, there.length - wanted)) remove(layout, pod);
  return there.length;
};

/** Those without a place, then those that are not ready, then where several stand together. */
const firstToGo = (pods: readonly Pod[], chance: Chance): readonly Pod[] => {
  const together = (pod: Pod): number => pods.filter(other => other.place === pod.place).length;
  return shuffled(pods, chance).map(pod => ({ pod, rank: pod.place === null ? Number.POSITIVE_INFINITY : (pod.ready ? 0 : 1e6) + together(pod) })).sort((a, b) => b.rank - a.rank).map(({ pod }) => pod);
};

/** What a quota lacks for one more pod; null where there is enough. */
const shortage = ({ cluster: { quotas }, charged }: Layout, { namespace, pod: { charges } }: Workload): string | null => {
  const used = charged.get(namespace);
  for (const quota of quotas) {
    if (quota.namespace !== namespace) continue;
    for (const what of CHARGED) {
      const [hard, own] = [quota.hard[what], charges[what]];
      if (hard !== null && own === null) return `${quota.object} limits ${WORDS[what]}, and its containers do not say theirs`;
      if (hard !== null && (used?.[what] ?? 0) + (own ?? 0) > hard) return `${quota.object} allows ${amountText(what, hard)}, ${amountText(what, used?.[what] ?? 0)} are charged`;
    }
  }
  return null;
};

const WORDS: Readonly<Record<Charged, string>> = { pods: 'pods', cpuMillis: 'CPU', memoryMiB: 'memory', limitCpuMillis: 'limits of CPU', limitMemoryMiB: 'limits of memory' };
const amountText = (what: Charged, value: number): string => `${Math.round(value)}${what === 'pods' ? '' : what.endsWith('Millis') ? 'm' : 'Mi'} ${WORDS[what]}`;

/** Asks a controller for another number of pods of what runs. */
export const scaleTo = (layout: Layout, workload: Workload, count: number): void => {
  scale(layout, workload, count);
  want(layout, workload, count, 0);
};

