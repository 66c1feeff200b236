/**
 * Identity functions for those who write a catalog: they give types and completion, change nothing and never throw.
 * What is wrong with the data is said by `compile`, all of it at once.
 */
import type { Catalog } from './catalog.ts';
import type { ComponentSpec } from './catalog/component.ts';
import type { FlowSpec, InputSpec } from './catalog/load.ts';
import type { ProviderSpec, SecretSpec } from './catalog/provider.ts';
import type { ServiceSpec } from './catalog/service.ts';
import type { KafkaSpec, ObjectStoreSpec, PostgresSpec, TopicSpec } from './catalog/store.ts';
import type { Config, EnvironmentSpec } from './environment.ts';

export const defineService = (spec: ServiceSpec): ServiceSpec => spec;
export const defineComponent = (spec: ComponentSpec): ComponentSpec => spec;
export const definePostgres = (spec: PostgresSpec): PostgresSpec => spec;
export const defineKafka = (spec: KafkaSpec): KafkaSpec => spec;
export const defineObjectStore = (spec: ObjectStoreSpec): ObjectStoreSpec => spec;
export const defineTopic = (spec: TopicSpec): TopicSpec => spec;
export const defineProvider = (spec: ProviderSpec): ProviderSpec => spec;
export const defineSecret = (spec: SecretSpec): SecretSpec => spec;
export const defineFlows = (flows: Readonly<Record<string, FlowSpec>>): Readonly<Record<string, FlowSpec>> => flows;
export const defineCatalog = (catalog: Catalog): Catalog => catalog;
export const defineEnvironment = (spec: EnvironmentSpec): EnvironmentSpec => spec;
export const defineConfig = (config: Config): Config => config;

/** A number that no document gives; `why` is the reason a reviewer judges. */
export const assumed = (value: number | string, unit: string, why: string): InputSpec => ({ value, unit, source: { kind: 'assumption', why } });

/** A number of part 057 or 061. */
export const stated = (part: '057' | '061', section: string, value: number | string, unit: string): InputSpec =>
  ({ value, unit, source: { kind: 'document', part, section } });

/** A limit that a vendor publishes, with the day it was read. */
export const vendor = (value: number | string, unit: string, what: string, date: string): InputSpec => ({ value, unit, source: { kind: 'vendor', what, date } });

/** A number somebody measured, with the day. */
export const measured = (value: number | string, unit: string, what: string, date: string): InputSpec =>
  ({ value, unit, source: { kind: 'measurement', what, date } });
