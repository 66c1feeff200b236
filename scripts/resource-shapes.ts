/**
 * Writes `policies/lib/resource_shapes.rego`: how resources of every type look in all environments, as rows that a reviewer reads. A rule
 * compares files with it, so a setting that changes is a line in the review of whoever changes it.
 *
 *     npm run docs
 *
 * A test compares the file with what this says.
 */
import { writeFileSync } from 'node:fs';
import { environments } from '../environments/index.ts';
import { CARD_DATA_MODES } from '../model/index.ts';
import type { Topology } from '../model/index.ts';
import { catalog } from '../services/index.ts';
import { renderStacks } from '../stacks/index.ts';
import { compile } from '../topology/index.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Body = { readonly [key: string]: Json };

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly body: Json;
  readonly stack: string;
  readonly nouns: ReadonlySet<string>;
  readonly topology: Topology;
}

/** What a name is made of: words that every name of its kind has, around what was declared. */
interface Family {
  readonly before: string;
  readonly after: string;
}

interface Shape {
  readonly names: readonly string[];
  readonly families: readonly Family[];
  /** Values of each setting, sorted and each once; null where they are read by another rule. */
  readonly settings: ReadonlyMap<string, readonly string[] | null>;
  /** The same with real data, where that is less. */
  readonly real: ReadonlyMap<string, readonly string[]>;
}

/** Resources whose names and numbers follow edges: the rules of conversations and routes read them whole. */
const BY_EDGES = ['aws_route', 'aws_vpc_security_group_egress_rule', 'aws_vpc_security_group_ingress_rule'];

/** Blocks that are compared as one. */
const WHOLE = ['terraform', 'removed'];

/** More values than this are computed from sizes, addresses or words for people, and other rules compare them. */
const MOST_VALUES = 12;

const slug = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_');

/** Names of what was declared, as resources spell them; `lib/resource_shapes` has the same. */
const nounsOf = ({ workloads, jobs, postgres, kafka, objects, secrets, providers, nodePools, addresses, environment, segments, region, topics, peers, components }: Topology): ReadonlySet<string> => new Set([
  ...[workloads, jobs, postgres, kafka, objects, secrets, providers, nodePools, addresses.tiers, environment.hosts, topics, components].flatMap(things => Object.keys(things)),
  ...Object.values(peers).map(({ name }) => name), ...Object.values(segments).map(({ namespace }) => namespace), ...region.zones, ...region.zones.map(zone => zone.slice(region.name.length)),
].map(slug));

const tokens = (name: string): readonly string[] => name.split('_');

const isDeclared = (words: readonly string[], nouns: ReadonlySet<string>): boolean => nouns.has(words.join('_'))
  || words.some((_, at) => at > 0 && nouns.has(words.slice(0, at).join('_')) && nouns.has(words.slice(at).join('_')));

/** The longest part of a name that was declared, of one noun or of two, and the last of such: a name ends with what it is about. */
const familyOf = ({ name, nouns }: Pick<Resource, 'name' | 'nouns'>): Family | null => {
  const words = tokens(name);
  const spans = words.flatMap((_, from) => words.map((__, to) => [from, to + 1] as const)).filter(([from, to]) => from < to && from > 0 && isDeclared(words.slice(from, to), nouns));
  const [from, to] = spans.sort((a, b) => (b[1] - b[0]) - (a[1] - a[0]) || b[0] - a[0])[0] ?? [0, 0];
  return to === 0 ? null : { before: `${words.slice(0, from).join('_')}_`, after: words.slice(to).map(word => `_${word}`).join('') };
};

const named = (type: string, value: Json, stack: string): readonly (readonly [type: string, name: string, body: Json])[] => {
  if (type === 'resource') return Object.entries(value as Body).flatMap(([kind, each]) => Object.entries(each as Body).map(([name, body]) => [kind, name, body] as const));
  if (type === 'data' || type === 'ephemeral') return Object.entries(value as Body).flatMap(([kind, each]) => Object.entries(each as Body).map(([name, body]) => [`${type}.${kind}`, name, body] as const));
  if (WHOLE.includes(type)) return [[type, stack, value]];
  return Object.entries(value as Body).map(([name, body]) => [type === 'output' ? `output.${stack}` : type, name, body] as const);
};

const resourcesOf = (topology: Topology): readonly Resource[] => {
  const nouns = nounsOf(topology);
  return renderStacks(topology).flatMap(({ path, json }) => {
    const stack = path.split('/')[1] ?? '';
    return Object.entries(JSON.parse(JSON.stringify(json)) as Body).filter(([block]) => block !== '//')
      .flatMap(([block, value]) => named(block, value, stack)).map(([type, name, body]) => ({ type, name, body, stack, nouns, topology }));
  });
};

const everyRegion = (): readonly Resource[] => environments.filter(({ cloud }) => cloud.kind === 'aws').flatMap(environment => environment.regions.flatMap(region => CARD_DATA_MODES.flatMap(mode => {
  const { topology } = compile({ ...environment, cardData: mode }, region.name, catalog, { environments });
  return topology === null ? [] : resourcesOf(topology);
})));

const leaves = (value: Json, path: string): readonly (readonly [path: string, value: string])[] => {
  if (Array.isArray(value)) return value.length === 0 ? [[path, '[]']] : value.flatMap((each: Json) => leaves(each, path));
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  const fields = Object.entries(value).filter(([field]) => field !== '//' && field !== 'tags');
  return fields.length === 0 ? [[path, '{}']] : fields.flatMap(([field, each]) => leaves(each, path === '' ? field : `${path}|${field}`));
};

/** A value without what names its region, its environment and the thing that its resource is about. */
const plain = (value: string, own: ReadonlySet<string>, { region, environment }: Topology): string => {
  const known = [[region.name, '<region>'], [slug(region.name), '<region>'], [region.counterpart?.name ?? region.name, '<other>'], [environment.name, '<environment>'], [environment.cloud.kind === 'aws' ? environment.cloud.account : '-', '<account>']] as const;
  const text = known.reduce((done, [from, to]) => done.replaceAll(from, to), value);
  return text.split(/[^A-Za-z0-9<>]+/).map(word => (own.has(word) ? '*' : word)).filter((word, at, words) => word !== '*' || words[at - 1] !== '*').join('_');
};

const ownWords = ({ name }: Pick<Resource, 'name'>, family: Family | null): ReadonlySet<string> => new Set(tokens(family === null ? name : name.slice(family.before.length, name.length - family.after.length)));

/** Values of one resource by setting, each once. */
const valuesOf = (each: Resource, family: Family | null): ReadonlyMap<string, ReadonlySet<string>> => {
  const own = ownWords(each, family);
  const values = new Map<string, Set<string>>();
  for (const [path, value] of leaves(each.body, '')) values.set(path, (values.get(path) ?? new Set()).add(plain(value, own, each.topology)));
  return values;
};

const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort();

const shapeOf = (resources: readonly Resource[]): Shape => {
  const seen = resources.map(each => ({ each, family: familyOf(each) })).map(({ each, family }) => ({ each, family, values: valuesOf(each, family) }));
  const paths = sorted(seen.flatMap(({ values }) => [...values.keys()]));
  const valuesAt = (path: string, those: typeof seen): readonly string[] => sorted(those.map(({ values }) => sorted(values.get(path) ?? []).join('\n')));
  const settings = paths.map(path => [path, valuesAt(path, seen)] as const).map(([path, values]) => [path, values.length > MOST_VALUES ? null : values] as const);
  const inProduction = seen.filter(({ each }) => each.topology.environment.data === 'real');
  const families = seen.flatMap(({ family }) => (family === null ? [] : [family]));
  return {
    names: sorted(seen.filter(({ family }) => family === null).map(({ each }) => each.name)),
    families: [...new Map(families.map(family => [`${family.before}*${family.after}`, family] as const)).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, family]) => family),
    settings: new Map(settings),
    real: new Map(inProduction.length === 0 ? [] : settings.flatMap(([path, all]) => {
      const values = valuesAt(path, inProduction);
      return values.length > MOST_VALUES || values.length === (all ?? []).length ? [] : [[path, values] as const];
    })),
  };
};

/** One that is about `about` in each region, where the others of its group are about the same. */
interface Member extends Family {
  readonly type: string;
}

/** Families that are about the same things in every region: where one has a member, so have the others. */
const groupsOf = (resources: readonly Resource[]): readonly (readonly Member[])[] => {
  const regions = [...new Set(resources.map(({ topology }) => topology))];
  const about = new Map<string, { readonly member: Member; readonly seen: Map<Topology, string[]> }>();
  for (const each of resources) {
    const family = familyOf(each);
    if (family === null) continue;
    const key = `${each.type} ${family.before}*${family.after}`;
    const found = about.get(key) ?? { member: { type: each.type, ...family }, seen: new Map() };
    found.seen.set(each.topology, [...found.seen.get(each.topology) ?? [], [...ownWords(each, family)].join('_')]);
    about.set(key, found);
  }
  const alike = new Map<string, Member[]>();
  for (const { member, seen } of [...about.values()]) {
    const sight = JSON.stringify(regions.map(region => [...seen.get(region) ?? []].sort()));
    alike.set(sight, [...alike.get(sight) ?? [], member]);
  }
  return [...alike.values()].filter(members => members.length > 1);
};

/** What a stack always holds, by stack. */
const alwaysOf = (resources: readonly Resource[]): ReadonlyMap<string, readonly string[]> => new Map([...new Set(resources.map(({ stack }) => stack))].sort().map(stack => {
  const inStack = resources.filter(each => each.stack === stack);
  const regions = new Set(inStack.map(({ topology }) => topology)).size;
  const single = inStack.filter(each => familyOf(each) === null).map(({ type, name }) => `${type}.${name}`);
  return [stack, [...new Set(single)].filter(address => single.filter(other => other === address).length === regions).sort()];
}));

const word = (value: unknown): string => JSON.stringify(value);

const rows = (open: string, lines: readonly string[], close: string, indent: string): string => (lines.length === 0 ? `${open}${close}` : `${open}\n${lines.map(line => `${indent}\t${line},\n`).join('')}${indent}${close}`);

const settingsText = (settings: Shape['settings']): string => rows('{', [...settings].map(([path, values]) => `${word(path)}: ${values === null ? 'null' : `[${values.map(word).join(', ')}]`}`), '}', '\t\t');

const shapeText = ({ names, families, settings, real }: Shape): string => rows('{', [
  `"names": ${word(names)}`.replaceAll('","', '", "'),
  `"families": [${families.map(({ before, after }) => `[${word(before)}, ${word(after)}]`).join(', ')}]`,
  `"settings": ${settingsText(settings)}`,
  `"real": ${settingsText(real)}`,
], '}', '\t');

/** The file. */
export const resourceShapes = (): string => {
  const resources = everyRegion();
  const types = [...new Set(resources.map(({ type }) => type))].sort().filter(type => !BY_EDGES.includes(type));
  return [
    '# METADATA',
    '# title: How resources look',
    '# description: >-',
    '#   Generated by scripts/resource-shapes.ts from all environments. Do not edit; read what changes. Names and values stand without what',
    '#   names the region, the environment and the thing that a resource is about (`*`). A setting has the values it may have, each sorted; null',
    '#   where other rules compare it; with real data it may have fewer. Families of a group are about the same things; a stack always holds its `always`.',
    'package lib.resource_shapes\n',
    `by_edges := {${BY_EDGES.map(word).join(', ')}}\n`,
    `shapes := ${rows('{', types.map(type => `${word(type)}: ${shapeText(shapeOf(resources.filter(each => each.type === type)))}`), '}', '')}\n`,
    `groups := ${rows('[', groupsOf(resources.filter(({ type }) => !BY_EDGES.includes(type))).map(members => rows('[', members.map(({ type, before, after }) => `[${word(type)}, ${word(before)}, ${word(after)}]`), ']', '\t')), ']', '')}\n`,
    `always := ${rows('{', [...alwaysOf(resources)].map(([stack, addresses]) => `${word(stack)}: ${rows('[', addresses.map(word), ']', '\t')}`), '}', '')}\n`,
  ].join('\n');
};

if (process.env.VITEST === undefined) writeFileSync('policies/lib/resource_shapes.rego', resourceShapes());
