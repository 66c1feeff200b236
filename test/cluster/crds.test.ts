import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { environments } from '../../environments/index.ts';
import { CARD_DATA_MODES } from '../../model/index.ts';
import { objectsOf } from '../charts/support.ts';
import { topologyOf } from '../reference.ts';
import { type KubernetesObject, apply, definitions, grouped, idOf, installDefinitions, reasonOf } from './objects.ts';
import { type Plane, startPlane } from './plane.ts';

/** Every object that any environment, region and card-data mode emits. */
const emitted = environments.flatMap(({ name, regions }) => regions.flatMap(region => CARD_DATA_MODES.flatMap(mode => objectsOf(topologyOf(name, region.name, mode))))) as unknown as readonly KubernetesObject[];

type Json = Readonly<Record<string, unknown>>;
interface Definition { readonly spec: { readonly group: string; readonly names: { readonly kind: string }; readonly versions: readonly [{ readonly name: string; readonly schema: { readonly openAPIV3Schema: Json } }] } }

const specOf = ({ spec: { versions } }: Definition): Json => ((versions[0].schema.openAPIV3Schema['properties'] as Json)['spec'] as Json);
const DEFINED = definitions() as unknown as readonly Definition[];
const defined = new Map(DEFINED.map(definition => [`${definition.spec.group}/${definition.spec.versions[0].name} ${definition.spec.names.kind}`, definition]));
const custom = grouped(emitted.filter(({ apiVersion }) => /\..*\//.test(apiVersion) && !apiVersion.includes('.k8s.io/')), ({ apiVersion, kind }) => `${apiVersion} ${kind}`);

/** Paths of named fields: `spec.affinity.tolerations[].key`. What is a map of the user's own words ends at it. */
const fieldsOf = (schema: Json, path: string): readonly string[] => {
  const { properties, items } = schema as { readonly properties?: Readonly<Record<string, Json>>; readonly items?: Json };
  if (items !== undefined) return fieldsOf(items, `${path}[]`);
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => [`${path}.${name}`, ...fieldsOf(inner, `${path}.${name}`)]);
};

/** A value once for each named field in it, with that field misspelt. */
const misspelt = (value: unknown, schema: Json, path = ''): readonly { readonly path: string; readonly value: unknown }[] => {
  const { properties, items } = schema as { readonly properties?: Readonly<Record<string, Json>>; readonly items?: Json };
  if (items !== undefined && Array.isArray(value)) return value.flatMap((item, i) => misspelt(item, items, `${path}[]`).map(each => ({ path: each.path, value: value.with(i, each.value) })));
  if (properties === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    { path: `${path}.${name}`, value: Object.fromEntries(Object.entries(value).map(([key, each]) => [key === name ? `${key}Misspelt` : key, each])) },
    ...misspelt(inner, properties[name] ?? {}, `${path}.${name}`).map(each => ({ path: each.path, value: { ...value, [name]: each.value } })),
  ]);
};

describe('definitions of custom resources', () => {
  test('are there for every custom kind that an environment emits, and for no other', () => {
    expect([...defined.keys()].sort()).toEqual([...custom.keys()].sort());
    expect(custom.size).toBeGreaterThanOrEqual(12);
  });

  test('leave nothing unsaid: every object has named fields or a map of one type', () => {
    const loose = (schema: Json, path: string): readonly string[] => {
      const { type, properties, additionalProperties, items } = schema as { readonly type?: string; readonly properties?: Readonly<Record<string, Json>>; readonly additionalProperties?: Json; readonly items?: Json };
      const own = Object.keys(schema).filter(key => key === 'x-kubernetes-preserve-unknown-fields').map(key => `${path} ${key}`);
      if (type === undefined && schema['x-kubernetes-int-or-string'] !== true) own.push(`${path} has no type`);
      if (type === 'array' && items === undefined) own.push(`${path} has no items`);
      return [...own, ...[...Object.entries(properties ?? {}), ['[]', items], ['*', additionalProperties]].flatMap(([name, inner]) => (inner === undefined ? [] : loose(inner as Json, `${path}.${name}`)))];
    };
    expect(DEFINED.flatMap(definition => loose(specOf(definition), definition.spec.names.kind))).toEqual([]);
  });
});

describe('on a server', () => {
  let plane: Plane;
  beforeAll(async () => {
    plane = await startPlane({ programs: inject('programs'), zones: ['a'] });
    await installDefinitions(plane.api);
    for (const namespace of new Set(emitted.flatMap(({ metadata }) => metadata.namespace ?? []))) {
      await plane.api.request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } });
    }
  });
  afterAll(() => plane.stop());

  test.each([...custom.keys()])('%s: what we emit is taken, and every field of it is refused when it is misspelt', async key => {
    const definition = defined.get(key) as Definition;
    const seen = new Map<string, KubernetesObject>();
    for (const object of custom.get(key) ?? []) {
      const { spec } = object as unknown as { readonly spec: Json };
      for (const each of misspelt(spec, specOf(definition))) if (!seen.has(each.path)) seen.set(each.path, { ...object, spec: each.value } as KubernetesObject);
    }
    const [example] = custom.get(key) ?? [];
    expect(reasonOf(await apply(plane.api, example as KubernetesObject, { dryRun: 'All' }))).toMatch(/^20[01] /);
    expect([...seen.keys()].sort(), 'a field of the definition that no environment emits, or the other way round').toEqual([...fieldsOf(specOf(definition), '')].sort());
    const taken: string[] = [];
    for (const [path, object] of seen) {
      const answer = await apply(plane.api, object, { dryRun: 'All' });
      if (answer.status < 400 || !/Misspelt/.test(reasonOf(answer))) taken.push(`${path} of ${idOf(object)}: ${reasonOf(answer)}`);
    }
    expect(taken).toEqual([]);
  });
});
