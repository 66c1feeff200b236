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

describe('what is no amount', () => {
  const problems = (...objects: Parameters<typeof small>[0]['objects'][number][]) => judgedOf(small({ objects }), { scenarios: ['as-it-stands'] }).survived.cluster.problems.map(({ at, saw, want }) => `${at}: saw ${saw}; want ${want}`);

  test.each([
    [deployment('api', { cpu: '1x' }), "Deployment payments/api container api resources.requests.cpu: saw '1x'; want an amount such as 500m or 1Gi"],
    [{ ...deployment('api'), spec: { ...deployment('api')['spec'] as object, replicas: 'six' } }, "Deployment payments/api spec.replicas: saw 'six'; want a whole number up to 150000"],
    [{ ...deployment('api'), spec: { ...deployment('api')['spec'] as object, replicas: 1_000_000 } }, "Deployment payments/api spec.replicas: saw '1000000'; want a whole number up to 150000"],
    [quota({ pods: 'many' }), "ResourceQuota payments/quota spec.hard.pods: saw 'many'; want a whole number up to 150000"],
    [budget('api', { maxUnavailable: 'some' }), "PodDisruptionBudget payments/api spec.maxUnavailable: saw 'some'; want a number of pods or a percentage"],
    [budget('api', {}), 'PodDisruptionBudget payments/api spec.maxUnavailable: saw nothing; want a number of pods or a percentage'],
  ])('is said: %#', (object, says) => {
    expect(problems(object)).toEqual([says]);
  });
});
