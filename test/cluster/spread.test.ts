import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { drained, nodesLost, nodesReturned, NOTHING_SAID, placedAnew, rolled, uncordoned, unstuck, zoneLost, zoneReturned } from './happenings.ts';
import { apply, type KubernetesObject, reasonOf } from './objects.ts';
import { type Plane, SHORT_POD_TIMES, startPlane } from './plane.ts';
import { type PodWatch, settle, watchPods } from './pods.ts';
import { predictions, type Proof, proofOf } from './proof.ts';
import { addNodes, hastened, hastenedObjects } from './region.ts';
import { namespaceNamed, small, smallWorkload } from './small.ts';

const NAMESPACE = 'spread';
const ZONES = ['a', 'b', 'c'];

interface Case { readonly name: string; readonly replicas: number; readonly kind?: 'StatefulSet'; readonly spread?: object; readonly budget?: object; readonly strategy?: object; readonly afterLoss: number }

/** As the documents have it, and what is to be changed; `afterLoss` is what is known to run after zone a is lost. */
const CASES: readonly Case[] = [
  { name: 'six-ignore', replicas: 6, spread: {}, afterLoss: 4 },
  { name: 'nine-ignore', replicas: 9, spread: {}, afterLoss: 6 },
  { name: 'six-honor', replicas: 6, spread: { nodeTaintsPolicy: 'Honor' }, afterLoss: 6 },
  { name: 'six-honor-three-domains', replicas: 6, spread: { nodeTaintsPolicy: 'Honor', minDomains: 3 }, afterLoss: 4 },
  { name: 'six-honor-two-domains', replicas: 6, spread: { nodeTaintsPolicy: 'Honor', minDomains: 2 }, afterLoss: 6 },
  { name: 'six-preferred', replicas: 6, spread: { whenUnsatisfiable: 'ScheduleAnyway' }, afterLoss: 6 },
  { name: 'three-stateful', replicas: 3, kind: 'StatefulSet', spread: { nodeTaintsPolicy: 'Honor' }, afterLoss: 2 },
  { name: 'six-guarded', replicas: 6, spread: { nodeTaintsPolicy: 'Honor' }, budget: { minAvailable: 6 }, afterLoss: 6 },
  { name: 'six-half-guarded', replicas: 6, spread: { nodeTaintsPolicy: 'Honor' }, budget: { minAvailable: 5 }, afterLoss: 6 },
  { name: 'four-quickly', replicas: 4, spread: { nodeTaintsPolicy: 'Honor' }, budget: { maxUnavailable: '50%' }, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2, maxSurge: 0 } }, afterLoss: 4 },
  { name: 'two-at-once', replicas: 2, spread: { nodeTaintsPolicy: 'Honor' }, strategy: { type: 'Recreate' }, afterLoss: 2 },
];

const TOLERATED = ['not-ready', 'unreachable'].map(key => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));

const written = CASES.flatMap(({ name, replicas, kind, spread, budget, strategy }): readonly KubernetesObject[] => {
  const labelSelector = { matchLabels: { 'app.kubernetes.io/name': name } };
  const constraint = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector, ...spread };
  return [
    smallWorkload({ cluster: 'spread', namespace: NAMESPACE, name, ...(kind === undefined ? {} : { kind }), replicas, cpu: '100m', pod: { tolerations: TOLERATED, topologySpreadConstraints: [constraint] }, ...(strategy === undefined ? {} : { spec: { strategy } }) }),
    ...(budget === undefined ? [] : [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: NAMESPACE }, spec: { selector: labelSelector, ...budget } } as KubernetesObject]),
  ];
});

// zone a has two groups, so that it can be lost in part
const { cluster: read, nodes } = small('spread', [...ZONES.map(zone => ({ zone, nodes: 3, cpuMillis: 8000, memoryMiB: 8192 })), { zone: 'a', nodes: 2, cpuMillis: 8000, memoryMiB: 8192 }], written);
const cluster = hastened(read, SHORT_POD_TIMES.readyAfterMs / 1000);
const nodesIn = (zone: string): ReadonlySet<string> => new Set(nodes.filter(node => node.zone === zone).map(({ name }) => name));
const TRIALS = 300;

let plane: Plane;
let watch: PodWatch;
let proof: Proof;
beforeAll(async () => {
  const all = predictions(cluster, ['as-it-stands', 'zone-loss', 'node-loss', 'group-loss', 'node-drain', 'zone-drain', 'rollout', 'broken-rollout'], TRIALS);
  plane = await startPlane({ programs: inject('programs'), zones: ZONES });
  watch = await watchPods(plane.api);
  proof = proofOf({ where: 'spread', all, nodes, watch, table: inject('table') });
  await addNodes(plane, nodes);
  for (const object of [namespaceNamed(NAMESPACE), ...hastenedObjects(written)]) {
    const answer = await apply(plane.api, object);
    if (answer.status >= 300) throw new Error(reasonOf(answer));
  }
  await settle(watch);
});
afterAll(async () => {
  watch.stop();
  await plane.stop();
});

describe('spread over zones, budgets and rollouts: what is predicted is what happens', () => {
  test('as it stands', () => proof.shows(proof.predicted('as-it-stands'), async () => NOTHING_SAID));

  test.each(nodes.filter(({ zone }) => zone === 'b').map(({ name }) => name))('when node %s is drained', async node => {
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.standingOn(new Set([node]), proof.predicted('node-drain', node)), () => drained(plane, watch, [node], 5), () => uncordoned(plane, [node]));
  });

  test('when a zone is drained', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.standingOn(nodesIn('c'), proof.predicted('zone-drain', 'c')), () => drained(plane, watch, [...nodesIn('c')], 5), () => uncordoned(plane, [...nodesIn('c')]));
  });

  test('when everything is rolled to a revision that is fine', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.predicted('rollout'), () => rolled(plane, watch, cluster.workloads, true, 'fine'));
  });

  test('when everything is rolled to a revision that never becomes ready', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.predicted('broken-rollout'), () => rolled(plane, watch, cluster.workloads, false, 'broken'), async () => {
      await rolled(plane, watch, cluster.workloads, true, 'mended');
      await unstuck(plane, watch);
    });
  });

  test('when a node is lost', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    const node = new Set(['spread-2-1']);
    await proof.shows(proof.standingOn(node, proof.predicted('node-loss', 'spread-2-1')), () => nodesLost(plane, watch, node), () => nodesReturned(plane, watch, node));
  });

  test('when three of five nodes of a zone are lost, nobody is told to go but from the first of them', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    const group = new Set(nodes.filter(node => node.group.name === 'spread-1').map(({ name }) => name));
    const outcomes = proof.standingOn(group, proof.predicted('group-loss', 'spread-1'));
    expect(outcomes.filter(({ healed }) => healed === null).length).toBeGreaterThan(5);
    await proof.shows(outcomes, () => nodesLost(plane, watch, group), () => nodesReturned(plane, watch, group));
  });

  test('when zone a is lost: of six run four, unless the spread honours taints and asks for at most two zones', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    const outcomes = proof.predicted('zone-loss', 'a');
    for (const { name, afterLoss } of CASES) expect(outcomes.find(({ workload }) => workload.name === name)?.running, name).toEqual({ least: afterLoss, most: afterLoss });
    await proof.shows(proof.standingOn(nodesIn('a'), outcomes), () => zoneLost(plane, watch, 'a', nodesIn('a')), () => zoneReturned(plane, watch, 'a', nodesIn('a')));
  });
});
