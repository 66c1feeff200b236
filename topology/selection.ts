/** What exists in one environment, card-data mode and region: the catalog without what is not there. */
import type {
  CardDataMode, Catalog, ComponentSpec, EnvironmentSpec, KafkaSpec, ObjectStoreSpec, PostgresSpec, ProviderSpec, RegionSpec, SecretSpec, ServiceSpec, StoreSpec,
  TopicSpec,
} from '../model/index.ts';

type Named<T> = ReadonlyMap<string, T>;

/** What decides about what exists. */
export interface Scene extends Pick<EnvironmentSpec, 'data' | 'cloud' | 'bindings'> {
  readonly cardData?: CardDataMode | undefined;
}

/** What exists in a scene. */
export interface Present {
  readonly catalog: Catalog;
  readonly mode: CardDataMode;
  readonly services: Named<ServiceSpec>;
  readonly components: Named<ComponentSpec>;
  readonly stores: Named<StoreSpec>;
  readonly postgres: Named<PostgresSpec>;
  readonly kafka: Named<KafkaSpec>;
  readonly objects: Named<ObjectStoreSpec>;
  readonly topics: Named<TopicSpec>;
  readonly providers: Named<ProviderSpec>;
  readonly secrets: Named<SecretSpec>;
}

/** The same in one environment and region, all of which can be read. */
export interface Selection extends Present {
  readonly environment: EnvironmentSpec;
  readonly region: RegionSpec;
}

const byName = <T extends { readonly name: string }>(items: readonly T[]): Named<T> => new Map(items.map(item => [item.name, item]));

/** What is bound to a card-data mode is absent in the others; a call to an absent service is not made. */
export const select = (catalog: Catalog, { cardData, data, cloud, bindings }: Scene): Present => {
  const mode = cardData ?? 'hosted-fields';
  const exists = (item: { readonly modes?: readonly CardDataMode[] }): boolean => item.modes === undefined || item.modes.includes(mode);
  const lower = data !== 'real';
  const stores = catalog.stores.filter(exists);
  const present: readonly string[] = [cloud.kind, bindings.postgres, bindings.kafka];
  return {
    catalog, mode,
    services: byName(catalog.services.filter(service => exists(service) && (service.only === undefined || lower))),
    components: byName(catalog.components.filter(component => component.when === undefined || present.includes(component.when))),
    stores: byName(stores),
    postgres: byName(stores.filter(store => store.kind === 'postgres')),
    kafka: byName(stores.filter(store => store.kind === 'kafka')),
    objects: byName(stores.filter(store => store.kind === 'object')),
    topics: byName(catalog.topics),
    providers: byName(catalog.providers),
    secrets: byName(catalog.secrets.filter(exists)),
  };
};

/** Calls to services that exist here. */
export const callsOf = (selection: Present, service: ServiceSpec) => (service.calls ?? []).filter(call => selection.services.has(call.to));

/** Databases used here. */
export const storesOf = (selection: Present, service: ServiceSpec) => (service.stores ?? []).filter(use => selection.postgres.has(use.name));

/** Secrets that exist here. */
export const secretsOf = (selection: Present, service: ServiceSpec) => (service.secrets ?? []).filter(secret => selection.secrets.has(secret));

/** How one operation is held up at the callee: the written deadline, or the ordinary one. */
export const roleOfUse = (service: ServiceSpec, role: string | undefined): string => role ?? service.name.replaceAll('-', '_');

/** The segment that a store stands in: namespace and pool where an operator runs it, tier of subnets where AWS does. */
export const boundaryOf = (store: { readonly name: string; readonly boundary?: 'data' | 'cde' }): 'data' | 'cde' => store.boundary ?? 'data';

/** The digest is null until a pipeline wrote it. */
export const imageOf = ({ images }: EnvironmentSpec, repository: string) => ({ repository, digest: images[repository] ?? null });

export const isFenced = (region: RegionSpec): boolean => region.role === 'standby';
