/** Checks that what people wrote has the asked shape: every noun by itself, all problems at once (PT-100). */
import { z } from 'zod';
import type { Catalog, EnvironmentSpec, Place, Problem, WaiverSpec } from '../../model/index.ts';
import {
  componentSchema, flowSchema, inputSchema, kafkaSchema, nodeTypeSchema, objectStoreSchema, postgresSchema, providerSchema, secretSchema, sizeSchema, topicSchema,
} from './catalog.ts';
import { environmentSchema, waiverSchema } from './environment.ts';
import { serviceSchema } from './service.ts';

const STORES = { postgres: postgresSchema, kafka: kafkaSchema, object: objectStoreSchema };
const LISTS = { service: 'services', component: 'components', topic: 'topics', provider: 'providers', secret: 'secrets' } as const;
const LIST_SCHEMAS = { service: serviceSchema, component: componentSchema, topic: topicSchema, provider: providerSchema, secret: secretSchema };
const TABLES = { flow: ['flows', flowSchema], input: ['inputs', inputSchema], size: ['sizes', sizeSchema], nodeType: ['nodeTypes', nodeTypeSchema] } as const;

/** Regions and environments share one catalog: it is looked at once. */
const looked = new WeakMap<Catalog, readonly Problem[]>();

/** @returns every problem of shape; empty when the catalog can be trusted to have the types it claims */
export const catalogShape = (catalog: Catalog): readonly Problem[] => {
  if (!isObject(catalog)) return problemsOfShape(catalog);
  const found = looked.get(catalog) ?? problemsOfShape(catalog);
  looked.set(catalog, found);
  return found;
};

const problemsOfShape = (catalog: Catalog): readonly Problem[] => {
  const known = ['services', 'components', 'stores', 'topics', 'providers', 'secrets', 'flows', 'inputs', 'sizes', 'nodeTypes'];
  const whole: Place = { noun: 'catalog', name: 'catalog', path: '' };
  if (!isObject(catalog)) return [{ code: 'PT-100', at: whole, saw: describe(catalog), want: 'a catalog made with defineCatalog' }];
  const unknown = Object.keys(catalog).filter(key => !known.includes(key))
    .map((key): Problem => ({ code: 'PT-100', at: { ...whole, path: key }, saw: `unknown field '${key}'`, want: `one of ${known.join(', ')}` }));
  const missing = known.filter(key => !isObject(catalog[key as keyof Catalog]))
    .map((key): Problem => ({ code: 'PT-100', at: { ...whole, path: key }, saw: describe(catalog[key as keyof Catalog]), want: `'${key}' of the catalog` }));
  if (missing.length > 0) return [...unknown, ...missing];
  return [
    ...unknown,
    ...Object.entries(LISTS).flatMap(([noun, list]) => listShape(noun, catalog[list], LIST_SCHEMAS[noun as keyof typeof LISTS])),
    ...catalog.stores.flatMap((store, index) => storeShape(store, index)),
    ...Object.entries(TABLES).flatMap(([noun, [table, schema]]) =>
      Object.entries(catalog[table]).flatMap(([name, value]) => shape(schema, value, { noun, name, path: '' }))),
  ];
};

export const environmentShape = (environment: EnvironmentSpec): readonly Problem[] =>
  shape(environmentSchema, environment, { noun: 'environment', name: nameOf(environment, 0), path: '' });

export const waiverShape = (waiver: WaiverSpec, index: number): readonly Problem[] => shape(waiverSchema, waiver, { noun: 'waiver', name: String(index), path: '' });

const listShape = (noun: string, list: readonly unknown[], schema: z.ZodType): readonly Problem[] => Array.isArray(list)
  ? list.flatMap((item, index) => shape(schema, item, { noun, name: nameOf(item, index), path: '' }))
  : [{ code: 'PT-100', at: { noun, name: '', path: '' }, saw: describe(list), want: 'a list' }];

const storeShape = (store: unknown, index: number): readonly Problem[] => {
  const at = { noun: 'store', name: nameOf(store, index), path: '' };
  const kind = isObject(store) ? (store as { kind?: unknown }).kind : undefined;
  const schema = STORES[kind as keyof typeof STORES] as z.ZodType | undefined;
  return schema === undefined
    ? [{ code: 'PT-100', at: { ...at, path: 'kind' }, saw: describe(kind), want: 'one of postgres, kafka, object' }]
    : shape(schema, store, at);
};

const shape = (schema: z.ZodType, value: unknown, at: Place): readonly Problem[] => {
  const result = schema.safeParse(value);
  const problems = result.success ? [] : result.error.issues.flatMap(issue => problemsOf(issue, schema, value, at));
  // what has the wrong form also fails whatever is asked of its contents: the form comes first, and is the one to mend
  return problems.filter((problem, index) => problems.findIndex(({ at: { path } }) => path === problem.at.path) === index);
};

const problemsOf = (issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown, at: Place): readonly Problem[] => {
  const place = (path: readonly PropertyKey[]): Place => ({ ...at, path: pathText(path) });
  const seen = issue.path.reduce<unknown>((v, key) => (isObject(v) ? (v as Record<PropertyKey, unknown>)[key] : undefined), value);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key): Problem => ({ code: 'PT-100', at: place([...issue.path, key]), saw: `unknown field '${key}'`, want: fieldsAt(schema, issue.path) }));
    case 'invalid_type':
      return [{ code: 'PT-100', at: place(issue.path), saw: describe(seen), want: `${article(issue.expected)}` }];
    case 'invalid_value':
      return [{ code: 'PT-100', at: place(issue.path), saw: describe(seen), want: issue.values.length === 1 && issue.message !== 'Invalid input'
        ? issue.message.replace(/^Invalid input: expected /, '') : `one of ${issue.values.map(String).join(', ')}` }];
    case 'invalid_union':
      return [{ code: 'PT-100', at: place(issue.path), saw: describe(seen), want: unionWant(issue) }];
    default:
      return [{ code: 'PT-100', at: place(issue.path), saw: describe(seen), want: issue.message }];
  }
};

/** The messages of all alternatives, each once. */
const unionWant = (issue: z.core.$ZodIssueInvalidUnion): string => {
  const wants = issue.errors.flat().map(inner => (inner.code === 'invalid_type' ? article(inner.expected) : inner.message));
  return wants.length === 0 ? 'another value' : [...new Set(wants)].join(', or ');
};

/** Field names that the object at `path` may have, read from the schema itself. */
const fieldsAt = (schema: z.ZodType, path: readonly PropertyKey[]): string => {
  const at = path.reduce<z.ZodType | undefined>((s, key) => inner(s, key), schema);
  const bare = unwrap(at);
  return bare instanceof z.ZodObject ? `one of ${Object.keys(bare.shape).sort().join(', ')}` : 'no such field';
};

const inner = (schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined => {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return bare.shape[key as string] as z.ZodType | undefined;
  if (bare instanceof z.ZodArray) return bare.element as z.ZodType;
  if (bare instanceof z.ZodRecord) return bare.valueType as z.ZodType;
  return undefined;
};

const unwrap = (schema: z.ZodType | undefined): z.ZodType | undefined => (schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const nameOf = (item: unknown, index: number): string => {
  const name = isObject(item) ? (item as { name?: unknown }).name : undefined;
  return typeof name === 'string' && name !== '' ? name : `#${index}`;
};

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');

const describe = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? 'an object' : String(value);
};

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
