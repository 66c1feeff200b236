/** What must fit where: quotas of segments and sizes of node pools. */
import { derive, tabled } from '../capacity/exact.ts';
import { nodesPerZone, quotaPods, withTerminating } from '../capacity/sizing.ts';
import {
  type SizedJob, NODE_POOL_NAMES, NODE_POOLS, namespaceOf, type NodePoolName, type Quantity, SEGMENT_NAMES, SEGMENTS, type Segment, type SizedKafka, type SizedNodePool, type SizedPostgres,
  type SizedSegment, type SizedWorkload, type Tier,
} from '../model/index.ts';
import { named, type Numbers, required } from './numbers.ts';
import { operated, poolsUsed } from './peers.ts';
import { boundaryOf, type Selection } from './selection.ts';

interface Tenants {
  readonly workloads: Readonly<Record<string, SizedWorkload>>;
  readonly jobs: Readonly<Record<string, SizedJob>>;
  readonly postgres: Readonly<Record<string, SizedPostgres>>;
  readonly kafka: Readonly<Record<string, SizedKafka>>;
}

/** Something that takes room: how many pods now, how many at most, and what each asks for. */
interface Tenant {
  readonly name: string;
  readonly segment: Segment;
  readonly pool: NodePoolName;
  readonly tier: Tier;
  readonly now: Quantity;
  readonly most: Quantity;
  readonly surge: Quantity;
  readonly cpuMillis: Quantity;
  readonly memoryMiB: Quantity;
}

const ONE = tabled(1, 'pods', 'a job runs once');
const NONE = tabled(0, 'pods', 'replaced one at a time');

const tenantsOf = ({ workloads, jobs, postgres, kafka }: Tenants): readonly Tenant[] => [
  ...Object.values(workloads).map((w): Tenant => ({
    name: w.name, segment: w.segment, pool: w.pool, tier: w.tier, now: w.replicas, most: w.maxReplicas, surge: w.rollout.maxSurge, ...w.resources,
  })),
  ...Object.values(jobs).map((job): Tenant => ({ name: job.name, segment: job.segment, pool: job.pool, tier: job.tier, now: ONE, most: ONE, surge: NONE, ...job.resources })),
  ...operated(postgres).map(store => storeTenant(store, store.instances)),
  ...operated(kafka).map(store => storeTenant(store, controllersToo(store))),
];

const storeTenant = (store: SizedPostgres | SizedKafka, pods: Quantity): Tenant => {
  const segment = boundaryOf(store);
  return { name: store.name, segment, pool: SEGMENTS[segment].pool, tier: store.tier, now: pods, most: pods, surge: ONE, ...store.resources };
};

/** Three controllers stand beside the brokers, and one entity operator. */
const controllersToo = (store: SizedKafka): Quantity => derive('pods', 'brokers + 4', { brokers: store.brokers }, q => q.brokers.add(4));

export const segmentsOf = (numbers: Numbers, all: Tenants): Readonly<Partial<Record<Segment, SizedSegment>>> => {
  const tenants = tenantsOf(all);
  const { zones } = numbers.region;
  const out: Partial<Record<Segment, SizedSegment>> = {};
  for (const name of SEGMENT_NAMES) {
    const here = tenants.filter(tenant => tenant.segment === name);
    if (here.length === 0 && name !== 'platform') continue;
    const pods = Object.fromEntries(here.map(tenant => [tenant.name, quotaPods(tenant.most, tenant.surge, zones)]));
    const lobby = name === 'platform';
    out[name] = {
      name, namespace: namespaceOf(name), holds: SEGMENTS[name].holds, scope: SEGMENTS[name].scope, pool: SEGMENTS[name].pool,
      tier: Math.min(lobby ? 1 : 4, ...here.map(tenant => tenant.tier)) as Tier,
      quota: {
        pods: total('pods', here, pods, () => 1, lobby ? withTerminating(required(numbers, 'platformPods'), zones) : null),
        cpuMillis: total('m', here, pods, tenant => tenant.cpuMillis, lobby ? withTerminating(required(numbers, 'platformCpu'), zones) : null),
        memoryMiB: total('MiB', here, pods, tenant => tenant.memoryMiB, lobby ? withTerminating(required(numbers, 'platformMemory'), zones) : null),
      },
    };
  }
  return out;
};

/** Sum over tenants of pods times what each asks for, plus what others bring. */
const total = (unit: string, tenants: readonly Tenant[], pods: Readonly<Record<string, Quantity>>, each: (tenant: Tenant) => Quantity | 1, more: Quantity | null): Quantity => {
  const inputs: Record<string, Quantity> = more === null ? {} : { components: more };
  for (const tenant of tenants) {
    inputs[`${tenant.name} pods`] = pods[tenant.name] as Quantity;
    const one = each(tenant);
    if (one !== 1) inputs[`${tenant.name} each`] = one;
  }
  return derive(unit, 'Σ (replicas + surge + terminating) × each + components', inputs, q => {
    let value = q['components'] ?? zero(q);
    for (const tenant of tenants) {
      const count = q[`${tenant.name} pods`];
      const one = q[`${tenant.name} each`];
      if (count !== undefined) value = value.add(one === undefined ? count : count.mul(one));
    }
    return value;
  });
};

const zero = <F extends { mul(by: number): F }>(q: Readonly<Record<string, F>>): F => (Object.values(q)[0] as F).mul(0);

export const nodePoolsOf = ({ catalog, environment }: Selection, numbers: Numbers, all: Tenants): Readonly<Partial<Record<NodePoolName, SizedNodePool>>> => {
  const tenants = tenantsOf(all);
  const used = poolsUsed(all);
  const type = catalog.nodeTypes[environment.nodeType] as (typeof catalog.nodeTypes)[string];
  const fill = required(numbers, 'nodeFill');
  const out: Partial<Record<NodePoolName, SizedNodePool>> = {};
  for (const name of NODE_POOL_NAMES.filter(pool => used.has(pool))) {
    const here = tenants.filter(tenant => tenant.pool === name);
    const nodes = (count: (tenant: Tenant) => Quantity): Quantity => {
      const pods = Object.fromEntries(here.map(tenant => [tenant.name, count(tenant)]));
      const lobby = name === SEGMENTS.platform.pool;
      const cpu = total('m', here, pods, tenant => tenant.cpuMillis, lobby ? required(numbers, 'platformCpu') : null);
      const memory = total('MiB', here, pods, tenant => tenant.memoryMiB, lobby ? required(numbers, 'platformMemory') : null);
      const { zones } = numbers.region;
      return derive('nodes', 'max(nodesForCpu, nodesForMemory)', {
        nodesForCpu: nodesPerZone(cpu, named(numbers, type.cpuMillis), fill, zones), nodesForMemory: nodesPerZone(memory, named(numbers, type.memoryMiB), fill, zones),
      }, q => (q.nodesForCpu.compare(q.nodesForMemory) >= 0 ? q.nodesForCpu : q.nodesForMemory));
    };
    out[name] = {
      name, tier: NODE_POOLS[name].tier, scope: NODE_POOLS[name].scope, instanceType: environment.nodeType,
      allocatable: { cpuMillis: named(numbers, type.cpuMillis), memoryMiB: named(numbers, type.memoryMiB), pods: named(numbers, type.pods) },
      perZone: {
        min: nodes(tenant => derive('pods', 'replicas + surge', { replicas: tenant.now, surge: tenant.surge }, q => q.replicas.add(q.surge))),
        max: nodes(tenant => derive('pods', 'maxReplicas + surge', { maxReplicas: tenant.most, surge: tenant.surge }, q => q.maxReplicas.add(q.surge))),
      },
    };
  }
  return out;
};
