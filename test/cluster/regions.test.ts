import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTurns } from '../../io/in-turns.ts';
import { describeAdmission } from './admission.ts';
import { appliedAgain, type KubernetesObject } from './objects.ts';
import { type Plane, startPlane } from './plane.ts';
import { type LivePod, type PodWatch, settle, until, watchPods } from './pods.ts';
import { addNodes, nodesOfRegion, type Region, regionNamed, standUp } from './region.ts';

interface Scaled { readonly metadata: { readonly name: string; readonly namespace: string }; readonly spec: { readonly replicas: number }; readonly status: { readonly readyReplicas?: number } }
interface Autoscaler extends KubernetesObject { readonly spec: { readonly minReplicas: number; readonly maxReplicas: number; readonly scaleTargetRef: { readonly name: string } } }

const POOL = 'payment-topology.dev/pool';
const SCOPE = 'payment-topology.dev/scope';

describe.each([['production', 'ap-southeast-3'], ['production', 'ap-southeast-1'], ['integration', 'ap-southeast-3']])('%s in %s', (environment, name) => {
  const region: Region = regionNamed(environment, name);
  let plane: Plane;
  let watch: PodWatch;
  let refused: readonly string[];
  beforeAll(async () => {
    plane = await startPlane({ programs: inject('programs'), zones: region.cluster.zones });
    watch = await watchPods(plane.api);
    refused = await standUp(plane, region);
    await settle(watch);
  });
  afterAll(async () => {
    watch.stop();
    await plane.stop();
  });

  const listed = async <T>(path: string): Promise<readonly T[]> => ((await plane.api.request('GET', path)).body as { readonly items: readonly T[] }).items;
  const running = (): readonly LivePod[] => [...watch.pods.values()].filter(({ phase }) => phase !== 'Succeeded');

  test('every object is taken with strict validation, wave after wave', () => {
    expect(region.objects.length).toBeGreaterThan(370);
    expect(refused).toEqual([]);
  });

  test('a second apply changes nothing', async () => {
    expect(await appliedAgain(plane.api, region.objects)).toEqual([]);
  });

  test('every pod runs on a node of its own pool, card data stands apart', async () => {
    const nodes = new Map((await listed<KubernetesObject>('/api/v1/nodes')).map(node => [node.metadata.name, node.metadata.labels ?? {}]));
    const pods = running();
    expect(pods.length).toBeGreaterThan(50);
    expect(pods.filter(pod => !pod.ready).map(pod => pod.name)).toEqual([]);
    const workloads = Object.values(region.files.topology.workloads);
    const poolOf = (pod: LivePod): string | undefined => workloads.find(workload => workload.name === pod.workload)?.pool;
    expect(pods.filter(pod => nodes.get(pod.node ?? '')?.[POOL] !== poolOf(pod)).map(pod => `${pod.name} on ${pod.node}`)).toEqual([]);
    const inCde = pods.filter(pod => nodes.get(pod.node ?? '')?.[POOL] === 'cde');
    expect(inCde.filter(pod => pod.labels[SCOPE] !== 'cde')).toEqual([]);
    expect(pods.filter(pod => pod.labels[SCOPE] === 'cde' && !inCde.includes(pod))).toEqual([]);
    expect(inCde.length).toBeGreaterThan(0);
  });

  test('every workload has all its pods, and none was refused', async () => {
    const [sets, states, events] = [await listed<Scaled>('/apis/apps/v1/replicasets'), await listed<Scaled>('/apis/apps/v1/statefulsets'), await listed<{ reason: string; message: string }>('/api/v1/events')];
    expect([...sets, ...states].filter(({ spec, status }) => spec.replicas !== (status.readyReplicas ?? 0)).map(({ metadata }) => metadata.name)).toEqual([]);
    for (const workload of region.cluster.workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')) {
      expect(running().filter(pod => pod.namespace === workload.namespace && pod.workload === workload.name).length, workload.object).toBe(workload.replicas);
    }
    expect(events.filter(({ reason }) => reason === 'FailedCreate').map(({ message }) => message)).toEqual([]);
  });

  if (environment === 'production') describeAdmission(region, () => plane, () => watch);

  test('with every autoscaler at its maximum all pods fit the quotas and the nodes', async () => {
    const autoscalers = region.objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler') as unknown as readonly Autoscaler[];
    if (autoscalers.length === 0) return;
    const usual = new Set(nodesOfRegion(region).map(node => node.name));
    await addNodes(plane, nodesOfRegion(region, group => group.count.most).filter(node => !usual.has(node.name)));
    await inTurns(autoscalers, 4, autoscaler => plane.api.request('PATCH', `/apis/autoscaling/v2/namespaces/${autoscaler.metadata.namespace}/horizontalpodautoscalers/${autoscaler.metadata.name}`, {
      body: { spec: { minReplicas: autoscaler.spec.maxReplicas } }, contentType: 'application/merge-patch+json',
    }));
    const missing = (): readonly string[] => autoscalers.flatMap(({ metadata, spec }) => {
      const ready = running().filter(pod => pod.namespace === metadata.namespace && pod.workload === spec.scaleTargetRef.name && pod.ready).length;
      return ready === spec.maxReplicas ? [] : [`${metadata.name}: ${ready} of ${spec.maxReplicas}`];
    });
    await until('all ready', () => missing().length === 0, 180, () => ` ${missing().join(', ')}`);
    const refusals = (await listed<{ reason: string; message: string }>('/api/v1/events')).filter(({ reason }) => reason === 'FailedCreate');
    expect(refusals.map(({ message }) => message)).toEqual([]);
    expect(running().length).toBeGreaterThan(250);
  });
});
