/** Small edits of the reference catalog; each returns a copy. */
import type { Catalog, ComponentSpec, EnvironmentSpec, ProviderSpec, ServiceSpec, StoreSpec, TopicSpec } from '../../model/index.ts';
import { catalog as reference } from '../../services/index.ts';
import { environmentNamed } from '../reference.ts';

export interface Written {
  readonly catalog: Catalog;
  readonly environment: EnvironmentSpec;
}
export type Edit = (written: Written) => Written;

export const untouched: Written = { catalog: reference, environment: environmentNamed('production') };

type ListName = 'services' | 'stores' | 'topics' | 'providers' | 'secrets' | 'components';

const inList = <T extends { readonly name: string }>(list: ListName, name: string, change: (item: T) => unknown): Edit => written => {
  const items = written.catalog[list] as unknown as readonly T[];
  if (!items.some(item => item.name === name)) throw new Error(`no ${name} in ${list}`);
  return { ...written, catalog: { ...written.catalog, [list]: items.map(item => (item.name === name ? change(item) : item)) } as Catalog };
};

/** Fields that override those of one noun; values may be wrong on purpose. */
type Wrong<T> = { readonly [K in keyof T]?: unknown } & Readonly<Record<string, unknown>>;

export const service = (name: string, fields: Wrong<ServiceSpec> | ((item: ServiceSpec) => unknown)): Edit =>
  inList<ServiceSpec>('services', name, item => (typeof fields === 'function' ? fields(item) : { ...item, ...fields }));
export const store = (name: string, fields: Wrong<StoreSpec>): Edit => inList('stores', name, item => ({ ...item, ...fields }));
export const topic = (name: string, fields: Wrong<TopicSpec>): Edit => inList('topics', name, item => ({ ...item, ...fields }));
export const provider = (name: string, fields: Wrong<ProviderSpec> | ((item: ProviderSpec) => unknown)): Edit =>
  inList<ProviderSpec>('providers', name, item => (typeof fields === 'function' ? fields(item) : { ...item, ...fields }));
export const component = (name: string, fields: Wrong<ComponentSpec>): Edit => inList('components', name, item => ({ ...item, ...fields }));
export const environment = (fields: Wrong<EnvironmentSpec> | ((item: EnvironmentSpec) => unknown)): Edit => written =>
  ({ ...written, environment: (typeof fields === 'function' ? fields(written.environment) : { ...written.environment, ...fields }) as EnvironmentSpec });
export const input = (name: string, fields: Readonly<Record<string, unknown>>): Edit => written =>
  ({ ...written, catalog: { ...written.catalog, inputs: { ...written.catalog.inputs, [name]: { ...written.catalog.inputs[name], ...fields } as Catalog['inputs'][string] } } });
export const added = (list: ListName, item: unknown): Edit => written => ({ ...written, catalog: { ...written.catalog, [list]: [...written.catalog[list], item] } as Catalog });
export const without = (list: ListName, name: string): Edit => written =>
  ({ ...written, catalog: { ...written.catalog, [list]: (written.catalog[list] as readonly { readonly name: string }[]).filter(item => item.name !== name) } as Catalog });
/** Starts from another environment. */
export const inEnvironment = (name: string): Edit => written => ({ ...written, environment: environmentNamed(name) });
export const all = (...edits: readonly Edit[]): Edit => written => edits.reduce((result, edit) => edit(result), written);
