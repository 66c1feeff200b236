import { describe, expect, test } from 'vitest';
import { budget, deployment, judgedOf, outcome, priorityClass, quota, small, zoneSpread } from './regions.ts';

const exactly = (value: number) => ({ least: value, most: value });

describe('a zone is lost', () => {
  // facts of a real control plane, 1.36.3: what each variant of the spread leaves of so many replicas
  test.each([
    ['Ignore, as it is without a word', {}, 6, 4], ['Ignore', {}, 9, 6], ['Ignore', {}, 12, 8], ['Ignore', {}, 3, 2],
    ['Honor', { nodeTaintsPolicy: 'Honor' }, 6, 6], ['Honor with three domains at least', { nodeTaintsPolicy: 'Honor', minDomains: 3 }, 6, 4], ['Honor with two', { nodeTaintsPolicy: 'Honor', minDomains: 2 }, 6, 6],
    ['only preferred', { whenUnsatisfiable: 'ScheduleAnyway' }, 6, 6],
  ] as const)('%s: of %3$i replicas as many run as the spread lets', (_name, spread, replicas, running) => {
    const files = small({ objects: [deployment('api', { replicas, spec: zoneSpread('api', spread) })] });
    expect(outcome(files, 'zone-loss', 'api')).toMatchObject({ running: exactly(running), pending: exactly(replicas - running) });
  });

  test('says which empty domain is in the way', () => {
    const files = small({ objects: [deployment('api', { spec: zoneSpread('api') })] });
    expect(outcome(files, 'zone-loss', 'api', 'a').why).toEqual(['a: lost; b, c: spread over topology.kubernetes.io/zone would be 3 apart and may be 1, because a still counts, though nobody may go there']);
  });

  test('pods that tolerate it for good are never made anew', () => {
    const forever = { tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' }] };
    expect(outcome(small({ objects: [deployment('api', { spec: { ...zoneSpread('api', { nodeTaintsPolicy: 'Honor' }), ...forever } })] }), 'zone-loss', 'api')).toMatchObject({ running: exactly(4), healed: null });
  });

  test('a StatefulSet waits for the object of its node to be deleted', () => {
    const set = { ...deployment('store', { replicas: 3, spec: zoneSpread('store', { nodeTaintsPolicy: 'Honor' }) }), kind: 'StatefulSet' };
    const found = outcome(small({ objects: [set] }), 'zone-loss', 'store', 'b');
    expect(found).toMatchObject({ running: exactly(2), healed: null });
    expect(found.act).toContain('kubectl delete node');
  });

  test('nobody finds room where the other zones are full', () => {
    const files = small({ node: { cpuMillis: 1000, memoryMiB: 4000, pods: 10 }, objects: [deployment('api', { replicas: 18, spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) })] });
    const found = outcome(files, 'zone-loss', 'api', 'c');
    expect(found).toMatchObject({ running: exactly(12), pending: exactly(6) });
    expect(found.why[0]).toContain('no CPU left');
  });

  test('seconds until healed are those of the tolerations, of the controller and of the start', () => {
    const stay = (seconds: number) => ({ tolerations: ['not-ready', 'unreachable'].map(key => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds })) });
    const healed = (spec: object) => outcome(small({ objects: [deployment('api', { spec: { ...zoneSpread('api', { nodeTaintsPolicy: 'Honor' }), ...spec } })] }), 'zone-loss', 'api').healed;
    expect(healed(stay(30))).toEqual({ least: 61, most: 165 });
    expect(healed({})).toEqual({ least: 331, most: 435 });
  });
});

describe('nodes are lost and their zone is not', () => {
  const honored = deployment('api', { spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) });

  test('pods of one node are made anew elsewhere', () => {
    expect(outcome(small({ objects: [honored] }), 'node-loss', 'api')).toMatchObject({ running: exactly(6), healed: { least: 331, most: 415 }, act: null });
  });

  test('of most nodes of a zone nobody is told to go, but from the first; that is for a person, and no finding', () => {
    const files = small({ more: { spare: { zone: 'a', nodes: 2 } }, objects: [deployment('api', { replicas: 24, cpu: '200m', spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) })] });
    const found = outcome(files, 'group-loss', 'api', 'a');
    expect(found).toMatchObject({ wanted: 24, pending: exactly(0), healed: null });
    expect(found.running.least).toBeGreaterThanOrEqual(24 - 8);
    expect(found.running.least).toBeLessThan(24);
    expect(found.why).toEqual(['a: most of its nodes do not answer, others do; then nobody is told to go']);
    expect(found.act).toContain('kubectl delete node');
    expect(judgedOf(files, { scenarios: ['group-loss'] }).said.filter(said => said.startsWith('PT-281'))).toEqual([]);
    // two of five are a few
    expect(outcome(files, 'group-loss', 'api', 'spare')).toMatchObject({ running: exactly(24) });
  });

  test('in a zone of many nodes they are told to go slowly', () => {
    const wide = small({ zones: { a: 40, b: 20, c: 20 }, more: { spare: { zone: 'a', nodes: 20 } }, objects: [deployment('api', { replicas: 60, cpu: '3', spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) })] });
    const found = outcome(wide, 'group-loss', 'api', 'a');
    expect(found.running).toEqual(exactly(60));
    expect(found.healed?.most).toBe(55 + 100 * 39 + 300 + 60);
  });

  test('where no node at all answers, the control plane takes itself to be cut off', () => {
    expect(outcome(small({ zones: { a: 1 }, objects: [deployment('api', { replicas: 2 })] }), 'node-loss', 'api')).toMatchObject({ running: exactly(0), healed: null });
  });
});

describe('evictions', () => {
  const onOneNode = (...more: readonly object[]) => outcome(small({ zones: { a: 1, b: 1, c: 1 }, objects: [deployment('api', { spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) }), ...more as never[]] }), 'node-drain', 'api');

  test('of two pods of a node one is refused at first, where the budget lets one go', () => {
    expect(onOneNode(budget('api', { maxUnavailable: 1 })).refused).toEqual(exactly(1));
    expect(onOneNode(budget('api', { maxUnavailable: 2 })).refused).toEqual(exactly(0));
    expect(onOneNode().refused).toEqual(exactly(0));
  });

  test('are all refused where two budgets select the pods', () => {
    expect(onOneNode(budget('api', { maxUnavailable: 3 }), { ...budget('api', { maxUnavailable: 3 }), metadata: { name: 'other', namespace: 'payments' } })).toMatchObject({ refused: exactly(2) });
  });
});

describe('a quota', () => {
  const full = (pods: string) => small({ objects: [quota({ pods }), deployment('api', { spec: zoneSpread('api', { nodeTaintsPolicy: 'Honor' }) })] });

  test('without slack makes healing late, and says by how many', () => {
    expect(outcome(full('6'), 'zone-loss', 'api')).toMatchObject({ running: exactly(6), late: { pods: 2, why: 'ResourceQuota/payments/quota allows 6 pods, 6 pods are charged' } });
  });

  test('with room for the pods of a zone holds nobody back', () => {
    expect(outcome(full('8'), 'zone-loss', 'api')).toMatchObject({ running: exactly(6), late: null });
  });

  test('smaller than the replicas keeps pods from being made at all', () => {
    expect(outcome(full('5'), 'as-it-stands', 'api')).toMatchObject({ running: exactly(5), pending: exactly(1) });
  });
});

describe('a drain', () => {
  const drained = (bound: object, spec = zoneSpread('api', { nodeTaintsPolicy: 'Honor' }), zones = { a: 3, b: 3, c: 3 }) => outcome(small({ zones, objects: [budget('api', bound as never), deployment('api', { spec })] }), 'zone-drain', 'api', 'a');

  test('passes with a budget that lets one go', () => {
    expect(drained({ maxUnavailable: 1 })).toMatchObject({ stuck: [], running: exactly(6), leastReady: exactly(5) });
  });

  test('is stuck with a budget that lets nobody go', () => {
    expect(drained({ maxUnavailable: 0 }).stuck[0]).toMatchObject({ budget: 'PodDisruptionBudget/payments/api' });
  });

  test('is stuck when the pod that replaces another finds no place', () => {
    expect(drained({ minAvailable: 5 }, zoneSpread('api'))).toMatchObject({ running: exactly(5), pending: exactly(1) });
    expect(drained({ minAvailable: 5 }, zoneSpread('api')).stuck.length).toBeGreaterThan(0);
  });

  test('of percentages rounds up, as the API server does', () => {
    const together = (bound: object) => drained(bound, zoneSpread('api', { nodeTaintsPolicy: 'Honor' }), { a: 1, b: 1, c: 1 }).leastReady;
    // 50 % of 6 must stay: both of the node may go at once
    expect(together({ minAvailable: '50%' })).toEqual({ least: 4, most: 5 });
    // 1 % of 6 may go: one
    expect(together({ maxUnavailable: '1%' })).toEqual(exactly(5));
  });

  test('is stuck with two budgets over one pod', () => {
    const twice = small({ objects: [budget('api', { maxUnavailable: 1 }), { ...budget('other', { maxUnavailable: 1 }), spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'api' } } } }, deployment('api')] });
    expect(outcome(twice, 'zone-drain', 'api', 'a').stuck.map(({ budget: name }) => name)).toEqual(expect.arrayContaining(['PodDisruptionBudget/payments/api', 'PodDisruptionBudget/payments/other']));
  });
});

describe('a rollout', () => {
  const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } });

  test('that takes nothing away keeps every replica', () => {
    expect(outcome(small({ objects: [deployment('api', { strategy: rolling(1, 0) })] }), 'rollout', 'api')).toMatchObject({ running: exactly(6), leastReady: exactly(6) });
  });

  test('takes away what it may', () => {
    expect(outcome(small({ objects: [deployment('api', { strategy: rolling(0, 2) })] }), 'rollout', 'api').leastReady).toEqual({ least: 4, most: 5 });
  });

  test('stands still without room for its surge', () => {
    const files = small({ zones: { a: 1 }, node: { cpuMillis: 3000, memoryMiB: 4000, pods: 10 }, objects: [deployment('api', { strategy: rolling(1, 0) })] });
    expect(outcome(files, 'rollout', 'api')).toMatchObject({ pending: exactly(1), running: exactly(6) });
  });

  test('that never becomes ready leaves the old pods that it may not take', () => {
    expect(outcome(small({ objects: [deployment('api', { strategy: rolling(1, 0) })] }), 'broken-rollout', 'api').leastReady).toEqual(exactly(6));
    expect(outcome(small({ objects: [deployment('api', { strategy: rolling('25%', '25%') })] }), 'broken-rollout', 'api').leastReady).toEqual(exactly(5));
  });

  test('of a StatefulSet replaces one after the other', () => {
    const set = { ...deployment('store', { replicas: 3 }), kind: 'StatefulSet' };
    expect(outcome(small({ objects: [set] }), 'rollout', 'store')).toMatchObject({ running: exactly(3), leastReady: exactly(2) });
    expect(outcome(small({ objects: [set] }), 'broken-rollout', 'store')).toMatchObject({ running: exactly(2), leastReady: exactly(2) });
  });

  test('by Recreate leaves nobody for a while', () => {
    expect(outcome(small({ objects: [deployment('api', { strategy: { type: 'Recreate' } })] }), 'rollout', 'api')).toMatchObject({ running: exactly(6), leastReady: exactly(0) });
  });
});

describe('priorities', () => {
  const node = { cpuMillis: 1000, memoryMiB: 4000, pods: 10 };
  const classes = [priorityClass('high', 100), priorityClass('low', 10), priorityClass('polite', 100, { preemptionPolicy: 'Never' })];

  test('the more important takes the place of the less important', () => {
    const files = small({ zones: { a: 1 }, node, objects: [...classes, deployment('low', { replicas: 2, priorityClassName: 'low' }), deployment('high', { replicas: 2, priorityClassName: 'high' })] });
    expect(outcome(files, 'as-it-stands', 'high').running).toEqual(exactly(2));
    expect(outcome(files, 'as-it-stands', 'low')).toMatchObject({ running: exactly(0), pending: exactly(2) });
  });

  test('who never preempts waits for his turn', () => {
    const files = small({ zones: { a: 2 }, node, objects: [...classes, deployment('low', { replicas: 4, priorityClassName: 'low' }), deployment('polite', { replicas: 2, priorityClassName: 'polite' })] });
    expect(outcome(files, 'as-it-stands', 'polite').running).toEqual(exactly(2));
  });
});

describe('what a stranger broke', () => {
  const honor = { nodeTaintsPolicy: 'Honor' };
  const set = (spec: object) => ({ ...deployment('store', { spec: zoneSpread('store', spec as never) }), kind: 'StatefulSet' });
  const judged = (...objects: Parameters<typeof small>[0]['objects'][number][]) => judgedOf(small({ objects }));
  const remarks = (spec: object) => judgedOf(small({ objects: [deployment('api', { spec: spec as never })] }), { scenarios: ['as-it-stands'] }).survived.cluster.notModelled.join();

  test('a drain ends where pods tolerate the cordon', () => {
    const everything = { ...zoneSpread('api', honor), tolerations: [{ operator: 'Exists' }] };
    expect(outcome(small({ objects: [deployment('api', { spec: everything })] }), 'zone-drain', 'api', 'a').running).toEqual(exactly(6));
  });

  test('a StatefulSet that a drain leaves without a place is found', () => {
    expect(judged(set({})).said).toContain('PT-281 StatefulSet/payments/store');
    expect(judged(set(honor)).said).toEqual([]);
  });

  test('quotas of limits count, and refuse pods that say none', () => {
    const limited = deployment('api', { spec: { containers: [{ name: 'api', image: 'i', resources: { requests: { cpu: '100m' }, limits: { memory: '2Gi' } } }] } });
    expect(outcome(small({ objects: [quota({ 'limits.memory': '4Gi' }), limited] }), 'as-it-stands', 'api').running).toEqual(exactly(2));
    const found = outcome(small({ objects: [quota({ 'limits.cpu': '4' }), limited] }), 'as-it-stands', 'api');
    expect(found).toMatchObject({ running: exactly(0), why: ['ResourceQuota/payments/quota limits limits of CPU, and its containers do not say theirs'] });
  });

  test('a quota of some pods only is said and not counted', () => {
    const scoped = { ...quota({ pods: '1' }), spec: { hard: { pods: '1' }, scopes: ['BestEffort'] } };
    const { survived } = judgedOf(small({ objects: [scoped, deployment('api')] }), { scenarios: ['as-it-stands'] });
    expect({ running: survived.outcomes[0]?.running, said: survived.cluster.notModelled }).toEqual({ running: exactly(6), said: [expect.stringContaining('quotas with scopes')] });
  });

  test('a sidecar runs beside the init containers that come after it', () => {
    const spec = { initContainers: [{ name: 's', restartPolicy: 'Always', resources: { requests: { cpu: '1900m' } } }, { name: 'i', resources: { requests: { cpu: '2200m' } } }], containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m' } } }] };
    expect(outcome(small({ objects: [deployment('api', { spec })] }), 'as-it-stands', 'api').running).toEqual(exactly(0));
  });

  test('nobody is ready on a node that is lost, whatever he tolerates', () => {
    const stubborn = { ...zoneSpread('api', honor), tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoSchedule' }] };
    const found = outcome(small({ objects: [deployment('api', { spec: stubborn })] }), 'zone-loss', 'api', 'a');
    expect(found.byZone['a']).toEqual(exactly(0));
    expect(found.running.most).toBeLessThan(6);
  });

  test('no selector means nobody, an empty one everybody', () => {
    const none = { ...budget('api', { maxUnavailable: 0 }), spec: { maxUnavailable: 0 } };
    const all = { ...budget('api', { maxUnavailable: 0 }), spec: { maxUnavailable: 0, selector: {} } };
    expect(outcome(small({ objects: [none, deployment('api')] }), 'zone-drain', 'api', 'a').stuck).toEqual([]);
    expect(outcome(small({ objects: [all, deployment('api')] }), 'zone-drain', 'api', 'a').stuck).not.toEqual([]);
  });

  test('nodes have the labels that every node has', () => {
    expect(outcome(small({ objects: [deployment('api', { spec: { nodeSelector: { 'kubernetes.io/os': 'linux', 'node.kubernetes.io/instance-type': 'm' } } })] }), 'as-it-stands', 'api').running).toEqual(exactly(6));
  });

  test.each([
    ['room for nvidia.com/gpu', { containers: [{ name: 'c', image: 'i', resources: { requests: { 'nvidia.com/gpu': 1 } } }] }], ['ports of nodes', { containers: [{ name: 'c', image: 'i', ports: [{ hostPort: 80 }] }] }],
    ['volumes that are claimed by name', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'v' } }] }], ['scheduling gates', { schedulingGates: [{ name: 'g' }] }], ['resources of whole pods', { resources: { requests: { cpu: 4 } } }],
  ])('says that it does not model %s', (what, spec) => {
    expect(remarks(spec)).toContain(what);
  });

  test.each([
    ['a PriorityClass that is not there', [deployment('api', { priorityClassName: 'none' })], "saw 'none'; want a PriorityClass that is there"],
    ['a template that is not there', [{ ...deployment('api'), spec: { replicas: 3 } }], 'saw none; want at least one container'],
    ['a part of a pod', [{ ...deployment('api'), spec: { ...deployment('api')['spec'] as object, replicas: 2.5 } }], "saw '2.5'; want a whole number up to 5000"],
    ['the same twice', [deployment('api'), deployment('api')], 'saw the same in manifests.yaml; want each object once'],
    ['two bounds of a budget', [deployment('api'), budget('api', { minAvailable: 1, maxUnavailable: 1 })], 'saw minAvailable and maxUnavailable; want one of them'],
    ['a surge that is none', [deployment('api', { strategy: { rollingUpdate: { maxSurge: 'lots' } } })], "saw 'lots'; want a number of pods or a percentage"],
    ['a spread over nothing', [deployment('api', { spec: { topologySpreadConstraints: [{ maxSkew: 0 }] } })], 'want the key of a label, and one or more'],
  ])('%s is a problem with its place', (_name, objects, says) => {
    const { problems } = judgedOf(small({ objects }), { scenarios: ['as-it-stands'] }).survived.cluster;
    expect(problems.map(({ saw, want }) => `saw ${saw}; want ${want}`).join()).toContain(says);
  });

  test.each([[{ desired_size: 1e9, min_size: 1, max_size: 1e9 }], [{ desired_size: -3, min_size: -3, max_size: 3 }], [{ desired_size: 2.5, min_size: 1, max_size: 3 }], [{ desired_size: 3, min_size: 1, max_size: 2 }]])('%j is no size of a node group', scaling => {
    const files = small({ objects: [deployment('api')] });
    const terraform = structuredClone(files.terraform) as { path: string; json: { resource: { aws_eks_node_group: Record<string, Record<string, unknown>> } } }[];
    (terraform[0]?.json.resource.aws_eks_node_group['a'] as Record<string, unknown>)['scaling_config'] = scaling;
    expect(judgedOf({ ...files, terraform }, { scenarios: ['as-it-stands'] }).survived.cluster.problems).toEqual([expect.objectContaining({ want: 'min_size ≤ desired_size ≤ max_size, whole numbers up to 450' })]);
  });
});
