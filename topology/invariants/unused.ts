import type { Problem, ServiceSpec } from '../../model/index.ts';
import { type Invariant, problem } from './invariant.ts';

interface Named {
  readonly name: string;
}

/** PT-127: what is declared is used: a secret without holder, a store without user, a topic without publisher or a provider without adapter is forgotten, or its user is. */
export const unused: Invariant = function* ({ selection: { catalog, mode, secrets, postgres, kafka, objects }, unread }) {
  // a service that could not be read may be the one that uses it
  if (unread.services.length > 0) return;
  const { services } = catalog;
  const here = services.filter(({ modes }) => modes?.includes(mode) ?? true);
  const known = new Set([...catalog.secrets, ...catalog.stores, ...catalog.topics, ...catalog.providers].map(({ name }) => name));
  const absent = (noun: string, items: Iterable<Named>, uses: (service: ServiceSpec) => readonly string[], among: readonly ServiceSpec[], want: string): readonly Problem[] => {
    const used = new Set(among.flatMap(uses));
    // a name that nobody knows (PT-101) may be meant for it
    if ([...used].some(name => !known.has(name))) return [];
    return [...items].filter(({ name }) => !used.has(name)).map(({ name }) => problem('PT-127', noun, name, '', 'nobody who uses it', want));
  };
  const inMode = `in card-data mode '${mode}', or modes without it`;
  yield* absent('secret', secrets.values(), service => service.secrets ?? [], here, `a service that holds it ${inMode}`);
  yield* absent('store', postgres.values(), service => (service.stores ?? []).map(({ name }) => name), here, `a service that uses it ${inMode}`);
  yield* absent('store', objects.values(), service => (service.objects ?? []).map(({ name }) => name), here, `a service that writes or reads it ${inMode}`);
  if (!here.some(service => (service.publishes ?? []).length + (service.consumes ?? []).length > 0)) yield* absent('store', kafka.values(), () => [], here, `a service that publishes or consumes ${inMode}`);
  yield* absent('topic', catalog.topics, service => service.publishes ?? [], services, 'a service that publishes it');
  yield* absent('provider', catalog.providers, service => (service.provider === undefined ? [] : [service.provider]), services, 'an adapter: a service with this provider');
};
