import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { input, numberOf, written } from '../../capacity/exact.ts';
import { cpuTarget, evenPart, inUse, maxUnavailable, need, nodesPerZone, quotaPods, rate, replicas } from '../../capacity/sizing.ts';
import { settle } from '../../capacity/settle.ts';
import { cpuMillis, memoryMiB } from '../../capacity/units.ts';
import { assumed, stated } from '../../model/index.ts';

const q = (value: number | string, unit = '1') => written(value, unit, 'test');
const count = (max: number) => fc.integer({ min: 1, max });
const zones = q(3, 'zones');

describe('replicas', () => {
  test('the need is met when any one zone is gone', () => {
    fc.assert(fc.property(count(5000), count(6), (needed, least) => {
      const all = numberOf(replicas(q(needed), zones, q(least), true));
      expect(all - Math.ceil(all / 3)).toBeGreaterThanOrEqual(needed);
    }));
  });
  test('n zones × ⌈need ÷ (n − 1)⌉, so six for a need of three', () => {
    expect(numberOf(replicas(q(3), zones, q(1), true))).toBe(6);
    expect(numberOf(replicas(q(22), zones, q(3), true))).toBe(33);
  });
  test('with one zone the zone rules are off', () => {
    fc.assert(fc.property(count(500), needed => { expect(numberOf(replicas(q(needed), q(1), q(3), true))).toBe(needed); }));
  });
  test('more load never needs fewer replicas', () => {
    fc.assert(fc.property(count(10_000), count(10_000), count(500), (a, b, one) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(numberOf(need(q(low), q(one), q('9/10')))).toBeLessThanOrEqual(numberOf(need(q(high), q(one), q('9/10'))));
    }));
  });
  test('what is needed carries the flow at the utilization it was planned with, and one fewer does not', () => {
    fc.assert(fc.property(count(100_000), count(1_000), (flow, one) => {
      const needed = numberOf(need(q(flow), q(one), q('9/10')));
      expect(needed * one * 0.9).toBeGreaterThanOrEqual(flow - 1e-6);
      if (needed > 1) expect((needed - 1) * one * 0.9).toBeLessThan(flow);
    }));
  });
});

describe('budgets', () => {
  test('a drain always passes, never below the need unless one pod must go, never more than a zone at once', () => {
    fc.assert(fc.property(count(300), count(300), (all, needed) => {
      const allowed = numberOf(maxUnavailable(q(all), q(needed), zones));
      expect(allowed).toBeGreaterThanOrEqual(1);
      expect(allowed).toBeLessThanOrEqual(Math.max(1, Math.ceil(all / 3)));
      if (allowed > 1) expect(all - allowed).toBeGreaterThanOrEqual(needed);
    }));
  });
  test('the autoscaler leaves room for the load of a lost zone: 60 % with three zones, 90 % with one', () => {
    expect(numberOf(cpuTarget(q('9/10'), zones))).toBe(60);
    expect(numberOf(cpuTarget(q('9/10'), q(1)))).toBe(90);
  });
  test('all replicas together stay within a shared limit', () => {
    fc.assert(fc.property(count(5_000), count(100), (limit, pods) => { expect(numberOf(evenPart('calls', q(limit), q(pods))) * pods).toBeLessThanOrEqual(limit); }));
  });
  test('a quota allows every replica, the surge and the pods of a dead zone that still terminate', () => {
    expect(numberOf(quotaPods(q(33), q(3), zones))).toBe(33 + 3 + 13);
  });
  test('pools hold what Little’s law says is in use, and at least the floor', () => {
    expect(numberOf(inUse('connections', q(120), q(115), q('5/4'), q(2)))).toBe(18);
    fc.assert(fc.property(count(2_000), count(5_000), (perSecond, hold) => {
      expect(numberOf(inUse('connections', q(perSecond), q(hold), q('5/4'), q(2)))).toBeGreaterThanOrEqual((perSecond * hold) / 1000);
    }));
  });
  test('two zones of nodes carry everything', () => {
    fc.assert(fc.property(count(500_000), count(8_000), (demand, node) => {
      expect(2 * numberOf(nodesPerZone(q(demand), q(node), q('4/5'), zones)) * node * 0.8).toBeGreaterThanOrEqual(demand - 1e-6);
    }));
  });
});

describe('exactness', () => {
  const inputs = Object.fromEntries(Object.entries({
    day: stated('057', '§16', 20_000_000, 'payments/day'), seconds: stated('057', '§16', 86_400, 's/day'), peak: stated('057', '§16', 8, '1'), attempts: stated('057', '§16', '5/4', '1'),
  }).map(([name, spec]) => [name, input(spec)]));
  test('rates are carried as rationals and never rounded: 231.48 and 2314.81 a second', () => {
    const average = rate({ times: ['day'], per: ['seconds'] }, inputs, q(1));
    expect(`${average.exact.n}/${average.exact.d}`).toBe('6250/27');
    expect(numberOf(rate({ times: ['day', 'attempts', 'peak'], per: ['seconds'] }, inputs, q(1)))).toBeCloseTo(2314.8148, 4);
  });
  test('settle puts numbers in place and every derivation ends at a leaf with a source', () => {
    const flow = rate({ times: ['day'], per: ['seconds'] }, inputs, q(1));
    const { plain, derivations } = settle({ flow, pods: need(flow, input(assumed(100, '1/s', 'test')), q('9/10')), text: 'kept' });
    expect(plain).toEqual({ flow: 6250 / 27, pods: 3, text: 'kept' });
    expect(derivations['flow']?.exact).toBe('6250/27');
    expect(derivations['pods']?.inputs?.['flow']).toBe('flow');
    const leaf = derivations['pods']?.inputs?.['perReplica'];
    expect(typeof leaf === 'object' && leaf.source).toEqual({ kind: 'assumption', why: 'test' });
    expect(Object.isFrozen(plain)).toBe(true);
  });
});

describe('units', () => {
  test('Kubernetes quantities become integers, anything else null', () => {
    expect([cpuMillis('500m'), cpuMillis('2'), cpuMillis('1.5'), cpuMillis('500M')]).toEqual([500, 2000, null, null]);
    expect([memoryMiB('1Gi'), memoryMiB('512Mi'), memoryMiB('1G'), memoryMiB('1000Ki')]).toEqual([1024, 512, null, null]);
  });
});
