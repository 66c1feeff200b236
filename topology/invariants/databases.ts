import { roleOfUse, storesOf } from '../selection.ts';
import { atService, type Invariant } from './invariant.ts';

/** PT-107: each service signs in to a database as itself. */
export const databaseRoles: Invariant = function* ({ selection }) {
  const owners = new Map<string, string>();
  for (const service of selection.services.values()) {
    for (const [index, use] of (service.stores ?? []).entries()) {
      if (!selection.postgres.has(use.name)) continue;
      const role = roleOfUse(service, use.role);
      const key = `${use.name} ${role}`;
      const owner = owners.get(key);
      if (owner !== undefined) yield atService('PT-107', service, `stores[${index}].role`, `role '${role}' of '${use.name}', which '${owner}' has`, 'a role of its own');
      else owners.set(key, service.name);
    }
  }
};

/** PT-108: a replica may lag; a stale balance pays twice. */
export const primariesForMoney: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    for (const [index, use] of (service.stores ?? []).entries()) {
      if (service.money !== undefined && service.money !== 'none' && use.endpoint === 'replica') {
        yield atService('PT-108', service, `stores[${index}].endpoint`, `a replica of '${use.name}' in a service that ${service.money} ${service.money === 'moves' ? 'money' : 'about money'}`, "endpoint: 'primary'");
      }
    }
  }
};

/** PT-109: between the internet and a database there is always a service that is not on the internet. */
export const publicWithoutDatabase: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    if (service.route === undefined) continue;
    for (const use of storesOf(selection, service)) {
      yield atService('PT-109', service, 'stores', `database '${use.name}' in a service on route '${service.route.name}'`, 'a call to a service without a route, which uses the database');
    }
  }
};
