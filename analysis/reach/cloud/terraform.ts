/**
 * Terraform JSON as a graph: every resource by address, and every reference followed, also through remote state into another
 * stack of the region. Files of one folder are one module, as Terraform has it.
 */
import { expressionOf, splitTop } from './expression.ts';
import { at, eachNested, nested, text } from '../json.ts';

/** A parsed file, with the path it is cited by. */
export interface TerraformFile {
  readonly path: string;
  readonly json: unknown;
}

/** Something that could not be read or followed, and therefore counts as closed. */
export interface Note {
  readonly file: string;
  readonly path: string;
  readonly says: string;
}

export interface Resource {
  readonly file: string;
  /** `resource.aws_subnet.a`, `data.aws_vpc.main`. */
  readonly path: string;
  readonly type: string;
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly module: Module;
}

/** What a reference leads to. */
export type Found =
  | { readonly kind: 'resource'; readonly resource: Resource /** Everything behind the address. */; readonly attribute: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

interface Module {
  readonly resources: Map<string, Resource>;
  readonly outputs: Map<string, unknown>;
  readonly locals: Map<string, unknown>;
  readonly variables: Map<string, unknown>;
  /** Remote states by their name, as the place of the state. */
  readonly remotes: Map<string, string>;
  state: string | null;
}

export interface Terraform {
  readonly notes: readonly Note[];
  /** Types of resources that the files make. */
  readonly types: readonly string[];
  /** Resources of a type, sorted by file and id. */
  readonly all: (...types: readonly string[]) => readonly Resource[];
  /** What a value leads to, lists flattened; unknown ends stay in. */
  readonly resolve: (from: Resource, value: unknown) => readonly Found[];
  /** Resources that a value leads to; what cannot be followed becomes a note. */
  readonly follow: (from: Resource, value: unknown) => readonly Resource[];
  /** Plain texts that a value leads to; what cannot be followed becomes a note. */
  readonly texts: (from: Resource, value: unknown) => readonly string[];
  readonly note: (from: Resource, says: string) => void;
}

/** References that lead in circles end here. */
const DEEPEST = 24;

export const terraformOf = (files: readonly TerraformFile[]): Terraform => {
  const notes = new Map<string, Note>();
  const noteAt = (file: string, path: string, says: string): void => {
    notes.set(`${file} ${path} ${says}`, { file, path, says });
  };
  const modules = modulesOf(files);
  for (const file of files) for (const [path, says] of beyondReading(file)) noteAt(file.path, path, says);
  const states = new Map([...modules.values()].flatMap(module => (module.state === null ? [] : [[module.state, module] as const])));
  const byType = new Map<string, Resource[]>();
  for (const module of modules.values())
    for (const resource of module.resources.values()) {
      if (!resource.path.startsWith('resource.')) continue;
      byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
    }
  const note = ({ file, path }: Resource, says: string): void => noteAt(file, path, says);
  const resolve = (from: Resource, value: unknown): readonly Found[] => resolved({ module: from.module, states, depth: 0 }, value);
  const known = <T>(from: Resource, value: unknown, pick: (found: Found) => readonly T[]): readonly T[] =>
    resolve(from, value).flatMap(found => {
      const picked = pick(found);
      if (picked.length === 0) note(from, `${found.kind === 'resource' ? `${found.resource.path} ${found.attribute}`.trim() : found.text} cannot be followed`);
      return picked;
    });
  return {
    get notes() {
      return [...notes.values()];
    },
    types: [...byType.keys()].sort(),
    note,
    resolve,
    all: (...types) => types.flatMap(type => byType.get(type) ?? []),
    follow: (from, value) => known(from, value, found => (found.kind === 'resource' ? [found.resource] : [])),
    texts: (from, value) => known(from, value, found => (found.kind === 'text' ? [found.text] : [])),
  };
};

/* ---- reading --------------------------------------------------------------------------------------------------------------- */

const modulesOf = (files: readonly TerraformFile[]): ReadonlyMap<string, Module> => {
  const modules = new Map<string, Module>();
  for (const { path, json } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    const module = modules.get(folder) ?? {
      resources: new Map(),
      outputs: new Map(),
      locals: new Map(),
      variables: new Map(),
      remotes: new Map(),
      state: null,
    };
    modules.set(folder, module);
    for (const [section, word] of [
      ['resource', 'resource'],
      ['data', 'data'],
    ] as const) {
      for (const [type, id, body] of namedTwice(nested(json)[section])) {
        module.resources.set(`${word === 'data' ? 'data.' : ''}${type}.${id}`, { file: path, path: `${word}.${type}.${id}`, type, id, body, module });
      }
    }
    for (const [name, body] of named(nested(json)['output'])) module.outputs.set(name, nested(body)['value']);
    for (const [name, body] of named(nested(json)['variable'])) module.variables.set(name, nested(body)['default']);
    for (const [name, value] of named(nested(json)['locals'])) module.locals.set(name, value);
    module.state = statePlace(nested(at(json, 'terraform', 'backend'))) ?? module.state;
    for (const [type, id, body] of namedTwice(nested(json)['data'])) {
      const place = type === 'terraform_remote_state' ? statePlace({ [text(body['backend'])]: body['config'] }) : null;
      if (place !== null) module.remotes.set(id, place);
    }
  }
  return modules;
};

/** Parts of a file that may make or change resources in ways that are not followed. */
const beyondReading = ({ path, json }: TerraformFile): readonly (readonly [path: string, says: string])[] => [
  ...(typeof json === 'object' && json !== null ? [] : [['the whole file', 'it is no object of Terraform'] as const]),
  ...(/(?:^|[/_])override\.tf\.json$/.test(path) ? [['the whole file', 'it changes what other files say, which is not followed'] as const] : []),
  ...named(nested(json)['module']).map(([name]) => [`module.${name}`, 'what a module makes is not followed'] as const),
  ...namedTwice(nested(json)['resource'])
    .filter(([, , body]) => body['dynamic'] !== undefined)
    .map(([type, id]) => [`resource.${type}.${id}`, 'its dynamic blocks are not followed'] as const),
];

/** Where a state lies, as one text: the fields of a backend that are a name of it, whatever the backend. */
const statePlace = (backend: Readonly<Record<string, unknown>>): string | null => {
  const [kind, config] = Object.entries(backend)[0] ?? [];
  const names = ['bucket', 'container_name', 'path', 'prefix', 'key', 'workspace_key_prefix'].flatMap(name => {
    const value = text(at(config, name));
    return value === null ? [] : [`${name}=${value}`];
  });
  return kind === undefined || names.length === 0 ? null : [kind, ...names].join(' ');
};

const named = (section: unknown): readonly (readonly [string, unknown])[] =>
  eachNested(section).flatMap(block => Object.entries(block).filter(([name]) => name !== '//'));

const namedTwice = (section: unknown): readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] =>
  named(section).flatMap(([type, byId]) => named(byId).map(([id, body]) => [type, id, nested(body)] as const));

/* ---- following ------------------------------------------------------------------------------------------------------------- */

interface Scope {
  readonly module: Module;
  readonly states: ReadonlyMap<string, Module>;
  readonly depth: number;
}

const resolved = (scope: Scope, value: unknown): readonly Found[] => {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(each => resolved(scope, each));
  if (typeof value !== 'string') return [{ kind: 'text', text: typeof value === 'object' ? JSON.stringify(value) : String(value) }];
  if (!value.includes('${')) return [{ kind: 'text', text: value }];
  const expression = expressionOf(value);
  return expression === null || scope.depth > DEEPEST ? [{ kind: 'unknown', text: value }] : evaluated({ ...scope, depth: scope.depth + 1 }, expression);
};

/** Functions that hand their arguments on: lists are flat here anyway. */
const TRANSPARENT = new Set(['coalesce', 'compact', 'concat', 'distinct', 'flatten', 'one', 'sort', 'tolist', 'toset', 'tostring', 'try']);

const evaluated = (scope: Scope, expression: string): readonly Found[] => {
  const unknown: readonly Found[] = [{ kind: 'unknown', text: `\${${expression}}` }];
  if (/^"[^"$]*"$/.test(expression)) return [{ kind: 'text', text: expression.slice(1, -1) }];
  if (/^\d+$/.test(expression)) return [{ kind: 'text', text: expression }];
  const picked = /^([\s\S]+)\[(\d+)\]$/.exec(expression);
  if (picked !== null) {
    const chosen = pick(evaluated(scope, picked[1] ?? ''), Number(picked[2]));
    return chosen.some(({ kind }) => kind === 'unknown') ? unknown : chosen;
  }
  if (expression.startsWith('['))
    return /^\[\s*for\s/.test(expression) ? (within(scope, expression) ?? unknown) : splitTop(expression.slice(1, -1)).flatMap(part => evaluated(scope, part));
  const [, name = '', inner = ''] = /^([a-z]+)\(([\s\S]*)\)$/.exec(expression) ?? [];
  if (name !== '') {
    const parts = splitTop(inner);
    if (name === 'element') return pick(evaluated(scope, parts[0] ?? ''), Number(parts[1]));
    return TRANSPARENT.has(name) ? parts.flatMap(part => evaluated(scope, part)) : unknown;
  }
  return traversed(scope, expression) ?? unknown;
};

/** One of a list; of a resource with `count`, any of its instances is the resource. */
const pick = (found: readonly Found[], index: number): readonly Found[] => {
  const chosen = found[found.length === 0 ? 0 : index % found.length];
  return chosen === undefined ? [] : [chosen];
};

/** `aws_vpc.main.id`, `data.terraform_remote_state.network.outputs.vpc_id`, `local.subnets`, `var.cidr`; null where it leads nowhere. */
const traversed = (scope: Scope, expression: string): readonly Found[] | null => {
  if (!/^[A-Za-z_][\w.*"[\]-]*$/.test(expression)) return null;
  const [first = '', ...rest] = expression
    .replaceAll(/\["([^"]+)"\]/g, '.$1')
    .replaceAll(/\[[\d*]+\]/g, '')
    .split('.')
    .filter(part => part !== '*');
  const [second = '', third = '', ...behind] = rest;
  if (first === 'data' && second === 'terraform_remote_state') {
    const other = scope.states.get(scope.module.remotes.get(third) ?? '');
    const name = behind[1] ?? '';
    return other?.outputs.has(name) ? resolved({ ...scope, module: other }, other.outputs.get(name)) : null;
  }
  if (first === 'local' || first === 'var') {
    const value = (first === 'local' ? scope.module.locals : scope.module.variables).get(second);
    return value === undefined || value === null ? null : resolved(scope, third === '' ? value : at(value, third, ...behind));
  }
  const [address, attribute] = first === 'data' ? [`data.${second}.${third}`, behind] : [`${first}.${second}`, [third, ...behind]];
  const resource = scope.module.resources.get(address);
  return resource === undefined ? null : [{ kind: 'resource', resource, attribute: attribute.join('.') }];
};

/** A comprehension over what a resource reports: the resource, with the whole expression as what is asked of it. */
const within = ({ module }: Scope, expression: string): readonly Found[] | null => {
  for (const [address] of expression.matchAll(/(?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*/g)) {
    const resource = module.resources.get(address);
    if (resource !== undefined) return [{ kind: 'resource', resource, attribute: expression }];
  }
  return null;
};
