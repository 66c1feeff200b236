import { MANAGEMENT_PORT, type Problem } from '../../model/index.ts';
import { atService, type EnvironmentInvariant, type Invariant, problem } from './invariant.ts';

/** PT-102: names are unique within their kind, ports within a service. */
export const duplicates: Invariant = function* ({ selection: { catalog }, environments, unread }) {
  const written = (field: 'services' | 'components' | 'stores' | 'topics' | 'providers' | 'secrets') => [...catalog[field].map(({ name }) => name), ...readable(unread[field])];
  yield* repeated('service', [...written('services'), ...written('components')]);
  yield* repeated('store', written('stores'));
  yield* repeated('topic', written('topics'));
  yield* repeated('provider', written('providers'));
  yield* repeated('secret', written('secrets'));
  yield* repeated('environment', [...environments.map(({ name }) => name), ...readable(unread.environments)]);
  for (const service of catalog.services) {
    const seen = new Map([[MANAGEMENT_PORT, 'management']]);
    for (const [name, port] of Object.entries(service.ports ?? {})) {
      const other = seen.get(port);
      if (other !== undefined) yield atService('PT-102', service, `ports.${name}`, `port ${port}, which is also '${other}'`, 'a port of its own');
      seen.set(port, name);
      if (name === 'management') yield atService('PT-102', service, `ports.${name}`, "a port named 'management'", `another name: every workload already has 'management' on ${MANAGEMENT_PORT}`);
    }
  }
};

/** PT-102: so are regions, and the zones of a region. */
export const regionsOnce: EnvironmentInvariant = function* ({ name, regions }) {
  yield* repeated('environment', regions.map(region => region.name), { name, path: 'regions' });
  for (const [index, { zones }] of regions.entries()) yield* repeated('environment', zones, { name, path: `regions[${index}].zones` });
};

const readable = (names: readonly (string | null)[]): readonly string[] => names.filter(name => name !== null);

function* repeated(noun: string, names: readonly string[], owner?: { readonly name: string; readonly path: string }): Iterable<Problem> {
  for (const name of new Set(names.filter((other, index) => names.indexOf(other) !== index))) {
    yield problem('PT-102', noun, owner?.name ?? name, owner?.path ?? 'name', `'${name}' twice`, 'each name once');
  }
}
