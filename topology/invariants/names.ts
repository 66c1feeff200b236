import type { Catalog, Place, Problem, ServiceSpec, StoreSpec } from '../../model/index.ts';
import { REQUIRED_INPUTS } from '../numbers.ts';
import { SIMULATOR } from '../provider.ts';
import { isJobImage } from '../stores.ts';
import { DEFAULT_PORT } from '../workload.ts';
import { atService, type Context, type EnvironmentInvariant, type Invariant, isUnread, oneOf, problem } from './invariant.ts';

/** PT-101: every name that is used exists somewhere in the catalog, whatever the mode. */
export const unknownNames: Invariant = function* (context) {
  const { catalog } = context.selection;
  for (const service of catalog.services) yield* serviceNames(service, context);
  for (const secret of catalog.secrets) {
    if (secret.provider !== undefined) yield* unknown(context, secret.provider, 'providers', 'provider', { noun: 'secret', name: secret.name, path: 'provider' });
  }
  for (const topic of catalog.topics) yield* unknown(context, topic.flow, 'flows', 'flow', { noun: 'topic', name: topic.name, path: 'flow' });
  for (const name of REQUIRED_INPUTS) {
    if (!Object.hasOwn(catalog.inputs, name) && !isUnread(context, 'inputs', name)) yield problem('PT-101', 'catalog', 'catalog', 'inputs', `no input '${name}'`, 'this input, sizes rest on it');
  }
  yield* inputNames(context);
  for (const component of catalog.components) {
    const ports = [(component.calledByControlPlane ?? []).map(call => call.port), component.calledByAll === undefined ? [] : [component.calledByAll.port]].flat();
    for (const port of ports) if (!Object.hasOwn(component.ports, port)) yield problem('PT-101', 'component', component.name, 'ports', `no port '${port}'`, oneOf(port, Object.keys(component.ports)));
  }
};

/** Whatever stands in this field of the catalog, or in a part of it, is known by these names. */
const namesIn = (catalog: Catalog, field: keyof Catalog, among?: (item: StoreSpec) => boolean): readonly string[] => {
  const nouns = catalog[field];
  if (!Array.isArray(nouns)) return Object.keys(nouns);
  return (nouns as readonly StoreSpec[]).filter(item => among?.(item) ?? true).map(({ name }) => name);
};

function* unknown(context: Context, name: string, field: keyof Catalog, kind: string, at: Place, among?: (item: StoreSpec) => boolean): Iterable<Problem> {
  const known = namesIn(context.selection.catalog, field, among);
  if (!known.includes(name) && !isUnread(context, field, name)) yield problem('PT-101', at.noun, at.name, at.path, `no ${kind} '${name}'`, oneOf(name, known));
}

function* serviceNames(service: ServiceSpec, context: Context): Iterable<Problem> {
  const { catalog } = context.selection;
  const at = (path: string): Place => ({ noun: 'service', name: service.name, path });
  yield* unknown(context, service.load.flow, 'flows', 'flow', at('load.flow'));
  for (const [index, call] of (service.calls ?? []).entries()) {
    yield* unknown(context, call.to, 'services', 'service', at(`calls[${index}].to`));
    const callee = catalog.services.find(({ name }) => name === call.to);
    const port = call.port ?? DEFAULT_PORT;
    if (callee !== undefined && !Object.hasOwn(callee.ports ?? {}, port)) {
      yield atService('PT-101', service, `calls[${index}].port`, `'${call.to}' has no port '${port}'`, Object.keys(callee.ports ?? {}).length === 0 ? `a port of '${call.to}'` : oneOf(port, Object.keys(callee.ports ?? {})));
    }
  }
  for (const [index, use] of (service.stores ?? []).entries()) yield* unknown(context, use.name, 'stores', 'database', at(`stores[${index}].name`), isDatabase);
  for (const [index, use] of (service.objects ?? []).entries()) yield* unknown(context, use.name, 'stores', 'object store', at(`objects[${index}].name`), ({ kind }) => kind === 'object');
  for (const [index, topic] of (service.publishes ?? []).entries()) yield* unknown(context, topic, 'topics', 'topic', at(`publishes[${index}]`));
  for (const [index, topic] of (service.consumes ?? []).entries()) yield* unknown(context, topic, 'topics', 'topic', at(`consumes[${index}]`));
  for (const [index, secret] of (service.secrets ?? []).entries()) yield* unknown(context, secret, 'secrets', 'secret', at(`secrets[${index}]`));
  if (service.provider !== undefined) yield* unknown(context, service.provider, 'providers', 'provider', at('provider'));
  if (typeof service.resources === 'string') yield* unknown(context, service.resources, 'sizes', 'size', at('resources'));
  if (service.route !== undefined && !Object.hasOwn(service.ports ?? {}, service.route.port)) {
    yield atService('PT-101', service, 'route.port', `no port '${service.route.port}'`, `one of its ports: ${Object.keys(service.ports ?? {}).join(', ') || 'it has none'}`);
  }
}

function* inputNames(context: Context): Iterable<Problem> {
  for (const [name, { steady, peak }] of Object.entries(context.selection.catalog.flows)) {
    for (const input of new Set([...steady.times, ...(steady.per ?? []), ...peak.times, ...(peak.per ?? [])])) yield* unknown(context, input, 'inputs', 'input', { noun: 'flow', name, path: 'steady or peak' });
  }
}

const isDatabase = ({ kind }: StoreSpec): boolean => kind === 'postgres';

/** PT-101: also where an environment says a name. */
export const unknownInEnvironment: EnvironmentInvariant = function* (environment, context) {
  const at = (path: string): Place => ({ noun: 'environment', name: environment.name, path });
  yield* unknown(context, environment.nodeType, 'nodeTypes', 'node type', at('nodeType'));
  const regions = environment.regions.map(({ name }) => name);
  for (const [region, { postgres = {} }] of Object.entries(environment.endpoints ?? {})) {
    if (!regions.includes(region)) yield problem('PT-101', 'environment', environment.name, `endpoints.${region}`, `no region '${region}'`, oneOf(region, regions));
    for (const store of Object.keys(postgres)) yield* unknown(context, store, 'stores', 'database', at(`endpoints.${region}.postgres.${store}`), isDatabase);
  }
  for (const image of Object.keys(environment.images)) if (!isJobImage(image)) yield* unknown(context, image, 'services', 'service', at(`images.${image}`));
  const { services } = context.selection;
  if (environment.providers === 'simulator' && !services.has(SIMULATOR) && !isUnread(context, 'services', SIMULATOR) && [...services.values()].some(({ provider }) => provider !== undefined)) {
    yield problem('PT-101', 'environment', environment.name, 'providers', `'simulator' without a service '${SIMULATOR}'`, oneOf(SIMULATOR, services.keys()));
  }
  const from = environment.restoreFrom?.environment;
  const known = context.environments.map(({ name }) => name);
  if (from !== undefined && !known.includes(from) && !isUnread(context, 'environments', from)) {
    yield problem('PT-101', 'environment', environment.name, 'restoreFrom.environment', `no environment '${from}'`, oneOf(from, known));
  }
};
