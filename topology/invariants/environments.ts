import type { EnvironmentSpec, Problem, RegionEndpoints } from '../../model/index.ts';
import { type EnvironmentInvariant, problem } from './invariant.ts';

/** PT-116: real data, real money and what was copied from them stay where real money is. */
export const lowerEnvironments: EnvironmentInvariant = function* (environment, { environments }) {
  if (environment.data === 'real') {
    if (environment.providers !== 'live') yield at(environment, 'providers', `'${environment.providers}' where real money is`, "'live'");
    return;
  }
  if (environment.providers === 'live') yield at(environment, 'providers', "'live' endpoints of providers without real data", "'test' or 'simulator'");
  const from = environments.find(other => other.name === environment.restoreFrom?.environment);
  if (environment.restoreFrom !== undefined && from?.data === 'real') {
    if (!environment.restoreFrom.masked) yield at(environment, 'restoreFrom', `an unmasked backup of '${from.name}'`, 'masked: true, or a backup of another environment');
    else if (environment.data !== 'masked') yield at(environment, 'data', `'${environment.data}' with a backup of '${from.name}'`, "'masked'");
  }
  const real = new Set(environments.filter(other => other.data === 'real').flatMap(other => Object.values(other.endpoints ?? {}).flatMap(hostsOf)));
  for (const [region, endpoints] of Object.entries(environment.endpoints ?? {})) {
    for (const host of hostsOf(endpoints)) if (real.has(host)) yield at(environment, `endpoints.${region}`, `'${host}', an endpoint of real data`, 'an endpoint of its own');
  }
};

const hostsOf = ({ postgres = {}, kafka = [] }: RegionEndpoints): readonly string[] => [...Object.values(postgres).flatMap(({ primary, replica }) => [primary, replica]), ...kafka];

/** PT-125: what one environment breaks, another never feels; some AWS services exist once in an account and region. */
export const ownAccount: EnvironmentInvariant = function* (environment, { environments }) {
  if (environment.cloud.kind !== 'aws') return;
  for (const other of environments) {
    if (other.name !== environment.name && other.cloud.kind === 'aws' && other.cloud.account === environment.cloud.account) {
      yield problem('PT-125', 'environment', environment.name, 'cloud.account', `account ${environment.cloud.account} of '${other.name}'`, 'an account of its own');
    }
  }
};

const at = (environment: EnvironmentSpec, path: string, saw: string, want: string): Problem => problem('PT-116', 'environment', environment.name, path, saw, want);
