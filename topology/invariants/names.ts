import type { Problem, ServiceSpec } from '../../model/index.ts';
import { REQUIRED_INPUTS } from '../numbers.ts';
import { DEFAULT_PORT } from '../workload.ts';
import { atService, type Context, type Invariant, oneOf, problem } from './invariant.ts';

/** PT-101: every name that is used exists somewhere in the catalog, whatever the mode. */
export const unknownNames: Invariant = function* (context) {
  const { catalog } = context.selection;
  for (const service of catalog.services) yield* serviceNames(service, context);
  for (const secret of catalog.secrets) {
    if (secret.provider !== undefined) yield* missing(secret.provider, catalog.providers, name => problem('PT-101', 'secret', secret.name, 'provider', `no provider '${name}'`, oneOf(name, names(catalog.providers))));
  }
  for (const topic of catalog.topics) yield* keyed(topic.flow, catalog.flows, 'topic', topic.name, 'flow');
  for (const name of REQUIRED_INPUTS) {
    if (!(name in catalog.inputs)) yield problem('PT-101', 'catalog', 'catalog', 'inputs', `no input '${name}'`, 'this input, sizes rest on it');
  }
  yield* inputNames(context);
  for (const component of catalog.components) {
    const ports = [(component.calledByControlPlane ?? []).map(call => call.port), component.calledByAll === undefined ? [] : [component.calledByAll.port]].flat();
    for (const port of ports) if (!(port in component.ports)) yield problem('PT-101', 'component', component.name, 'ports', `no port '${port}'`, oneOf(port, Object.keys(component.ports)));
  }
  yield* environmentNames(context);
};

const names = (items: readonly { readonly name: string }[]): readonly string[] => items.map(({ name }) => name);

function* missing(name: string, items: readonly { readonly name: string }[], make: (name: string) => Problem): Iterable<Problem> {
  if (!items.some(item => item.name === name)) yield make(name);
}

function* keyed(name: string, table: Readonly<Record<string, unknown>>, noun: string, owner: string, path: string): Iterable<Problem> {
  if (!Object.hasOwn(table, name)) yield problem('PT-101', noun, owner, path, `no ${path.includes('flow') ? 'flow' : 'input'} '${name}'`, oneOf(name, Object.keys(table)));
}

function* serviceNames(service: ServiceSpec, { selection: { catalog } }: Context): Iterable<Problem> {
  const at = (path: string, kind: string, known: readonly string[]) => (name: string): Problem => atService('PT-101', service, path, `no ${kind} '${name}'`, oneOf(name, known));
  yield* keyed(service.load.flow, catalog.flows, 'service', service.name, 'load.flow');
  for (const [index, call] of (service.calls ?? []).entries()) {
    yield* missing(call.to, catalog.services, at(`calls[${index}].to`, 'service', names(catalog.services)));
    const callee = catalog.services.find(({ name }) => name === call.to);
    const port = call.port ?? DEFAULT_PORT;
    if (callee !== undefined && !Object.hasOwn(callee.ports ?? {}, port)) {
      yield atService('PT-101', service, `calls[${index}].port`, `'${call.to}' has no port '${port}'`, Object.keys(callee.ports ?? {}).length === 0 ? `a port of '${call.to}'` : oneOf(port, Object.keys(callee.ports ?? {})));
    }
  }
  const databases = catalog.stores.filter(store => store.kind === 'postgres');
  for (const [index, use] of (service.stores ?? []).entries()) yield* missing(use.name, databases, at(`stores[${index}].name`, 'database', names(databases)));
  const objects = catalog.stores.filter(store => store.kind === 'object');
  for (const [index, use] of (service.objects ?? []).entries()) yield* missing(use.name, objects, at(`objects[${index}].name`, 'object store', names(objects)));
  for (const [index, topic] of (service.publishes ?? []).entries()) yield* missing(topic, catalog.topics, at(`publishes[${index}]`, 'topic', names(catalog.topics)));
  for (const [index, topic] of (service.consumes ?? []).entries()) yield* missing(topic, catalog.topics, at(`consumes[${index}]`, 'topic', names(catalog.topics)));
  for (const [index, secret] of (service.secrets ?? []).entries()) yield* missing(secret, catalog.secrets, at(`secrets[${index}]`, 'secret', names(catalog.secrets)));
  if (service.provider !== undefined) yield* missing(service.provider, catalog.providers, at('provider', 'provider', names(catalog.providers)));
  if (typeof service.resources === 'string' && !Object.hasOwn(catalog.sizes, service.resources)) {
    yield atService('PT-101', service, 'resources', `no size '${service.resources}'`, oneOf(service.resources, Object.keys(catalog.sizes)));
  }
  if (service.route !== undefined && !Object.hasOwn(service.ports ?? {}, service.route.port)) {
    yield atService('PT-101', service, 'route.port', `no port '${service.route.port}'`, `one of its ports: ${Object.keys(service.ports ?? {}).join(', ') || 'it has none'}`);
  }
}

function* inputNames({ selection: { catalog } }: Context): Iterable<Problem> {
  for (const [name, flow] of Object.entries(catalog.flows)) {
    for (const input of [...flow.steady.times, ...(flow.steady.per ?? []), ...flow.peak.times, ...(flow.peak.per ?? [])]) yield* keyed(input, catalog.inputs, 'flow', name, 'steady or peak');
  }
}

function* environmentNames({ selection: { catalog, environment } }: Context): Iterable<Problem> {
  if (!Object.hasOwn(catalog.nodeTypes, environment.nodeType)) {
    yield problem('PT-101', 'environment', environment.name, 'nodeType', `no node type '${environment.nodeType}'`, oneOf(environment.nodeType, Object.keys(catalog.nodeTypes)));
  }
  const regions = environment.regions.map(({ name }) => name);
  for (const region of Object.keys(environment.endpoints ?? {})) {
    if (!regions.includes(region)) yield problem('PT-101', 'environment', environment.name, `endpoints.${region}`, `no region '${region}'`, oneOf(region, regions));
  }
}
