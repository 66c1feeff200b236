/** Settings that are no secrets: sizes, timeouts, limits. The same whoever runs the stores; hosts are in `endpoints`. */
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { REGION_ROLE, usesKafka } from '../../model/index.ts';
import type { StoreUse, Topology, Workload } from '../../model/index.ts';
import { named } from '../lookup.ts';
import { checked, describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { SECRETS_PATH, TLS_PATH } from '../principal.ts';

export type Settings = Readonly<Record<string, string>>;

/** `token-vault` → `TOKEN_VAULT`, part of an environment variable's name. */
export const variable = (...parts: readonly string[]): string => parts.join('_').toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

const entries = (prefix: readonly string[], values: Readonly<Record<string, string | number | boolean>>): Settings =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [variable(...prefix, key), String(value)]));

const merge = (parts: readonly Settings[]): Settings => Object.assign({}, ...parts);

/** The heap is fixed: a JVM that grows into its limit is killed in its busiest minute. It exits instead of limping without memory. */
const process = (workload: Workload, topology: Topology): Settings => ({
  SERVICE_NAME: workload.name,
  SERVICE_TIER: String(workload.tier),
  ENVIRONMENT: topology.environment.name,
  REGION: topology.region.name,
  [REGION_ROLE]: topology.region.fenced ? 'standby' : 'primary',
  CARD_DATA_MODE: topology.environment.cardData,
  JAVA_TOOL_OPTIONS: `-Xms${workload.jvm.heapMiB}m -Xmx${workload.jvm.heapMiB}m -XX:+ExitOnOutOfMemoryError`,
  THREADS_MAX: String(workload.threads),
  MANAGEMENT_PORT: String(workload.managementPort),
  ...Object.fromEntries(workload.ports.map(({ name, port }) => [variable('port', name), String(port)])),
  SHUTDOWN_TIMEOUT_SECONDS: String(workload.drain.graceSeconds - workload.drain.preStopSeconds),
  SHUTDOWN_COMMIT_SECONDS: String(workload.drain.commitSeconds),
  SECRETS_PATH,
  TLS_PATH,
});

const store = (use: StoreUse): Settings => entries(['store', use.store], {
  role: use.role,
  access: use.access,
  pool_size: use.pool.size,
  connection_timeout_ms: use.pool.connectionTimeoutMs,
  max_lifetime_ms: use.pool.maxLifetimeMs,
  keepalive_ms: use.pool.keepaliveMs,
  socket_timeout_ms: use.pool.socketTimeoutMs,
});

const call = ({ to, port, timeoutMs, bulkhead, optional }: Workload['calls'][number], topology: Topology): Settings => entries(['call', to], {
  url: `https://${to}.${named(topology.workloads, to, 'workload').namespace}.svc:${port}`,
  timeout_ms: timeoutMs,
  bulkhead,
  optional,
});

const provider = (use: NonNullable<Workload['provider']>): Settings => merge([
  entries(['provider'], { name: use.provider, connectivity: use.connectivity }),
  ...Object.entries(use.operations).map(([operation, limits]) => entries(['provider', operation], {
    timeout_ms: limits.timeoutMs,
    bulkhead: limits.bulkhead,
    retry_budget_per_minute: limits.retryBudgetPerMinute,
  })),
]);

const topics = (workload: Workload): Settings => entries(['kafka'], {
  publishes: workload.publishes.join(','),
  consumes: workload.consumes.join(','),
  group: workload.name,
  ...(workload.consumer === null ? {} : {
    session_timeout_ms: workload.consumer.sessionTimeoutMs,
    heartbeat_interval_ms: workload.consumer.heartbeatMs,
    leave_seconds: workload.consumer.leaveSeconds,
  }),
});

const lease = ({ name, ttlSeconds, renewSeconds, releaseSeconds }: NonNullable<Workload['lease']>): Settings =>
  entries(['lease'], { name, ttl_seconds: ttlSeconds, renew_seconds: renewSeconds, release_seconds: releaseSeconds });

/** Environment of a workload's process; a stranger reads it top to bottom. */
export const settingsOf = (workload: Workload, topology: Topology): Settings => merge([
  process(workload, topology),
  ...workload.stores.map(store),
  ...workload.calls.map(each => call(each, topology)),
  ...(workload.provider === null ? [] : [provider(workload.provider)]),
  ...(usesKafka(workload) ? [topics(workload)] : []),
  ...(workload.lease === null ? [] : [lease(workload.lease)]),
]);

export const settings = (workload: Workload, topology: Topology): readonly Manifest[] => {
  const metadata = describedAs(metadataOf(workload, 'access'), `Sizes, timeouts and limits of ${workload.name}`);
  return [checked(ConfigMap, metadata, { data: settingsOf(workload, topology) })];
};
