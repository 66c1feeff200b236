/** Which of a provider's endpoints an environment uses. */
import { namespaceOf, type Provider, type ProviderSpec } from '../model/index.ts';
import type { Selection } from './selection.ts';

export const SIMULATOR = 'provider-simulator';

/** Hosts and port as the adapter sees them; where providers are simulated, those of the simulator. */
export const endpointOf = (provider: ProviderSpec, { environment, services }: Selection): { readonly hosts: readonly string[]; readonly port: number } => {
  if (environment.providers !== 'simulator') {
    const { hosts, addresses, port } = provider[environment.providers];
    return { hosts: hosts.length > 0 ? hosts : addresses.map(block => block.replace(/\/\d+$/, '')), port };
  }
  const simulator = services.get(SIMULATOR);
  return { hosts: [`${SIMULATOR}.${namespaceOf(simulator?.segment ?? 'provider')}.svc`], port: Object.values(simulator?.ports ?? {})[0] ?? 0 };
};

/** What the network allows; nothing where the provider is simulated inside the cluster. */
export const providerOf = (provider: ProviderSpec, selection: Selection): Provider => {
  const { environment, services } = selection;
  const endpoint = environment.providers === 'simulator' ? { hosts: [], addresses: [], port: 0 } : provider[environment.providers];
  const adapter = [...services.values()].find(service => service.provider === provider.name);
  return {
    name: provider.name, summary: provider.summary, owner: provider.owner, connectivity: provider.connectivity, encryption: provider.encryption,
    hosts: endpoint.hosts, addresses: endpoint.addresses, port: endpoint.port,
    tunnels: environment.providers === 'simulator' ? null : provider.tunnels ?? null, adapter: adapter?.name ?? '', inquiry: provider.inquiry,
  };
};
