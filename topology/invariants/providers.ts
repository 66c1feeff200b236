import type { ConnectivityKind, Encryption, EndpointSpec, ProviderSpec } from '../../model/index.ts';
import { overlap } from '../addresses.ts';
import { atService, type Invariant, problem } from './invariant.ts';

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

/** PT-111: one adapter for each provider. */
export const oneAdapter: Invariant = function* ({ selection }) {
  const adapters = new Map<string, string>();
  for (const service of selection.services.values()) {
    if (service.provider === undefined) continue;
    const other = adapters.get(service.provider);
    if (other !== undefined) yield atService('PT-111', service, 'provider', `'${service.provider}', which '${other}' adapts`, 'one adapter for each provider');
    adapters.set(service.provider, service.name);
  }
};

interface Protocol {
  /** Below 1024 a port belongs to one protocol. */
  readonly port: number | null;
  readonly encryption: readonly Encryption[];
  readonly named: boolean;
}

const PROTOCOLS: Readonly<Record<ConnectivityKind, Protocol>> = {
  https: { port: 443, encryption: ['tls'], named: true },
  mtls: { port: 443, encryption: ['mtls'], named: true },
  'private-link': { port: 443, encryption: ['mtls', 'tls'], named: false },
  sftp: { port: 22, encryption: ['ssh'], named: true },
  iso8583: { port: null, encryption: ['tls', 'mtls'], named: false },
};

/** PT-111: facts of every provider that fit the way it is reached. */
export const connectivity: Invariant = function* ({ selection: { catalog } }) {
  for (const provider of catalog.providers) yield* facts(provider);
};

function* facts(provider: ProviderSpec) {
  const say = (path: string, saw: string, want: string) => problem('PT-111', 'provider', provider.name, path, saw, want);
  const kind = provider.connectivity;
  const { port, encryption, named } = PROTOCOLS[kind];
  for (const side of ['live', 'test'] as const) {
    const endpoint: EndpointSpec = provider[side];
    if (endpoint.addresses.length === 0) yield say(`${side}.addresses`, 'no addresses', 'the address blocks of the contract: a network allows addresses, not promises');
    if (named && endpoint.hosts.length === 0) yield say(`${side}.hosts`, 'no host names', `the host names that '${kind}' is checked against`);
    if (endpoint.port < 1_024 && endpoint.port !== port) yield say(`${side}.port`, `${endpoint.port}, the port of another protocol than '${kind}'`, `${port === null ? '' : `${port}, or `}a port from 1024`);
  }
  if (Object.keys(provider.operations).length === 0) yield say('operations', 'no operations', 'timeout and limit of every operation');
  if (kind === 'private-link' && provider.tunnels === undefined) yield say('tunnels', 'a private link without tunnels', 'two customer gateways');
  if (new Set(provider.tunnels?.customerGateways).size === 1) yield say('tunnels.customerGateways', 'one gateway twice', 'two customer gateways: one may fail');
  if (kind === 'iso8583' && provider.connections === undefined) yield say('connections', 'a switch without connections', 'how many connections it accepts');
  if (!encryption.includes(provider.encryption)) yield say('encryption', `'${provider.encryption}' over '${kind}'`, encryption.map(each => `'${each}'`).join(' or '));
}

/** PT-116: a test moves no real money. */
export const testIsNotLive: Invariant = function* ({ selection: { catalog } }) {
  for (const { name, live, test } of catalog.providers) {
    const shared = test.hosts.find(host => live.hosts.includes(host)) ?? test.addresses.find(block => live.addresses.some(other => overlap(block, other)));
    if (shared !== undefined) yield problem('PT-116', 'provider', name, 'test', `'${shared}', which is also live`, 'an endpoint that moves no real money');
  }
};
