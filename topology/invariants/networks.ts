import type { ConnectivityKind, Problem, ProviderSpec } from '../../model/index.ts';
import { overlap, within } from '../addresses.ts';
import { type EnvironmentInvariant, type Invariant, problem } from './invariant.ts';

/** RFC 6890: addresses that are never a party of ours or of others, wherever they are written. */
const SPECIAL = new Map([
  ['0.0.0.0/8', 'this network'], ['127.0.0.0/8', 'loopback'], ['169.254.0.0/16', 'link-local'], ['224.0.0.0/4', 'multicast'], ['240.0.0.0/4', 'reserved'],
]);
/** RFC 1918. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
/** RFC 6598: between a carrier and its customers. */
const SHARED = '100.64.0.0/10';
/** RFC 6761 and RFC 6762, and what clouds and clusters call themselves. */
const LOCAL_NAMES = ['localhost', 'local', 'internal', 'svc', 'arpa', 'invalid'];

const specialIn = (block: string): string | undefined => [...SPECIAL].find(([range]) => overlap(range, block))?.[1];
const isPrivate = (block: string): boolean => [...PRIVATE, SHARED].some(range => overlap(range, block));

/** Reached over the internet, and so at public addresses; a private link carries whatever its two ends agreed on. */
const isPublic = (connectivity: ConnectivityKind): boolean => connectivity !== 'private-link';

/** PT-128: a provider is found where its connectivity says. */
export const providerNetworks: Invariant = function* ({ selection: { catalog } }) {
  for (const provider of catalog.providers) {
    for (const kind of ['live', 'test'] as const) {
      for (const [index, block] of provider[kind].addresses.entries()) yield* outside(provider, `${kind}.addresses[${index}]`, block, isPublic(provider.connectivity));
      for (const [index, host] of provider[kind].hosts.entries()) {
        if (LOCAL_NAMES.includes(host.split('.').at(-1) ?? '')) yield say(provider, `${kind}.hosts[${index}]`, `'${host}', a name that is known on a machine or in a cluster alone`, 'the host name of the contract');
      }
    }
    for (const [index, gateway] of (provider.tunnels?.customerGateways ?? []).entries()) yield* outside(provider, `tunnels.customerGateways[${index}]`, `${gateway}/32`, true);
  }
};

function* outside(provider: ProviderSpec, path: string, block: string, open: boolean): Iterable<Problem> {
  const special = specialIn(block);
  if (special !== undefined) yield say(provider, path, `${block}, ${special} addresses`, 'addresses of the provider');
  else if (open && isPrivate(block)) yield say(provider, path, `${block}, private addresses`, `public addresses${path.startsWith('tunnels') ? '' : `: '${provider.connectivity}' goes over the internet`}`);
}

const say = (provider: ProviderSpec, path: string, saw: string, want: string): Problem => problem('PT-128', 'provider', provider.name, path, saw, want);

/** PT-128: a region has private addresses, and whoever comes to a cloud from elsewhere comes from an address. */
export const environmentNetworks: EnvironmentInvariant = function* ({ name, cloud, regions, operators, pipelines }) {
  for (const [index, { cidr }] of regions.entries()) {
    if (!PRIVATE.some(range => within(cidr, range))) yield problem('PT-128', 'environment', name, `regions[${index}].cidr`, `${cidr}, which is not private`, `a /16 of ${PRIVATE.join(', ')}`);
  }
  if (cloud.kind !== 'aws') return;
  for (const [field, blocks] of Object.entries({ operators, pipelines })) {
    for (const [index, block] of blocks.entries()) {
      const special = specialIn(block);
      if (special !== undefined) yield problem('PT-128', 'environment', name, `${field}[${index}]`, `${block}, ${special} addresses`, 'networks that people and pipelines come from');
    }
  }
};
