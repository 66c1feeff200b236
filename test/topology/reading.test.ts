import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { environments } from '../../environments/index.ts';
import type { Catalog, EnvironmentSpec, Problem, WaiverSpec } from '../../model/index.ts';
import { catalog } from '../../services/index.ts';
import { compile } from '../../topology/index.ts';
import { environmentNamed, PRIMARY } from '../reference.ts';

const production = environmentNamed('production');
const compiled = (written: { readonly catalog?: unknown; readonly environment?: unknown; readonly others?: unknown; readonly waivers?: unknown }): readonly Problem[] => {
  const environment = (written.environment ?? production) as EnvironmentSpec;
  return compile(environment, PRIMARY, (written.catalog ?? catalog) as Catalog, {
    environments: ('others' in written ? written.others : environments.map(other => (other === production ? environment : other))) as readonly EnvironmentSpec[],
    waivers: ('waivers' in written ? written.waivers : []) as readonly WaiverSpec[],
  }).problems;
};
const said = (problems: readonly Problem[]): readonly string[] => problems.map(({ code, at, saw, want }) => `${code} ${at.noun} ${at.name}${at.path === '' ? '' : ` › ${at.path}`}: saw ${saw}; want ${want}`);

const LISTS = ['services', 'components', 'stores', 'topics', 'providers', 'secrets'] as const;
const TABLES = ['flows', 'inputs', 'sizes', 'nodeTypes'] as const;
const nouns = [
  ...LISTS.flatMap(field => catalog[field].map(({ name }, index) => [field, name, (change: (noun: object) => unknown) => ({ ...catalog, [field]: (catalog[field] as readonly object[]).with(index, change(catalog[field][index] as object) as object) })] as const)),
  ...TABLES.flatMap(field => Object.entries(catalog[field]).map(([name, noun]) => [field, name, (change: (noun: object) => unknown) => ({ ...catalog, [field]: { ...catalog[field], [name]: change(noun) } })] as const)),
];

describe('every noun is read by itself', () => {
  test.each(LISTS.concat(TABLES as never))('a broken one of %s is one problem, and no rule speaks of what follows from it', field => {
    const mine = nouns.filter(([other]) => other === field);
    expect(mine.length).toBeGreaterThan(0);
    for (const [, name, edit] of mine) {
      expect(said(compiled({ catalog: edit(noun => ({ ...noun, colour: 'red' })) })).map(line => line.slice(0, line.indexOf(';'))), name).toEqual([expect.stringMatching(/^PT-100 .+ › colour: saw unknown field 'colour'$/)]);
      expect(said(compiled({ catalog: edit(() => null) })).map(line => line.slice(0, line.indexOf(';'))), name).toEqual([expect.stringMatching(/^PT-100 .+: saw null$/)]);
    }
  });

  test.each([...LISTS, ...TABLES])('a catalog without %s says that, and nothing else', field => {
    const { [field]: _, ...rest } = catalog;
    expect(said(compiled({ catalog: rest }))).toEqual([expect.stringMatching(`^PT-100 catalog catalog › ${field}: saw nothing; want `)]);
  });

  test('what is wrong with the others is said in the same run', () => {
    const services = catalog.services.map(service => (service.name === 'risk' ? { ...service, tier: 7 } : service.name === 'outbox-relay' ? { ...service, calls: [{ to: 'nobody', why: 'x' }, { to: 'reporting', why: 'x' }] } : service));
    expect(said(compiled({ catalog: { ...catalog, services }, environment: { ...production, hosts: { ...production.hosts, webhook: production.hosts.merchant } } }))).toEqual([
      expect.stringMatching(/^PT-100 service risk › tier: saw 7/), expect.stringMatching(/^PT-101 service outbox-relay › calls\[0\].to: saw no service 'nobody'/),
      expect.stringMatching(/^PT-103 service outbox-relay › calls\[1\]/), expect.stringMatching(/^PT-130 environment production › hosts.webhook/),
    ]);
  });

  test.each(Object.keys(production))('an environment without %s hides nothing of the catalog', field => {
    const { [field as 'regions']: _, ...rest } = production;
    const services = catalog.services.map(service => (service.name === 'outbox-relay' ? { ...service, calls: [{ to: 'nobody', why: 'x' }] } : service));
    const lines = said(compiled({ environment: rest, catalog: { ...catalog, services } }));
    const own = lines.filter(line => !line.startsWith('PT-101 service outbox-relay › calls[0].to: '));
    expect(own.length).toBe(lines.length - 1);
    if (field !== 'endpoints') expect(own).toEqual([expect.stringMatching(field === 'name' ? /^PT-100 environment #\d › name: saw nothing/ : `^PT-100 environment production › ${field}: saw nothing`)]);
  });

  test('another environment that is broken is said, whichever is compiled', () => {
    const others = environments.map(other => (other.name === 'local' ? { ...other, regions: undefined } : other));
    expect(said(compiled({ others }))).toEqual(['PT-100 environment local › regions: saw nothing; want an array']);
    expect(said(compiled({ others, waivers: [{ code: 'PT-210', object: 'x', environment: 'local', owner: 'team-platform', reason: 'r', ticket: 'T-1', expires: '2027-01-01' }] }))).toHaveLength(1);
  });
});

describe('what is not a noun at all is said as well', () => {
  test('a list with empty places', () => {
    const services = [...catalog.services];
    services.length += 27;
    expect(said(compiled({ catalog: { ...catalog, services } }))).toEqual([`PT-100 catalog catalog › services: saw a list of ${services.length} with 27 empty; want a list without empty places`]);
  });
  test.each([['x', "'x'"], [{}, 'an object'], [null, 'null']])('waivers or environments that are no list: %j', (value, saw) => {
    expect(said(compiled({ waivers: value }))).toEqual([`PT-100 configuration configuration › waivers: saw ${saw}; want a list`]);
    expect(said(compiled({ others: value }))).toEqual([`PT-100 configuration configuration › environments: saw ${saw}; want a list`]);
  });
  test.each([undefined, null, 7, 'x', []])('%j instead of a catalog', value => {
    expect(said(compile(production, PRIMARY, value as unknown as Catalog, { environments }).problems)[0]).toMatch(/^PT-100 catalog catalog: saw .+; want a catalog made with defineCatalog$/);
  });
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('a noun called %s', name => {
    const service = { ...catalog.services[0], name, route: undefined };
    expect(said(compiled({ catalog: { ...catalog, services: [...catalog.services, service] } }))).toEqual([expect.stringMatching(`^PT-100 service ${name} › name: saw '${name}'; want .*name`)]);
    const inputs = Object.fromEntries([...Object.entries(catalog.inputs), [name, catalog.inputs['burst']]]);
    expect(said(compiled({ catalog: { ...catalog, inputs } }))).toEqual([`PT-100 catalog catalog › inputs.${name}: saw the key '${name}'; want another key: every object of JavaScript has one of that name`]);
    const images = Object.fromEntries([...Object.entries(production.images), [name, Object.values(production.images)[0]]]);
    expect(said(compiled({ environment: { ...production, images } }))).toEqual([expect.stringMatching(`^PT-100 environment production › images.${name}: saw the key '${name}'`)]);
    const stores = catalog.stores.map(store => (store.name === 'audit' ? { ...store, kind: name } : store));
    expect(said(compiled({ catalog: { ...catalog, stores } }))).toEqual([`PT-100 store audit › kind: saw '${name}'; want one of postgres, kafka, object`]);
  });
});

/** Every place in what is written, as a path. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value !== 'object' || value === null ? [path] : [path, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
  if (key === undefined) return by;
  const item = (value as Record<string, unknown>)[key];
  return Array.isArray(value) ? value.with(Number(key), replaced(item, rest, by)) : { ...(value as object), [key]: replaced(item, rest, by) };
};
const JUNK = [undefined, null, true, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 9e15, 1n, '', ' ', 'x', '10.0.0.0/8', '\u0000', '__proto__', 'constructor', [], [null], new Array(3), {}, { name: 'x' }, Object.create(null), () => 1, Symbol('x'), new Map(), new Date(0)];

test('whatever stands wherever in what is written, nothing is thrown: there are problems, or a topology', () => {
  const written = { catalog, environment: production, waivers: [{ code: 'PT-210', object: 'x', environment: 'production', owner: 'team-platform', reason: 'r', ticket: 'T-1', expires: '2027-01-01' }] };
  const places = placesIn(written).filter(path => path.length > 1);
  fc.assert(fc.property(fc.constantFrom(...places), fc.constantFrom(...JUNK), (place, junk) => {
    const { catalog, environment, waivers } = replaced(written, place, junk) as typeof written;
    const others = environments.map(other => (other === production ? environment : other));
    const { topology, problems } = compile(environment, PRIMARY, catalog, { environments: others, waivers });
    return (topology === null) === (problems.length > 0);
  }), { numRuns: 250, seed: 7 });
});
