import type { InputName, Problem } from '../../model/index.ts';
import { REQUIRED_INPUTS, type RequiredInput } from '../numbers.ts';
import { type Context, type Invariant, isUnread, oneOf, problem } from './invariant.ts';

const REQUIRED_UNITS: Readonly<Record<RequiredInput, string>> = {
  replicaUtilization: '1', burst: '1', nodeFill: '1', databaseFill: '1', heapShare: '1', everything: '1', handlingTime: 'ms', callTimeout: 'ms', connectionHold: 'ms',
  connectionTimeout: 'ms', socketTimeout: 'ms', connectionLifetime: 'ms', keepalive: 'ms', forgetting: 's', leastSettling: 's', commitTime: 's', leaseRelease: 's', leaveGroup: 's', sessionTimeout: 'ms', heartbeat: 'ms', shutdownMargin: 's',
  reservedConnections: 'connections', operatorConnections: 'connections', eventsPerPartition: '1/s', leastPool: 'connections', leastThreads: 'threads', leastCalls: 'calls',
  instanceCpu: 'm', instanceMemory: 'MiB', platformCpu: 'm', platformMemory: 'MiB', platformPods: 'pods', jobCpu: 'm', jobMemory: 'MiB',
};

/** PT-100: an input is used with the unit it has; milliseconds are never taken for seconds. PT-101 for those that do not exist. */
export const units: Invariant = function* (context) {
  const { catalog } = context.selection;
  for (const name of REQUIRED_INPUTS) yield* unit(context, name, REQUIRED_UNITS[name], 'input', name, '');
  for (const service of catalog.services) {
    const { share, perReplica, handling } = service.load;
    if (share !== undefined) yield* unit(context, share, '1', 'service', service.name, 'load.share');
    if (typeof perReplica === 'string') yield* unit(context, perReplica, '1/s', 'service', service.name, 'load.perReplica');
    if (handling !== undefined) yield* unit(context, handling, 'ms', 'service', service.name, 'load.handling');
    for (const [index, { timeout }] of (service.calls ?? []).entries()) if (typeof timeout === 'string') yield* unit(context, timeout, 'ms', 'service', service.name, `calls[${index}].timeout`);
    for (const [index, use] of (service.stores ?? []).entries()) if (use.hold !== undefined) yield* unit(context, use.hold, 'ms', 'service', service.name, `stores[${index}].hold`);
  }
  for (const provider of catalog.providers) {
    for (const [operation, limit] of Object.entries(provider.operations)) {
      yield* unit(context, limit.timeoutMs, 'ms', 'provider', provider.name, `operations.${operation}.timeoutMs`);
      yield* unit(context, limit.maxConcurrency, null, 'provider', provider.name, `operations.${operation}.maxConcurrency`);
      if (limit.retryBudgetPerMinute !== undefined) yield* unit(context, limit.retryBudgetPerMinute, 'retries/min', 'provider', provider.name, `operations.${operation}.retryBudgetPerMinute`);
    }
  }
  for (const store of catalog.stores) {
    if (store.kind === 'postgres') yield* unit(context, store.maxConnections, 'connections', 'store', store.name, 'maxConnections');
    if (store.kind === 'kafka') yield* unit(context, store.partitionsPerBroker, 'partition replicas/broker', 'store', store.name, 'partitionsPerBroker');
  }
  for (const [name, type] of Object.entries(catalog.nodeTypes)) {
    yield* unit(context, type.cpuMillis, 'm', 'nodeType', name, 'cpuMillis');
    yield* unit(context, type.memoryMiB, 'MiB', 'nodeType', name, 'memoryMiB');
    yield* unit(context, type.pods, 'pods', 'nodeType', name, 'pods');
  }
};

/** `null` accepts any unit. */
function* unit(context: Context, name: InputName, wanted: string | null, noun: string, owner: string, path: string): Iterable<Problem> {
  const { catalog } = context.selection;
  if (isUnread(context, 'inputs', name)) return;
  const found = Object.hasOwn(catalog.inputs, name) ? catalog.inputs[name] : undefined;
  if (found === undefined) {
    if (noun !== 'input') yield problem('PT-101', noun, owner, path, `no input '${name}'`, oneOf(name, Object.keys(catalog.inputs)));
  } else if (wanted !== null && found.unit !== wanted) yield problem('PT-100', noun, owner, path, `input '${name}' in '${found.unit}'`, `an input in '${wanted}'`);
}
