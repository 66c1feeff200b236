/**
 * From a rate to replicas, pools, threads and budgets. Every function returns a quantity with its formula; nothing here
 * knows a service by name.
 */
import type Fraction from 'fraction.js';
import type { Quantity, RateSpec } from '../model/index.ts';
import { derive, least, most } from './exact.ts';

const ONE_ZONE = 1;

/** Operations per second of one row of the load profile: product over product, times the environment's part of the load. */
export const rate = (spec: RateSpec, inputs: Readonly<Record<string, Quantity>>, scale: Quantity): Quantity => {
  const used: Record<string, Quantity> = { scale };
  for (const name of [...spec.times, ...(spec.per ?? [])]) used[name] = inputs[name] as Quantity;
  const divided = spec.per === undefined || spec.per.length === 0 ? '' : ` ÷ ${spec.per.join(' ÷ ')}`;
  return derive('1/s', `${spec.times.join(' × ')}${divided} × scale`, used, q => {
    let value = q.scale as Fraction;
    for (const name of spec.times) value = value.mul(q[name] as Fraction);
    for (const name of spec.per ?? []) value = value.div(q[name] as Fraction);
    return value;
  });
};

/** The part of a flow that comes to one service. */
export const part = (flow: Quantity, share: Quantity): Quantity => derive('1/s', 'flow × share', { flow, share }, q => q.flow.mul(q.share));

/** Fewest replicas that carry `flow` with nothing lost, each at most `utilization` busy; at least one. */
export const need = (flow: Quantity, perReplica: Quantity, utilization: Quantity): Quantity =>
  derive('pods', 'max(1, ⌈flow ÷ (perReplica × utilization)⌉)', { flow, perReplica, utilization },
    q => Math.max(1, q.flow.div(q.perReplica.mul(q.utilization)).ceil().valueOf()));

/**
 * Replicas that still meet the need when any one zone is gone, as many in each zone.
 * With one zone the zone rules are off: replicas = need.
 */
export const replicas = (needed: Quantity, zones: Quantity, atLeast: Quantity, headroom: boolean): Quantity => {
  if (zones.exact.n === BigInt(ONE_ZONE)) return derive('pods', 'need (one zone)', { need: needed }, q => q.need);
  if (!headroom) return derive('pods', 'max(need, atLeast)', { need: needed, atLeast }, q => most(q.need, q.atLeast));
  return derive('pods', 'max(zones × ⌈need ÷ (zones − 1)⌉, atLeast)', { need: needed, zones, atLeast },
    q => most(q.zones.mul(q.need.div(q.zones.sub(1)).ceil()), q.atLeast));
};

/** Voluntary disruptions at once: never below the need, never more than a zone holds, never none (a drain must pass). */
export const maxUnavailable = (count: Quantity, needed: Quantity, zones: Quantity): Quantity =>
  derive('pods', 'max(1, min(replicas − need, ⌈replicas ÷ zones⌉))', { replicas: count, need: needed, zones },
    q => Math.max(1, least(q.replicas.sub(q.need), q.replicas.div(q.zones).ceil()).valueOf()));

/** CPU target of the autoscaler that leaves room for the load of a lost zone. */
export const cpuTarget = (utilization: Quantity, zones: Quantity): Quantity => zones.exact.n === BigInt(ONE_ZONE)
  ? derive('%', '⌊utilization × 100⌋ (one zone)', { utilization }, q => q.utilization.mul(100).floor())
  : derive('%', '⌊utilization × (zones − 1) ÷ zones × 100⌋', { utilization, zones },
    q => q.utilization.mul(q.zones.sub(1)).div(q.zones).mul(100).floor());

/** Little's law: how many of something are in use at once, with room for bursts. `hold` in ms. */
export const inUse = (unit: string, perSecond: Quantity, hold: Quantity, burst: Quantity, floor: Quantity): Quantity =>
  derive(unit, 'max(floor, ⌈rate × hold ÷ 1000 × burst⌉)', { rate: perSecond, hold, burst, floor },
    q => most(q.rate.mul(q.hold).div(1000).mul(q.burst).ceil(), q.floor));

/** What one of `count` may use of a limit they share; zero when there are more of them than the limit. */
export const evenPart = (unit: string, limit: Quantity, count: Quantity): Quantity =>
  derive(unit, '⌊limit ÷ count⌋', { limit, count }, q => q.limit.div(most(q.count, q.count.mul(0).add(1))).floor());

export const sum = (unit: string, parts: Readonly<Record<string, Quantity>>): Quantity =>
  derive(unit, Object.keys(parts).join(' + ') || '0', parts, q => Object.values(q).reduce<Fraction | number>((a, b) => (b as Fraction).add(a), 0));

export const product = (unit: string, parts: Readonly<Record<string, Quantity>>): Quantity =>
  derive(unit, Object.keys(parts).join(' × '), parts, q => Object.values(q).reduce<Fraction | number>((a, b) => (b as Fraction).mul(a), 1));

export const largest = (unit: string, parts: Readonly<Record<string, Quantity>>): Quantity =>
  derive(unit, `max(${Object.keys(parts).join(', ')})`, parts, q => Object.values(q).reduce((a, b) => most(a as Fraction, b as Fraction)) as Fraction);

/** Pods of one workload that a quota must allow: all, the surge of a rollout, and those of a dead zone that still terminate. In the middle of a rollout both revisions are spread over the zones, each by itself. */
export const quotaPods = (count: Quantity, surge: Quantity, zones: Quantity): Quantity =>
  derive('pods', 'replicas + surge + ⌊(replicas + surge + 2 × (zones − 1)) ÷ zones⌋', { replicas: count, surge, zones }, q => {
    const all = q.replicas.add(q.surge);
    return all.add(all.add(q.zones.sub(1).mul(2)).div(q.zones).floor());
  });

/** What components of others may take of a quota: all of it, and the part that a dead zone still holds. */
export const withTerminating = (components: Quantity, zones: Quantity): Quantity =>
  derive(components.unit, 'components + ⌈components ÷ zones⌉', { components, zones }, q => q.components.add(q.components.div(q.zones).ceil()));

/** Nodes in each zone so that the rest carries everything when one zone is gone. */
export const nodesPerZone = (demand: Quantity, perNode: Quantity, fill: Quantity, zones: Quantity): Quantity =>
  derive('nodes', 'max(1, ⌈demand ÷ max(1, zones − 1) ÷ (perNode × fill)⌉)', { demand, perNode, fill, zones }, q =>
    Math.max(1, q.demand.div(Math.max(1, q.zones.valueOf() - 1)).div(q.perNode.mul(q.fill)).ceil().valueOf()));
