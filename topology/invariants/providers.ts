import type { EndpointSpec, ProviderSpec } from '../../model/index.ts';
import { SIMULATOR } from '../provider.ts';
import { atService, type Invariant, oneOf, problem } from './invariant.ts';

/** PT-106: whoever holds a credential of a provider is the adapter of that provider. */
export const providerCredentials: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    for (const [index, name] of (service.secrets ?? []).entries()) {
      const provider = selection.secrets.get(name)?.provider;
      if (provider !== undefined && provider !== service.provider) {
        yield atService('PT-106', service, `secrets[${index}]`, `'${name}', a credential of '${provider}'`, `only the adapter with provider: '${provider}' holds it`);
      }
    }
  }
};

/** PT-111: connectivity facts of every adapted provider; one adapter each. */
export const connectivity: Invariant = function* ({ selection }) {
  const adapters = new Map<string, string>();
  for (const service of selection.services.values()) {
    const provider = service.provider === undefined ? undefined : selection.providers.get(service.provider);
    if (provider === undefined) continue;
    const other = adapters.get(provider.name);
    if (other !== undefined) yield atService('PT-111', service, 'provider', `'${provider.name}', which '${other}' adapts`, 'one adapter for each provider');
    adapters.set(provider.name, service.name);
    yield* facts(provider);
  }
  if (selection.environment.providers === 'simulator' && adapters.size > 0 && !selection.services.has(SIMULATOR)) {
    yield problem('PT-101', 'environment', selection.environment.name, 'providers', `'simulator' without a service '${SIMULATOR}'`, oneOf(SIMULATOR, selection.services.keys()));
  }
};

function* facts(provider: ProviderSpec) {
  const say = (path: string, saw: string, want: string) => problem('PT-111', 'provider', provider.name, path, saw, want);
  for (const kind of ['live', 'test'] as const) {
    const endpoint: EndpointSpec = provider[kind];
    if (endpoint.addresses.length === 0) yield say(`${kind}.addresses`, 'no addresses', 'the address blocks of the contract: a network allows addresses, not promises');
    const named = provider.connectivity === 'https' || provider.connectivity === 'mtls' || provider.connectivity === 'sftp';
    if (named && endpoint.hosts.length === 0) yield say(`${kind}.hosts`, 'no host names', `the host names that '${provider.connectivity}' is checked against`);
  }
  if (Object.keys(provider.operations).length === 0) yield say('operations', 'no operations', 'timeout and limit of every operation');
  if (provider.connectivity === 'private-link' && provider.tunnels === undefined) yield say('tunnels', 'a private link without tunnels', 'two customer gateways');
  if (provider.connectivity === 'iso8583' && provider.connections === undefined) yield say('connections', 'a switch without connections', 'how many connections it accepts');
  if (provider.encryption === 'none') yield say('encryption', "'none'", 'tls, mtls or ssh');
}
