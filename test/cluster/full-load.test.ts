import { afterAll, beforeAll, describe, test } from 'vitest';
import { inTurns } from '../../io/in-turns.ts';
import type { Outcome } from '../../analysis/survive/outcomes.ts';
import type { Workload } from '../../analysis/survive/words.ts';
import { NOTHING_SAID, placedAnew, zoneLost, zoneReturned } from './happenings.ts';
import type { Plane } from './plane.ts';
import { settle } from './pods.ts';
import { type Region, regionNamed } from './region.ts';
import { type Trial, trialOf } from './trial.ts';

const primary = regionNamed('production');
const standby = regionNamed('production', 'ap-southeast-1');

interface Case { readonly where: string; readonly region: Region; readonly primary?: Region; readonly stands: 'full-load' | 'promoted'; readonly loses: 'full-load-zone-loss' | 'promoted-zone-loss' }

describe.each<Case>([
  { where: 'at full load', region: primary, stands: 'full-load', loses: 'full-load-zone-loss' },
  { where: 'standby', region: standby, primary, stands: 'promoted', loses: 'promoted-zone-loss' },
])('$where: what is predicted is what happens', ({ where, region, primary: before, stands, loses }) => {
  const { zones } = region.cluster;
  let trial: Trial;
  beforeAll(async () => {
    trial = await trialOf({ where, region, ...(before === undefined ? {} : { primary: before }), scenarios: [stands, loses], nodesOf: group => group.count.most });
    const { plane, watch, cluster, proof } = trial;
    const countOf = countIn(proof.predicted(stands));
    await autoscaled(plane, region, cluster.workloads, countOf);
    await settle(watch);
    await placedAnew(plane, watch, cluster.workloads, countOf);
  });
  afterAll(() => (trial as Trial | undefined)?.end());

  test('everybody at the maximum', () => trial.proof.shows(trial.proof.predicted(stands), async () => NOTHING_SAID));

  test('when a zone is lost', async () => {
    const { plane, watch, proof, nodesIn } = trial;
    const zone = zones[1] ?? '';
    await proof.shows(proof.standingOn(nodesIn(zone), proof.predicted(loses, zone)), () => zoneLost(plane, watch, zone, nodesIn(zone)), () => zoneReturned(plane, watch, zone, nodesIn(zone)));
  });
});

/** As many pods as each workload is asked for. */
const countIn = (outcomes: readonly Outcome[]) => {
  const wanted = new Map(outcomes.map(outcome => [outcome.workload.object, outcome.wanted]));
  return ({ object }: Workload): number => wanted.get(object) ?? 0;
};

interface Autoscaler { readonly metadata: { readonly name: string; readonly namespace?: string }; readonly spec: { readonly scaleTargetRef: { readonly name: string } } }

/** Nobody measures load on a plane: autoscalers are told the number. */
const autoscaled = async (plane: Plane, { objects }: Region, workloads: readonly Workload[], countOf: (workload: Workload) => number): Promise<void> => {
  await inTurns(objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler') as unknown as readonly Autoscaler[], 4, async ({ metadata: { name, namespace }, spec }) => {
    const workload = workloads.find(each => each.namespace === namespace && each.name === spec.scaleTargetRef.name);
    if (workload === undefined) throw new Error(`${namespace}/${name} scales nobody`);
    const replicas = countOf(workload);
    await plane.api.request('PATCH', `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${name}`, { body: { spec: { minReplicas: replicas, maxReplicas: replicas } }, contentType: 'application/merge-patch+json' });
  });
};
