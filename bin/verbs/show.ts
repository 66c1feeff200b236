/** `show`: everything about one service on one screen. */
import { existsSync } from 'node:fs';
import { CONFIG_FILE, loadConfiguration } from '../../io/configuration.ts';
import { OutsideError } from '../../io/problem.ts';
import type { Edge, StoreUse, Topology, Workload } from '../../model/index.ts';
import { roleOf, secretRoleOf } from '../../model/index.ts';
import { readCatalog } from '../../topology/index.ts';
import { nearest } from '../nearest.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { titleOf, topologyToRead } from '../source.ts';
import { table } from '../terminal.ts';

export const show = async (session: Session, name: string, dir: string | undefined, options: Common): Promise<ExitCode> => {
  const topology = await topologyToRead(session, dir, options);
  if (topology === null) return 1;
  const workload = topology.workloads[name];
  if (workload === undefined) throw new OutsideError({ code: 'PT-011', where: `${topology.environment.name}/${topology.region.name}`, saw: `no service '${name}'`, want: await wanted(name, topology, session, options) });
  const key = `workload/${name}`;
  const callers = topology.edges.filter(({ to }) => to === key);
  const called = topology.edges.filter(({ from }) => from === key);
  const { print, paint } = session.terminal;
  const objects = await objectsOf(workload, topology);
  if (options.json === true) {
    print(JSON.stringify({ ...workload, calledBy: callers, callsOut: called, gets: Object.fromEntries(objects) }, null, 2));
    return 0;
  }
  print(paint.dim(titleOf(topology)));
  print(`${paint.bold(name)}  tier ${workload.tier}, segment ${workload.segment}, ${workload.owner}\n${workload.summary}`);
  for (const [title, rows] of [...sections(workload, topology, callers, called), ['objects', objects.map(([object, kinds]) => [object, kinds.join(', ')])] as const]) {
    if (rows.length > 0) print(`\n${paint.bold(title)}\n${table(rows, '  ')}`);
  }
  return 0;
};

/** Names near to it; or that it exists in another card-data mode, which only the catalog knows. */
const wanted = async (name: string, topology: Topology, session: Session, options: Common): Promise<string> => {
  if (existsSync(options.config ?? CONFIG_FILE)) {
    const { config } = await loadConfiguration(session.folder, options.config);
    const modes = readCatalog(config.catalog).catalog.services.find(service => service.name === name)?.modes;
    if (modes !== undefined) return `--mode ${modes.join(' or ')}: it exists in no other card-data mode, and this is ${topology.environment.cardData}`;
  }
  const near = nearest(name, Object.keys(topology.workloads));
  return near.length > 0 ? `a service such as ${near.join(', ')}` : 'a service that payment-topology list services names';
};

/** Everything it gets of its own: kinds in the cluster by name, as they are rendered, and roles in the cloud. */
const objectsOf = async (workload: Workload, topology: Topology): Promise<readonly (readonly [string, readonly string[]])[]> => {
  const { FACETS } = await import('../../charts/facets/index.ts');
  const kinds = new Map<string, string[]>();
  for (const { kind, metadata } of FACETS.flatMap(facet => [...facet(workload, topology)])) kinds.set(metadata.name, [...kinds.get(metadata.name) ?? [], kind]);
  const { environment, region } = topology;
  const roles = [
    ...(workload.awsIdentity ? [roleOf(environment.name, region.name, workload.name)] : []),
    ...(environment.bindings.secrets === 'aws' && workload.secrets.length > 0 ? [secretRoleOf(environment.name, region.name, workload.name)] : []),
  ];
  return [...kinds, ...roles.map(role => [role, ['IAM role']] as const)];
};

type Rows = readonly (readonly (string | number)[])[];

const sections = (workload: Workload, topology: Topology, callers: readonly Edge[], called: readonly Edge[]): readonly (readonly [string, Rows])[] => [
  ['what it is', identity(workload)],
  ['what it gets', resources(workload)],
  ['who may call it', callers.map(edge => [edge.from, `${edge.protocol}/${edge.port}`, edge.encryption, edge.data, edge.why])],
  ['whom it may call', called.map(edge => [edge.to, `${edge.protocol}/${edge.port}`, edge.encryption, edge.data, edge.waits ? 'waits' : 'goes on', callLimits(edge, workload), edge.why])],
  ['operations of the provider', Object.entries(workload.provider?.operations ?? {}).map(([operation, { timeoutMs, bulkhead, retryBudgetPerMinute }]) =>
    [operation, `${timeoutMs} ms`, `${bulkhead} at once`, `${retryBudgetPerMinute} retries a minute`, `provider/operations/${operation}`])],
  ['stores', [
    ...workload.stores.map(use => [use.store, use.access, use.endpoint, `role ${use.role}`, poolWords(use.pool), use.why]),
    ...workload.objects.map(use => [use.name, use.access]),
  ]],
  ['topics', [...workload.publishes.map(topic => [topic, 'publishes', topology.topics[topic]?.why ?? '']), ...workload.consumes.map(topic => [topic, 'consumes', topology.topics[topic]?.why ?? ''])]],
  ['secrets', workload.secrets.map(secret => [secret, topology.secrets[secret]?.class ?? '', topology.secrets[secret]?.owner ?? '', topology.secrets[secret]?.why ?? ''])],
];

const identity = (w: Workload): Rows => [
  ['shape', w.shape],
  ['namespace', w.namespace],
  ['scope', w.scope],
  ['money', w.money],
  ['ports', [...w.ports.map(({ name, port }) => `${name} ${port}`), `management ${w.managementPort}`].join(', ')],
  ['nodes', `pool ${w.pool}`],
  ['image', `${w.image.repository}${w.image.digest === null ? ', no digest' : `@${w.image.digest}`}`],
  ...(w.route === null ? [] : [['route', `${w.route.name}, port ${w.route.port}`]]),
  ...(w.provider === null ? [] : [['provider', `${w.provider.provider} (${w.provider.connectivity})`]]),
  ...(w.lease === null ? [] : [['lease', `${w.lease.name}, ${w.lease.ttlSeconds} s, renewed every ${w.lease.renewSeconds} s`]]),
];

/** Of a call to a service: one replica's, for each callee. */
const callLimits = ({ to, port }: Edge, { calls }: Workload): string => {
  const call = calls.find(each => `workload/${each.to}` === to && each.port === port);
  return call === undefined ? '–' : `${call.timeoutMs} ms, ${call.bulkhead} at once`;
};

const poolWords = ({ size, connectionTimeoutMs, socketTimeoutMs, maxLifetimeMs, keepaliveMs }: StoreUse['pool']): string =>
  `${size} connections, ${connectionTimeoutMs} ms for one, ${socketTimeoutMs} ms for an answer, kept ${maxLifetimeMs / 1000} s, alive every ${keepaliveMs / 1000} s`;

const probeWords = ({ periodSeconds, timeoutSeconds, failureThreshold }: Workload['probes']['readiness']): string => `every ${periodSeconds} s, ${timeoutSeconds} s for an answer, ${failureThreshold} misses`;

/** What, how much, and the pointers below the service under which `explain` says why. */
const resources = (w: Workload): Rows => [
  ['replicas', String(w.replicas), 'replicas'],
  ['autoscaler', w.autoscaler === null ? 'none' : `${w.replicas} to ${w.maxReplicas}, target ${w.autoscaler.cpuUtilization} % of the CPU request`, w.autoscaler === null ? '' : 'maxReplicas, autoscaler/cpuUtilization'],
  ['each', `${w.resources.cpuMillis}m CPU, ${w.resources.memoryMiB} MiB, heap ${w.jvm.heapMiB} MiB, ${w.threads} threads`, 'resources/cpuMillis, resources/memoryMiB, jvm/heapMiB, threads'],
  ['disruption', `at most ${w.disruption.maxUnavailable} away`, 'disruption/maxUnavailable'],
  ['rollout', `${w.rollout.maxSurge} more, ${w.rollout.maxUnavailable} fewer`, 'rollout/maxSurge, rollout/maxUnavailable'],
  ['spread', `over zones, ${w.spread.zone}, at least ${w.spread.minDomains}`, 'spread/minDomains'],
  ['tolerates', `pool ${w.pool}; a lost node for ${w.tolerationSeconds} s`, 'tolerationSeconds'],
  ['priority', w.priorityClass, ''],
  ['startup', probeWords(w.probes.startup), `table TIERS ${w.tier}`],
  ['readiness', probeWords(w.probes.readiness), `table TIERS ${w.tier}`],
  ['liveness', probeWords(w.probes.liveness), `table TIERS ${w.tier}`],
  ['drain', `${w.drain.preStopSeconds} s before SIGTERM, ${w.drain.graceSeconds} s in all`, 'drain/preStopSeconds, drain/graceSeconds'],
  ['why', `payment-topology explain workloads/${w.name}`, 'and a pointer of these behind it'],
];
