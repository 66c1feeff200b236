/** One service, with every default applied and every size computed. */
import { derive, tabled, written } from '../capacity/exact.ts';
import { cpuTarget, evenPart, inUse, largest, maxUnavailable, need, part, replicas } from '../capacity/sizing.ts';
import { cpuMillis, memoryMiB } from '../capacity/units.ts';
import { type CallSpec, MANAGEMENT_PORT, namespaceOf, type Quantity, SEGMENTS, type ServiceSpec, type SizedWorkload, TIERS } from '../model/index.ts';
import { named, type Numbers, required, tierNumbers } from './numbers.ts';
import { endpointOf } from './provider.ts';
import { callsOf, imageOf, isFenced, roleOfUse, type Selection, secretsOf, storesOf } from './selection.ts';

export const DEFAULT_PORT = 'https';

/** @throws never after the invariants about names passed */
export const workloadOf = (service: ServiceSpec, selection: Selection, numbers: Numbers): SizedWorkload => {
  const { environment, region } = selection;
  const rule = TIERS[service.tier];
  const tier = tierNumbers(numbers, service.tier);
  const shape = service.shape ?? (service.ports === undefined ? 'worker' : 'api');
  const size = replicasOf(service, shape, selection, numbers);
  const resources = resourcesOf(service, selection);
  const rateOfOne = perReplica(service, numbers);
  const handling = service.load.handling === undefined ? required(numbers, 'handlingTime') : named(numbers, service.load.handling);
  const threads = inUse('threads', rateOfOne, handling, required(numbers, 'burst'), required(numbers, 'leastThreads'));
  const calls = callsOf(selection, service).map(call => callOf(call, selection, numbers, rateOfOne, threads));
  const provider = providerUse(service, size.maxReplicas, selection, numbers);
  const { zones } = numbers.region;
  return {
    name: service.name, summary: service.summary, owner: service.owner, tier: service.tier, segment: service.segment,
    scope: SEGMENTS[service.segment].scope, namespace: namespaceOf(service.segment), shape, money: service.money ?? 'none',
    image: imageOf(environment, service.name),
    ports: Object.entries(service.ports ?? {}).map(([name, port]) => ({ name, port })), managementPort: MANAGEMENT_PORT,
    pool: SEGMENTS[service.segment].pool, flow: service.load.flow,
    ...size,
    rollout: {
      maxUnavailable: tier.maxUnavailable,
      maxSurge: derive('pods', 'surgePerZone × zones', { surgePerZone: tier.surgePerZone, zones }, q => q.surgePerZone.mul(q.zones)),
    },
    disruption: { maxUnavailable: maxUnavailable(size.replicas, size.need.steady, zones) },
    spread: { zone: rule.zoneSpread, minDomains: derive('zones', 'max(1, zones − 1)', { zones }, q => Math.max(1, q.zones.valueOf() - 1)) },
    priorityClass: rule.priority.className, tolerationSeconds: tier.tolerationSeconds, probes: rule.probes,
    resources,
    jvm: { heapMiB: derive('MiB', '⌊memory × heapShare⌋', { memory: resources.memoryMiB, heapShare: required(numbers, 'heapShare') }, q => q.memory.mul(q.heapShare).floor()) },
    ...lastSecondsOf(service, [...calls.map(call => call.timeoutMs), ...Object.values(provider?.operations ?? {}).map(operation => operation.timeoutMs)], numbers),
    threads, stores: storeUses(service, selection, numbers, rateOfOne), calls, provider,
    publishes: service.publishes ?? [], consumes: service.consumes ?? [],
    objects: (environment.bindings.objects === 's3' ? service.objects ?? [] : []).map(({ name, access }) => ({ name, access })),
    secrets: secretsOf(selection, service),
    commands: service.commands ?? false, kubernetesApi: service.kubernetesApi ?? null,
    awsApis: environment.cloud.kind === 'aws' ? (service.awsApis ?? []).map(({ api }) => api) : [],
    awsIdentity: hasAwsIdentity(service, selection),
    ...(isFenced(region) && service.lease !== undefined ? { replicas: tabled(0, 'pods', 'a lease worker stands still in a fenced region') } : {}),
  };
};

const perReplica = (service: ServiceSpec, numbers: Numbers): Quantity => {
  const stated = service.load.perReplica;
  return typeof stated === 'number' ? written(stated, '1/s', `service ${service.name} › load.perReplica`) : named(numbers, stated);
};

/** A standby runs a part of the steady need; its maximum is the primary's, so that it can grow when it is promoted. */
const replicasOf = (service: ServiceSpec, shape: SizedWorkload['shape'], { region }: Selection, numbers: Numbers) => {
  const rule = TIERS[service.tier];
  const { leastReplicas } = tierNumbers(numbers, service.tier);
  const { zones, scale } = numbers.region;
  const flow = numbers.flows[service.load.flow] as Numbers['flows'][string];
  const share = service.load.share === undefined ? required(numbers, 'everything') : named(numbers, service.load.share);
  const one = perReplica(service, numbers);
  const utilization = required(numbers, 'replicaUtilization');
  const peak = need(part(flow.peak, share), one, utilization);
  const maxReplicas = replicas(peak, zones, leastReplicas, rule.zoneHeadroom);
  const fixed = service.lease !== undefined || shape === 'connection' || !rule.autoscaled;
  const steadyFlow = part(flow.steady, share);
  const local = region.role === 'standby'
    ? derive('1/s', 'steady × scale', { steady: steadyFlow, scale }, q => q.steady.mul(q.scale)) : steadyFlow;
  const steady = fixed && region.role === 'primary' ? peak : need(local, one, utilization);
  const count = fixed && region.role === 'primary' ? maxReplicas : replicas(steady, zones, leastReplicas, rule.zoneHeadroom);
  const grows = !fixed && count.exact.n < maxReplicas.exact.n;
  return {
    need: { steady, peak }, replicas: count, maxReplicas,
    autoscaler: grows ? { cpuUtilization: cpuTarget(utilization, zones) } : null,
  };
};

const resourcesOf = (service: ServiceSpec, { catalog }: Selection) => {
  const size = typeof service.resources === 'string' ? catalog.sizes[service.resources] : service.resources;
  const path = typeof service.resources === 'string' ? `size ${service.resources}` : `service ${service.name} › resources`;
  return {
    cpuMillis: written(cpuMillis(size?.cpu ?? '') ?? 0, 'm', `${path} › cpu`),
    memoryMiB: written(memoryMiB(size?.memory ?? '') ?? 0, 'MiB', `${path} › memory`),
  };
};

const callOf = (call: CallSpec, { services }: Selection, numbers: Numbers, rate: Quantity, threads: Quantity): SizedWorkload['calls'][number] => {
  const { timeout = 'callTimeout' } = call;
  const timeoutMs = typeof timeout === 'string' ? named(numbers, timeout) : written(timeout, 'ms', `call to ${call.to} › timeout`);
  return {
    to: call.to, port: (services.get(call.to)?.ports ?? {})[call.port ?? DEFAULT_PORT] as number, timeoutMs, optional: call.optional ?? false,
    bulkhead: derive('calls', 'max(leastCalls, min(threads, ⌈rate × timeout ÷ 1000⌉))',
      { rate, timeout: timeoutMs, threads, leastCalls: required(numbers, 'leastCalls') }, q =>
        Math.max(q.leastCalls.valueOf(), Math.min(q.threads.valueOf(), q.rate.mul(q.timeout).div(1000).ceil().valueOf()))),
  };
};

const storeUses = (service: ServiceSpec, selection: Selection, numbers: Numbers, rate: Quantity): SizedWorkload['stores'] =>
  storesOf(selection, service).map(use => ({
    store: use.name, access: use.access, endpoint: use.endpoint ?? 'primary', role: roleOfUse(service, use.role), why: use.why,
    pool: {
      size: inUse('connections', rate, use.hold === undefined ? required(numbers, 'connectionHold') : named(numbers, use.hold), required(numbers, 'burst'), required(numbers, 'leastPool')),
      connectionTimeoutMs: required(numbers, 'connectionTimeout'), maxLifetimeMs: required(numbers, 'connectionLifetime'),
      keepaliveMs: required(numbers, 'keepalive'), socketTimeoutMs: required(numbers, 'socketTimeout'),
    },
  }));

/** Every limit of the provider is divided by the most replicas there may ever be, so that all together stay within it. */
const providerUse = (service: ServiceSpec, maxReplicas: Quantity, selection: Selection, numbers: Numbers): SizedWorkload['provider'] => {
  const provider = service.provider === undefined ? undefined : selection.providers.get(service.provider);
  if (provider === undefined) return null;
  const none = tabled(0, 'retries/min', 'no automatic retry unless the provider allows it');
  return {
    provider: provider.name, connectivity: provider.connectivity, ...endpointOf(provider, selection),
    operations: Object.fromEntries(Object.entries(provider.operations).map(([operation, limit]) => [operation, {
      timeoutMs: named(numbers, limit.timeoutMs),
      bulkhead: evenPart('calls', named(numbers, limit.maxConcurrency), maxReplicas),
      retryBudgetPerMinute: limit.retryBudgetPerMinute === undefined ? none : evenPart('retries/min', named(numbers, limit.retryBudgetPerMinute), maxReplicas),
    }])),
  };
};

type LastSeconds = Pick<SizedWorkload, 'drain' | 'lease' | 'consumer' | 'route'>;

/** A pod's last seconds: endpoints and load balancers forget it, the longest call ends, its result is committed, partitions and leases are given back. */
const lastSecondsOf = (service: ServiceSpec, timeouts: readonly Quantity[], numbers: Numbers): LastSeconds => {
  const longestCallMs = timeouts.length === 0 ? tabled(0, 'ms', 'it waits for nobody') : largest('ms', Object.fromEntries(timeouts.map((timeout, i) => [`timeout${i + 1}`, timeout])));
  const commitSeconds = required(numbers, 'commitTime');
  const route = service.route === undefined ? null : {
    name: service.route.name, port: (service.ports ?? {})[service.route.port] as number,
    deregistrationSeconds: derive('s', '⌈longestCall ÷ 1000⌉ + commit', { longestCall: longestCallMs, commit: commitSeconds }, q => q.longestCall.div(1000).ceil().add(q.commit)),
  };
  const lease = service.lease === undefined ? null : {
    name: service.lease.name,
    ttlSeconds: written(service.lease.ttlSeconds, 's', `service ${service.name} › lease.ttlSeconds`),
    renewSeconds: written(service.lease.renewSeconds, 's', `service ${service.name} › lease.renewSeconds`),
    releaseSeconds: required(numbers, 'leaseRelease'),
  };
  const consumer = (service.consumes ?? []).length === 0 ? null
    : { sessionTimeoutMs: required(numbers, 'sessionTimeout'), heartbeatMs: required(numbers, 'heartbeat'), leaveSeconds: required(numbers, 'leaveGroup') };
  const drain = { preStopSeconds: preStopOf(route, numbers), longestCallMs, commitSeconds, marginSeconds: required(numbers, 'shutdownMargin') };
  const least = leastGrace({ drain, lease, consumer });
  return { route, lease, consumer, drain: { ...drain, graceSeconds: service.graceSeconds === undefined ? least : written(service.graceSeconds, 's', `service ${service.name} › graceSeconds`) } };
};

/** It answers until a load balancer has let go of its last connection: what is cut then is nobody's request. */
const preStopOf = (route: SizedWorkload['route'], numbers: Numbers): Quantity => {
  const inputs = { forgetting: required(numbers, 'forgetting'), leastSettling: required(numbers, 'leastSettling') };
  return route === null
    ? derive('s', 'forgetting + leastSettling', inputs, q => q.forgetting.add(q.leastSettling))
    : derive('s', 'forgetting + max(leastSettling, deregistration)', { ...inputs, deregistration: route.deregistrationSeconds }, q =>
      q.forgetting.add(Math.max(q.leastSettling.valueOf(), q.deregistration.valueOf())));
};

/** The shortest grace period that loses nothing. */
export const leastGrace = ({ drain, lease, consumer }: Omit<LastSeconds, 'drain' | 'route'> & { readonly drain: Omit<SizedWorkload['drain'], 'graceSeconds'> }): Quantity => {
  const after = {
    commit: drain.commitSeconds, ...(consumer === null ? {} : { leaveGroup: consumer.leaveSeconds }), ...(lease === null ? {} : { leaseRelease: lease.releaseSeconds }), margin: drain.marginSeconds,
  };
  return derive('s', ['preStop + ⌈longestCall ÷ 1000⌉', ...Object.keys(after)].join(' + '), { preStop: drain.preStopSeconds, longestCall: drain.longestCallMs, ...after }, ({ longestCall, ...seconds }) =>
    Object.values(seconds).reduce((sum, part) => sum.add(part), longestCall.div(1000).ceil()));
};

const hasAwsIdentity = (service: ServiceSpec, selection: Selection): boolean => {
  const { cloud, bindings } = selection.environment;
  return cloud.kind === 'aws' && (
    (bindings.postgres === 'aurora' && storesOf(selection, service).length > 0)
    || (bindings.kafka === 'msk' && (service.publishes ?? []).length + (service.consumes ?? []).length > 0)
    || (bindings.objects === 's3' && (service.objects ?? []).length > 0)
    || (service.awsApis ?? []).length > 0);
};
