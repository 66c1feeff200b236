import { afterAll, beforeAll, describe, test } from 'vitest';
import { downgraded, drained, NOTHING_SAID, placedAnew, rolled, uncordoned, unstuck, upgraded, zoneLost, zoneLostInRollout, zoneReturned } from './happenings.ts';
import { regionNamed } from './region.ts';
import { type Trial, trialOf } from './trial.ts';

const region = regionNamed('production');
const { zones, groups, workloads } = region.cluster;
const deployed = workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
const POOLS = ['core', 'edge', 'provider', 'read', 'cde', 'platform'];
const groupsOfOneZone = groups.filter(group => group.zones.includes(zones[2] ?? '')).map(({ name }) => name);

let trial: Trial;
beforeAll(async () => {
  trial = await trialOf({
    where: 'production', region, nodesOf: group => group.count.usual,
    scenarios: ['as-it-stands', 'zone-loss', 'node-drain', 'zone-drain', 'rollout', 'broken-rollout', 'group-upgrade', 'zone-loss-in-rollout'],
  });
});
afterAll(() => (trial as Trial | undefined)?.end());

const nodeOfPool = (pool: string): string => trial.nodes.find(each => each.labels['payment-topology.dev/pool'] === pool)?.name ?? '';

describe('production: what is predicted is what happens', () => {
  test('as it stands', () => trial.proof.shows(trial.proof.predicted('as-it-stands'), async () => NOTHING_SAID));

  // each pool has workloads of its own: what was drained before stands elsewhere
  test.each(POOLS)('when a node of pool %s is drained', async pool => {
    const { plane, watch, proof } = trial;
    const node = nodeOfPool(pool);
    await proof.shows(proof.standingOn(new Set([node]), proof.predicted('node-drain', node)), () => drained(plane, watch, [node]), () => uncordoned(plane, [node]));
  });

  test('after which everybody is placed anew', () => placedAnew(trial.plane, trial.watch, trial.cluster.workloads));

  test.each(groupsOfOneZone)('when node group %s is upgraded', async name => {
    const { plane, watch, proof, cluster, upgradeOf } = trial;
    const group = cluster.groups.find(each => each.name === name);
    if (group === undefined) throw new Error(`no node group ${name}`);
    const upgrade = upgradeOf(group);
    await proof.shows(proof.standingOn(new Set(upgrade.old.map(node => node.name)), proof.predicted('group-upgrade', name)), () => upgraded(plane, watch, upgrade), () => downgraded(plane, watch, upgrade));
  });

  test('when a zone is drained', async () => {
    const { plane, watch, proof, cluster, nodesIn } = trial;
    await placedAnew(plane, watch, cluster.workloads);
    const zone = zones[1] ?? '';
    await proof.shows(proof.standingOn(nodesIn(zone), proof.predicted('zone-drain', zone)), () => drained(plane, watch, [...nodesIn(zone)]), () => uncordoned(plane, [...nodesIn(zone)]));
  });

  test('when everything is rolled to a revision that is fine', async () => {
    const { plane, watch, proof } = trial;
    await proof.shows(proof.predicted('rollout'), () => rolled(plane, watch, deployed, true, 'fine'));
  });

  test('when everything is rolled to a revision that never becomes ready', async () => {
    const { plane, watch, proof } = trial;
    await proof.shows(proof.predicted('broken-rollout'), () => rolled(plane, watch, deployed, false, 'broken'), async () => {
      await rolled(plane, watch, deployed, true, 'mended');
      await unstuck(plane, watch);
    });
  });

  test.each(zones)('when %s is lost', async zone => {
    const { plane, watch, proof, cluster, nodesIn } = trial;
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.standingOn(nodesIn(zone), proof.predicted('zone-loss', zone)), () => zoneLost(plane, watch, zone, nodesIn(zone)), () => zoneReturned(plane, watch, zone, nodesIn(zone)));
  });

  test('when a zone is lost in the middle of a rollout', async () => {
    const { plane, watch, proof, cluster, nodesIn } = trial;
    const zone = zones[0] ?? '';
    await placedAnew(plane, watch, cluster.workloads);
    await proof.shows(proof.predicted('zone-loss-in-rollout', zone), () => zoneLostInRollout(plane, watch, zone, nodesIn(zone), deployed, 'without-a-zone'), () => zoneReturned(plane, watch, zone, nodesIn(zone)));
  });
});
