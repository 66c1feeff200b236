/**
 * What people write: services, stores, topics, providers, secrets, platform components, load and assumptions.
 *
 * Optional fields say their default in words of behaviour; defaults are applied once, in `topology/compile`.
 */
import type { ComponentSpec } from './catalog/component.ts';
import type { FlowSpec, InputName, InputSpec, SizeSpec } from './catalog/load.ts';
import type { ProviderSpec, SecretSpec } from './catalog/provider.ts';
import type { ServiceSpec } from './catalog/service.ts';
import type { StoreSpec, TopicSpec } from './catalog/store.ts';

/** Everything about the platform but its environments. */
export interface Catalog {
  readonly services: readonly ServiceSpec[];
  readonly components: readonly ComponentSpec[];
  readonly stores: readonly StoreSpec[];
  readonly topics: readonly TopicSpec[];
  readonly providers: readonly ProviderSpec[];
  readonly secrets: readonly SecretSpec[];
  readonly flows: Readonly<Record<string, FlowSpec>>;
  readonly inputs: Readonly<Record<InputName, InputSpec>>;
  readonly sizes: Readonly<Record<string, SizeSpec>>;
  /** Allocatable of an instance type, after what the system and the agents of every node take. */
  readonly nodeTypes: Readonly<Record<string, { readonly cpuMillis: InputName; readonly memoryMiB: InputName; readonly pods: InputName }>>;
}
