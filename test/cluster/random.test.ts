import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTurns } from '../../io/in-turns.ts';
import type { Outcome, Scenario } from '../../analysis/survive/outcomes.ts';
import { outcomesOf } from '../../analysis/survive/scenarios.ts';
import { TIMINGS } from '../../analysis/survive/times.ts';
import { apply, type KubernetesObject, reasonOf } from './objects.ts';
import { type Plane, SHORT_TIMINGS, startPlane } from './plane.ts';
import { type LivePod, type PodWatch, settle, until, watchPods } from './pods.ts';
import { addNodes } from './region.ts';
import { namespaceNamed, type Small, small, type SmallGroup, smallWorkload } from './small.ts';
import { addRow } from './table.ts';

const SEED = 20_261_121;
const CLUSTERS = 200;
/** So many stand on the plane at once. */
const BATCH = 50;
/** How often ties are decided anew, and how often where that was not enough to meet what a scheduler did. */
const TRIALS = 30;
const MORE_TRIALS = 3000;

const ZONES = ['a', 'b', 'c'];
const TAINT = { key: 'dedicated', value: 'yes', effect: 'NoSchedule' } as const;
const CLASSES = { high: 10_000, middle: 1000, low: 100 } as const;

const classes = Object.entries(CLASSES).map(([name, value]) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value }) as KubernetesObject);

/* ---- what is generated ------------------------------------------------------------------------------------------------------ */

const groupOf = (zone: string): fc.Arbitrary<SmallGroup> => fc.record({
  zone: fc.constant(zone), nodes: fc.integer({ min: 1, max: 3 }), cpuMillis: fc.constantFrom(1000, 2000, 4000), memoryMiB: fc.constantFrom(1024, 4096),
  taints: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([TAINT]) }),
});

const spreadOf = (labels: Readonly<Record<string, string>>): fc.Arbitrary<object> => fc.record({
  maxSkew: fc.integer({ min: 1, max: 2 }), topologyKey: fc.constantFrom('topology.kubernetes.io/zone', 'topology.kubernetes.io/zone', 'kubernetes.io/hostname'),
  whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'DoNotSchedule', 'ScheduleAnyway'), nodeTaintsPolicy: fc.constantFrom('Honor', 'Ignore'), minDomains: fc.constantFrom(undefined, undefined, 2, 3),
}).map(({ minDomains, ...spread }) => ({ ...spread, labelSelector: { matchLabels: labels }, ...(minDomains === undefined || spread.whenUnsatisfiable !== 'DoNotSchedule' ? {} : { minDomains }) }));

const workloadOf = (cluster: string, index: number): fc.Arbitrary<KubernetesObject> => {
  const name = `w${index}`;
  const own = { 'app.kubernetes.io/name': name };
  const family = { family: 'all' };
  const apart = (topologyKey: string) => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: own }, topologyKey }] } } });
  return fc.record({
    replicas: fc.integer({ min: 1, max: 9 }), cpu: fc.constantFrom('100m', '300m', '500m', '700m', '1500m'), memory: fc.constantFrom('64Mi', '512Mi'),
    spread: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.array(fc.oneof(spreadOf(own), spreadOf(own), spreadOf(family)), { minLength: 1, maxLength: 2 }) }),
    affinity: fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constantFrom(apart('kubernetes.io/hostname'), apart('topology.kubernetes.io/zone')) }),
    tolerates: fc.boolean(), priority: fc.constantFrom(undefined, undefined, ...Object.keys(CLASSES)),
  }).map(({ replicas, cpu, memory, spread, affinity, tolerates, priority }) => smallWorkload({
    cluster, namespace: cluster, name, replicas, cpu, memory, labels: family,
    pod: {
      // one constraint a key and kind, as the server wants it
      topologySpreadConstraints: [...new Map((spread as { topologyKey: string; whenUnsatisfiable: string }[]).map(each => [`${each.topologyKey} ${each.whenUnsatisfiable}`, each])).values()], ...affinity,
      tolerations: tolerates ? [{ key: TAINT.key, operator: 'Equal', value: TAINT.value, effect: TAINT.effect }] : [], ...(priority === undefined ? {} : { priorityClassName: priority }),
    },
  }));
};

const clusterNamed = (name: string): fc.Arbitrary<{ readonly groups: readonly SmallGroup[]; readonly objects: readonly KubernetesObject[] }> => fc.record({
  groups: fc.integer({ min: 1, max: 3 }).chain(zones => fc.tuple(...ZONES.slice(0, zones).map(groupOf))),
  objects: fc.integer({ min: 1, max: 4 }).chain(count => fc.tuple(...Array.from({ length: count }, (_, i) => workloadOf(name, i)))),
});

interface Generated extends Small { readonly name: string; readonly objects: readonly KubernetesObject[] }

const generated: readonly Generated[] = Array.from({ length: CLUSTERS }, (_, i) => {
  const name = `c${i}`;
  const [made] = fc.sample(clusterNamed(name), { numRuns: 1, seed: SEED + i });
  if (made === undefined) throw new Error('nothing was generated');
  return { name, objects: made.objects, ...small(name, made.groups, [...classes, ...made.objects]) };
});

/* ---- what is compared ------------------------------------------------------------------------------------------------------- */

const predicted = ({ cluster }: Generated, trials: number): readonly Outcome[] => outcomesOf(cluster, { scenarios: new Set<Scenario>(['as-it-stands']), trials, timings: TIMINGS, primary: null });

interface Placed { readonly running: number; readonly pending: number }

const placedOf = (pods: Iterable<LivePod>, namespace: string, name: string): Placed => {
  const own = [...pods].filter(pod => pod.namespace === namespace && pod.workload === name && !pod.leaving);
  return { running: own.filter(pod => pod.ready).length, pending: own.filter(pod => pod.node === null).length };
};

const differing = (outcomes: readonly Outcome[], seen: readonly Placed[]): readonly string[] => outcomes.flatMap(({ workload, running, pending }, i) => {
  const { running: runs, pending: waits } = seen[i] as Placed;
  const fits = runs >= running.least && runs <= running.most && waits >= pending.least && waits <= pending.most;
  return fits ? [] : [`${workload.object}: predicted ${running.least} to ${running.most} running and ${pending.least} to ${pending.most} pending, observed ${runs} and ${waits}`];
});

let plane: Plane;
let watch: PodWatch;
beforeAll(async () => {
  plane = await startPlane({ programs: inject('programs'), zones: ZONES, timings: { ...SHORT_TIMINGS, nodeMonitorGraceSeconds: 40 }, podTimes: { readyAfterMs: 0, goneAfterMs: 0 } });
  watch = await watchPods(plane.api);
  for (const object of classes) await apply(plane.api, object);
});
afterAll(async () => {
  watch.stop();
  await plane.stop();
});

/** Everybody waits when the scheduler begins, as in the model: who comes late is another matter. */
const placed = async (batch: readonly Generated[]): Promise<ReadonlyMap<string, readonly Placed[]>> => {
  await plane.pauseScheduler();
  await addNodes(plane, batch.flatMap(({ nodes }) => nodes));
  for (const { name } of batch) await apply(plane.api, namespaceNamed(name));
  const answers = await inTurns(batch.flatMap(({ objects }) => objects), 8, object => apply(plane.api, object));
  expect(answers.filter(({ status }) => status >= 300).map(reasonOf)).toEqual([]);
  const names = new Set(batch.map(({ name }) => name));
  const wanted = batch.reduce((sum, { cluster }) => sum + cluster.workloads.reduce((pods, { replicas }) => pods + replicas, 0), 0);
  await until('all pods made', () => [...watch.pods.values()].filter(pod => names.has(pod.namespace)).length === wanted, 60);
  plane.resumeScheduler();
  await until('the scheduler at work', () => [...watch.pods.values()].some(pod => names.has(pod.namespace) && pod.node !== null), 30);
  await settle(watch, 180);
  const seen = new Map(batch.map(({ name, cluster }) => [name, cluster.workloads.map(workload => placedOf(watch.pods.values(), name, workload.name))]));
  await inTurns(batch, 8, ({ name }) => plane.api.request('DELETE', `/api/v1/namespaces/${name}`));
  await inTurns(batch.flatMap(({ nodes }) => nodes), 8, node => plane.api.request('DELETE', `/api/v1/nodes/${node.name}`));
  return seen;
};

test(`${CLUSTERS} clusters made at random are filled as predicted`, async () => {
  const differences: string[] = [];
  const totals = { workloads: 0, running: 0, pending: 0, least: 0, most: 0, leastPending: 0, mostPending: 0, ranged: 0 };
  for (let from = 0; from < CLUSTERS; from += BATCH) {
    const batch = generated.slice(from, from + BATCH);
    const seen = await placed(batch);
    for (const each of batch) {
      const placements = seen.get(each.name) ?? [];
      let outcomes = predicted(each, TRIALS);
      if (differing(outcomes, placements).length > 0) outcomes = predicted(each, MORE_TRIALS);
      differences.push(...differing(outcomes, placements));
      outcomes.forEach(({ running, pending }, i) => {
        totals.workloads += 1;
        totals.running += placements[i]?.running ?? 0;
        totals.pending += placements[i]?.pending ?? 0;
        totals.least += running.least;
        totals.most += running.most;
        totals.leastPending += pending.least;
        totals.mostPending += pending.most;
        if (running.least < running.most) totals.ranged += 1;
      });
    }
  }
  const nothing = { predicted: '', observed: '' };
  addRow(inject('table'), {
    where: `${CLUSTERS} at random`, scenario: 'as-it-stands', instance: `${totals.ranged} in a range`, workloads: totals.workloads,
    running: { predicted: `${totals.least}–${totals.most}`, observed: String(totals.running) }, pending: { predicted: `${totals.leastPending}–${totals.mostPending}`, observed: String(totals.pending) },
    leastReady: nothing, healed: nothing, refused: nothing, stuck: nothing, differences: differences.length,
  });
  expect(differences).toEqual([]);
  expect(totals.pending, 'pods that find no place').toBeGreaterThan(100);
  expect(totals.ranged, 'most are predicted exactly').toBeLessThan(totals.workloads / 3);
});
