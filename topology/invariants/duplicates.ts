import { MANAGEMENT_PORT, type Problem } from '../../model/index.ts';
import { atService, type Invariant, problem } from './invariant.ts';

/** PT-102: names are unique within their kind, ports within a service. */
export const duplicates: Invariant = function* ({ selection: { catalog, environment }, environments }) {
  const lists = { service: [...catalog.services, ...catalog.components], store: catalog.stores, topic: catalog.topics, provider: catalog.providers, secret: catalog.secrets, environment: environments };
  for (const [noun, items] of Object.entries(lists)) yield* repeated(noun, items.map(({ name }) => name));
  for (const service of catalog.services) {
    const seen = new Map([[MANAGEMENT_PORT, 'management']]);
    for (const [name, port] of Object.entries(service.ports ?? {})) {
      const other = seen.get(port);
      if (other !== undefined) yield atService('PT-102', service, `ports.${name}`, `port ${port}, which is also '${other}'`, 'a port of its own');
      seen.set(port, name);
      if (name === 'management') yield atService('PT-102', service, `ports.${name}`, "a port named 'management'", `another name: every workload already has 'management' on ${MANAGEMENT_PORT}`);
    }
  }
  yield* repeated('environment', environment.regions.map(({ name }) => name), environment.name);
};

function* repeated(noun: string, names: readonly string[], owner?: string): Iterable<Problem> {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) yield problem('PT-102', noun, owner ?? name, owner === undefined ? 'name' : 'regions', `'${name}' twice`, 'each name once');
    seen.add(name);
  }
}
