import { numberOf } from '../../capacity/exact.ts';
import { required } from '../numbers.ts';
import { atService, problem, type SizedInvariant } from './invariant.ts';

/** PT-115: all replicas at their maximum, with surge and reserve, stay below the part of max_connections that may be used. */
export const connectionsFit: SizedInvariant = function* ({ postgres, numbers }) {
  const fill = numberOf(required(numbers, 'databaseFill'));
  for (const store of Object.values(postgres)) {
    const limit = Math.floor(numberOf(store.maxConnections) * fill);
    const used = numberOf(store.connections);
    if (used <= limit) continue;
    const largest = [...store.roles].sort((a, b) => numberOf(b.connections) - numberOf(a.connections)).slice(0, 3).map(role => `${role.service} ${numberOf(role.connections)}`).join(', ');
    yield problem('PT-115', 'store', store.name, 'maxConnections', `${used} connections (most: ${largest})`, `at most ${limit}: smaller pools, fewer replicas, or a larger class`);
  }
};

/** PT-123: the limit of a provider divided by all replicas leaves at least one call for each; a switch has a connection for each pod. */
export const providerLimitsFit: SizedInvariant = function* ({ workloads }, { selection }) {
  for (const service of selection.services.values()) {
    const workload = workloads[service.name];
    const provider = selection.providers.get(service.provider ?? '');
    if (workload?.provider == null || provider === undefined) continue;
    for (const [operation, limit] of Object.entries(workload.provider.operations)) {
      if (numberOf(limit.bulkhead) < 1) {
        yield atService('PT-123', service, 'load', `${numberOf(workload.maxReplicas)} replicas share the limit of '${operation}' at '${provider.name}'`, 'a limit of at least one call for each replica');
      }
    }
    const pods = numberOf(workload.maxReplicas);
    if (provider.connections !== undefined && pods > provider.connections) {
      yield atService('PT-123', service, 'provider', `${pods} pods for ${provider.connections} connections of '${provider.name}'`, `at least ${pods} connections, or more load on each`);
    }
  }
};
