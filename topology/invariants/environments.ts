import type { EnvironmentSpec, Problem } from '../../model/index.ts';
import { type Invariant, problem } from './invariant.ts';

/** PT-116: real data, real money and what was copied from them stay where real money is. */
export const lowerEnvironments: Invariant = function* ({ selection: { environment, catalog }, environments }) {
  for (const provider of catalog.providers) {
    const shared = provider.test.hosts.find(host => provider.live.hosts.includes(host)) ?? provider.test.addresses.find(block => provider.live.addresses.includes(block));
    if (shared !== undefined) yield problem('PT-116', 'provider', provider.name, 'test', `'${shared}', which is also live`, 'an endpoint that moves no real money');
  }
  if (environment.data === 'real') {
    if (environment.providers !== 'live') yield at(environment, 'providers', `'${environment.providers}' where real money is`, "'live'");
    return;
  }
  if (environment.providers === 'live') yield at(environment, 'providers', "'live' endpoints of providers without real data", "'test' or 'simulator'");
  const real = environments.filter(other => other.data === 'real');
  const from = environments.find(other => other.name === environment.restoreFrom?.environment);
  if (environment.restoreFrom !== undefined) {
    if (from === undefined) yield problem('PT-101', 'environment', environment.name, 'restoreFrom.environment', `no environment '${environment.restoreFrom.environment}'`, `one of ${environments.map(({ name }) => name).join(', ')}`);
    else if (from.data === 'real' && !environment.restoreFrom.masked) yield at(environment, 'restoreFrom', `an unmasked backup of '${from.name}'`, 'masked: true, or a backup of another environment');
    else if (from.data === 'real' && environment.data !== 'masked') yield at(environment, 'data', `'${environment.data}' with a backup of '${from.name}'`, "'masked'");
  }
  const realHosts = new Set(real.flatMap(other => Object.values(other.endpoints ?? {}).flatMap(region => [...Object.values(region.postgres ?? {}).flatMap(({ primary, replica }) => [primary, replica]), ...(region.kafka ?? [])])));
  for (const [region, endpoints] of Object.entries(environment.endpoints ?? {})) {
    for (const host of [...Object.values(endpoints.postgres ?? {}).flatMap(({ primary, replica }) => [primary, replica]), ...(endpoints.kafka ?? [])]) {
      if (realHosts.has(host)) yield at(environment, `endpoints.${region}`, `'${host}', an endpoint of real data`, 'an endpoint of its own');
    }
  }
  for (const other of real) {
    for (const [route, host] of Object.entries(environment.hosts)) if (Object.values(other.hosts).includes(host)) yield at(environment, `hosts.${route}`, `'${host}' of '${other.name}'`, 'a host name of its own');
  }
};

/** PT-117: one region is written to; its standby says how large it is. */
export const oneWriter: Invariant = function* ({ selection: { environment } }) {
  const primaries = environment.regions.filter(region => region.role === 'primary');
  if (primaries.length !== 1) {
    yield problem('PT-117', 'environment', environment.name, 'regions', `${primaries.length} writable regions`, 'exactly one region with role: primary');
  }
  for (const [index, region] of environment.regions.entries()) {
    if (region.role === 'standby' && region.scale === undefined) yield problem('PT-117', 'environment', environment.name, `regions[${index}].scale`, 'a standby without scale', "the part of the primary it runs, such as '1/3'");
  }
};

/** PT-125: what one environment breaks, another never feels; some AWS services exist once in an account and region. */
export const ownAccount: Invariant = function* ({ selection: { environment }, environments }) {
  if (environment.cloud.kind !== 'aws') return;
  for (const other of environments) {
    if (other.name !== environment.name && other.cloud.kind === 'aws' && other.cloud.account === environment.cloud.account) {
      yield problem('PT-125', 'environment', environment.name, 'cloud.account', `account ${environment.cloud.account} of '${other.name}'`, 'an account of its own');
    }
  }
};

const at = (environment: EnvironmentSpec, path: string, saw: string, want: string): Problem => problem('PT-116', 'environment', environment.name, path, saw, want);
