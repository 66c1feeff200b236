import type { ServiceSpec } from '../../model/index.ts';
import { atService, type Invariant } from './invariant.ts';

const isWorker = (service: ServiceSpec): boolean => (service.shape ?? (service.ports === undefined ? 'worker' : 'api')) === 'worker';

/** PT-105: a worker whose effects cannot be undone is fenced, and its lease outlives three renewals. */
export const leases: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    const { lease } = service;
    if (lease === undefined) {
      if (service.money === 'moves' && isWorker(service)) yield atService('PT-105', service, 'lease', 'a worker that moves money without a lease', 'lease with name, ttlSeconds and renewSeconds');
    } else if (lease.ttlSeconds <= 3 * lease.renewSeconds) {
      yield atService('PT-105', service, 'lease.ttlSeconds', `${lease.ttlSeconds} s with a renewal every ${lease.renewSeconds} s`, `more than ${3 * lease.renewSeconds} s`);
    }
  }
};

/** PT-118: one service owns a lease; the standby's workers stand still by construction. */
export const leaseOwners: Invariant = function* ({ selection }) {
  const owners = new Map<string, string>();
  for (const service of selection.services.values()) {
    if (service.lease === undefined) continue;
    const owner = owners.get(service.lease.name);
    if (owner !== undefined) yield atService('PT-118', service, 'lease.name', `'${service.lease.name}', which '${owner}' owns`, 'a lease of its own');
    else owners.set(service.lease.name, service.name);
  }
};
