/**
 * Reads what people wrote, every noun by itself: one that has not the asked shape is a problem (PT-100) and is left out, so that the rules still
 * speak about all the others in the same run.
 */
import type { z } from 'zod';
import type { Catalog, EnvironmentSpec, Place, Problem, WaiverSpec } from '../../model/index.ts';
import type { Scene } from '../selection.ts';
import {
  componentSchema, flowSchema, inputSchema, kafkaSchema, nodeTypeSchema, objectStoreSchema, postgresSchema, providerSchema, secretSchema, sizeSchema, topicSchema,
} from './catalog.ts';
import { environmentSchema, waiverSchema } from './environment.ts';
import { serviceSchema } from './service.ts';
import { describe, isObject, problemOfShape, shape } from './shape.ts';
import { oddities, visible } from './text.ts';

/** Where nouns are written: the fields of a catalog, and the environments beside it. */
export type Field = keyof Catalog | 'environments';

/** What is written and could not be read: its name, or null where not even that can be told. */
export type Unread = Readonly<Record<Field, readonly (string | null)[]>>;

interface Read<T> {
  readonly items: T;
  readonly unread: readonly (string | null)[];
  readonly problems: readonly Problem[];
}

const STORES = new Map<unknown, z.ZodType>([['postgres', postgresSchema], ['kafka', kafkaSchema], ['object', objectStoreSchema]]);

const always = (schema: z.ZodType) => () => schema;
const LISTS: Readonly<Record<'services' | 'components' | 'stores' | 'topics' | 'providers' | 'secrets', readonly [noun: string, schemaOf: (item: unknown) => z.ZodType | undefined]>> = {
  services: ['service', always(serviceSchema)], components: ['component', always(componentSchema)],
  stores: ['store', item => STORES.get(isObject(item) ? item['kind'] : undefined)],
  topics: ['topic', always(topicSchema)], providers: ['provider', always(providerSchema)], secrets: ['secret', always(secretSchema)],
};
const TABLES: Readonly<Record<'flows' | 'inputs' | 'sizes' | 'nodeTypes', readonly [noun: string, schema: z.ZodType]>> = {
  flows: ['flow', flowSchema], inputs: ['input', inputSchema], sizes: ['size', sizeSchema], nodeTypes: ['nodeType', nodeTypeSchema],
};
const FIELDS: readonly string[] = [...Object.keys(LISTS), ...Object.keys(TABLES)];

const inConfiguration = (path: string): Place => ({ noun: 'configuration', name: 'configuration', path });
const inCatalog = (path: string): Place => ({ noun: 'catalog', name: 'catalog', path });

export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly unread: Omit<Unread, 'environments'>;
  readonly problems: readonly Problem[];
}

/** Regions and environments share one catalog, and environments each other: each is read once. */
const once = <T>(read: (value: unknown) => T): ((value: unknown) => T) => {
  const known = new WeakMap<object, T>();
  return value => {
    if (!isObject(value)) return read(value);
    const found = known.get(value) ?? read(value);
    known.set(value, found);
    return found;
  };
};

export const readCatalog = once((written): ReadCatalog => {
  const fields = isObject(written) && !Array.isArray(written) ? written : undefined;
  const read: Record<string, Read<unknown>> = {};
  for (const [field, [noun, schemaOf]] of Object.entries(LISTS)) read[field] = readList(fields?.[field], inCatalog(field), noun, schemaOf);
  for (const [field, [noun, schema]] of Object.entries(TABLES)) read[field] = readTable(fields?.[field], inCatalog(field), noun, schema);
  const each = (part: keyof Read<unknown>) => Object.fromEntries(Object.entries(read).map(([field, found]) => [field, found[part]]));
  return {
    catalog: each('items') as unknown as Catalog, unread: each('unread') as unknown as ReadCatalog['unread'],
    problems: fields === undefined ? [problemOfShape(inCatalog(''), describe(written), 'a catalog made with defineCatalog')] : [
      ...Object.keys(fields).filter(key => !FIELDS.includes(key)).map(key => problemOfShape(inCatalog(visible(key)), `unknown field '${visible(key)}'`, `one of ${FIELDS.join(', ')}`)),
      ...Object.values(read).flatMap(({ problems }) => problems),
    ],
  };
});

const readOne = once((written): Read<readonly EnvironmentSpec[]> => readItem(written, '#0', 'environment', environmentSchema) as Read<readonly EnvironmentSpec[]>);

/** @returns null when it has not the asked shape */
export const readEnvironment = (written: unknown): { readonly spec: EnvironmentSpec | null; readonly problems: readonly Problem[] } => {
  const { items, problems } = readOne(written);
  return { spec: items[0] ?? null, problems };
};

export const readEnvironments = (written: unknown): Read<readonly EnvironmentSpec[]> =>
  readList(written, inConfiguration('environments'), 'environment', always(environmentSchema), item => readOne(item)) as Read<readonly EnvironmentSpec[]>;

export const readWaivers = (written: unknown): Read<readonly WaiverSpec[]> =>
  readList(written, inConfiguration('waivers'), 'waiver', always(waiverSchema)) as Read<readonly WaiverSpec[]>;

/** What exists is decided by few facts: an environment that is wrong elsewhere does not hide what is wrong with the catalog. */
export const sceneOf = (written: unknown): Scene => {
  const fact = <F extends keyof Scene>(field: F): Scene[F] => {
    const found = environmentSchema.shape[field].safeParse(isObject(written) ? written[field] : undefined);
    return (found.success ? found.data : STAND_IN[field]) as Scene[F];
  };
  return { cardData: fact('cardData'), data: fact('data'), cloud: fact('cloud'), bindings: fact('bindings') };
};

const STAND_IN: Scene = {
  cardData: undefined, data: 'synthetic', cloud: { kind: 'existing', apiServer: '' }, bindings: { postgres: 'cloudnative-pg', kafka: 'strimzi', secrets: 'kubernetes', objects: 'none' },
};

const readList = (
  list: unknown, at: Place, noun: string, schemaOf: (item: unknown) => z.ZodType | undefined, readOf?: (item: unknown) => Read<readonly unknown[]>,
): Read<readonly unknown[]> => {
  if (!Array.isArray(list)) return { items: [], unread: [null], problems: [problemOfShape(at, describe(list), 'a list')] };
  const places = Object.keys(list).filter(key => /^\d+$/.test(key));
  const empty = list.length - places.length;
  const read = places.map(place => {
    const item: unknown = list[Number(place)];
    return readOf !== undefined && nameIn(item) !== null ? readOf(item) : readItem(item, `#${place}`, noun, schemaOf(item));
  });
  return {
    items: read.flatMap(({ items }) => items), unread: read.flatMap(({ unread }) => unread),
    problems: [...(empty === 0 ? [] : [problemOfShape(at, `a list of ${list.length} with ${empty} empty`, 'a list without empty places')]), ...read.flatMap(({ problems }) => problems)],
  };
};

/** @param place what a noun without a name is called */
const readItem = (item: unknown, place: string, noun: string, schema: z.ZodType | undefined): Read<readonly unknown[]> => {
  const name = nameIn(item);
  const at: Place = { noun, name: name === null ? place : visible(name), path: '' };
  if (!isObject(item)) return { items: [], unread: [null], problems: [problemOfShape(at, describe(item), 'an object')] };
  const problems = schema === undefined ? [problemOfShape({ ...at, path: 'kind' }, describe(item['kind']), `one of ${[...STORES.keys()].join(', ')}`)] : shape(schema, item, at);
  return problems.length === 0 ? { items: [item], unread: [], problems } : { items: [], unread: [name], problems };
};

const readTable = (table: unknown, at: Place, noun: string, schema: z.ZodType): Read<Readonly<Record<string, unknown>>> => {
  if (!isObject(table) || Array.isArray(table)) return { items: {}, unread: [null], problems: [problemOfShape(at, describe(table), 'an object of them by name')] };
  const read = Object.entries(table).map(([name, value]) => ({ name, value, problems: [...keyProblems(name, at), ...shape(schema, value, { noun, name: visible(name), path: '' })] }));
  return {
    items: Object.fromEntries(read.filter(({ problems }) => problems.length === 0).map(({ name, value }) => [name, value])),
    unread: read.filter(({ problems }) => problems.length > 0).map(({ name }) => name), problems: read.flatMap(({ problems }) => problems),
  };
};

const keyProblems = (name: string, at: Place): readonly Problem[] =>
  [...oddities(Object.fromEntries([[name, null]]))].map(({ saw, want }) => problemOfShape({ ...at, path: `${at.path}.${visible(name)}` }, saw, want));

const nameIn = (item: unknown): string | null => {
  const name = isObject(item) ? item['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : null;
};
