import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { drained, placedAnew, rolled, uncordoned, unstuck, zoneLost, zoneReturned } from './happenings.ts';
import { type Plane, SHORT_POD_TIMES, startPlane } from './plane.ts';
import { type PodWatch, settle, watchPods } from './pods.ts';
import { type Proof, proofOf } from './proof.ts';
import { hastened, nodesOfRegion, regionNamed, standUpHastened } from './region.ts';

const region = regionNamed('production');
const cluster = hastened(region.cluster, SHORT_POD_TIMES.readyAfterMs / 1000);
const nodes = nodesOfRegion(region);
const nodesIn = (zone: string): ReadonlySet<string> => new Set(nodes.filter(node => node.zone === zone).map(({ name }) => name));
const deployed = cluster.workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
const TRIALS = 20;

let plane: Plane;
let watch: PodWatch;
let proof: Proof;
beforeAll(async () => {
  plane = await startPlane({ programs: inject('programs'), zones: cluster.zones });
  watch = await watchPods(plane.api);
  proof = proofOf('production', cluster, nodes, TRIALS, watch, inject('table'));
  expect(await standUpHastened(plane, region)).toEqual([]);
  await settle(watch);
});
afterAll(async () => {
  watch.stop();
  await plane.stop();
});

describe('production: what is predicted is what happens', () => {
  test('as it stands', () => proof.shows(proof.predicted('as-it-stands'), async () => []));

  // each pool has workloads of its own: what was drained before stands elsewhere
  test.each(['core', 'edge', 'provider', 'read', 'cde', 'platform'])('when a node of pool %s is drained', async pool => {
    const node = nodes.find(each => each.labels['payment-topology.dev/pool'] === pool)?.name ?? '';
    await proof.shows(proof.standingOn(new Set([node]), proof.predicted('node-drain', node)), () => drained(plane, watch, [node]), () => uncordoned(plane, [node]));
  });

  test('when a zone is drained', async () => {
    await placedAnew(plane, watch, cluster.workloads);
    const zone = cluster.zones[1] ?? '';
    await proof.shows(proof.standingOn(nodesIn(zone), proof.predicted('zone-drain', zone)), () => drained(plane, watch, [...nodesIn(zone)]), () => uncordoned(plane, [...nodesIn(zone)]));
  });

  test('when everything is rolled to a revision that is fine', async () => {
    await proof.shows(proof.predicted('rollout'), () => rolled(plane, watch, deployed, true, 'fine'));
  });

  test('when everything is rolled to a revision that never becomes ready', async () => {
    await proof.shows(proof.predicted('broken-rollout'), () => rolled(plane, watch, deployed, false, 'broken'), async () => {
      await rolled(plane, watch, deployed, true, 'mended');
      await unstuck(plane, watch);
    });
  });

  test.each(cluster.zones)('when %s is lost', async zone => {
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.standingOn(nodesIn(zone), proof.predicted('zone-loss', zone)), () => zoneLost(plane, watch, zone, nodesIn(zone)), () => zoneReturned(plane, watch, zone, nodesIn(zone)));
  });
});
