/**
 * Fixtures of policy rules: a small base folder that passes every rule, and one short file per variant that says what is
 * different. `test/fixtures/policies/<group>/<rule>/<success|failure>.<variant>.yaml`: the file name is the verdict.
 *
 * They stand outside of `policies/`, so that a user's run never reads them.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments, stringify } from 'yaml';

const HERE = dirname(fileURLToPath(import.meta.url));
const FIXTURES = join(HERE, '../fixtures/policies');
const POLICIES = join(HERE, '../../policies');
/** Waivers of fixtures are judged on this day. */
const AS_OF = '2026-11-21';

/** Folder of the region that every fixture is. */
const REGION = 'region';

/** What a variant changes. */
interface Variant {
  /** Folder below `base/`. */
  readonly base: string;
  /** Documents by id (`Kind/namespace/name`, or the path without extension: `topology`, `terraform/network/cdk.tf`). */
  readonly remove?: readonly string[];
  /** Per document: JSON pointer → new value; `null` removes, a last `-` appends one value or a list. */
  readonly edit?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly add?: readonly Json[];
}

interface Json {
  [key: string]: unknown;
}

export interface Fixture {
  readonly group: string;
  readonly rule: string;
  readonly verdict: 'success' | 'failure';
  readonly name: string;
  readonly variant: Variant;
}

/** What conftest says about one fixture. */
export interface Verdict {
  /** Codes of the findings. */
  readonly findings: readonly string[];
  readonly messages: readonly string[];
  /** Subjects by rule name. */
  readonly examined: ReadonlyMap<string, number>;
}

const entries = (folder: string): string[] => readdirSync(folder).sort();

/** All fixtures of a group (`workload`, `terraform`, `run`), in order of name. */
export const fixturesOf = (group: string): Fixture[] =>
  entries(join(FIXTURES, group)).flatMap((rule) =>
    entries(join(FIXTURES, group, rule)).map((file) => {
      const name = basename(file, '.yaml');
      const verdict = name.split('.')[0];
      if (verdict !== 'success' && verdict !== 'failure') throw new Error(`${group}/${rule}/${file}: want success.<variant>.yaml or failure.<variant>.yaml`);
      return { group, rule, verdict, name, variant: parse(readFileSync(join(FIXTURES, group, rule, file), 'utf8')) as Variant };
    }),
  );

/** Runs conftest once over all fixtures of a group, each in a folder of its own, with all rules of that group. */
export const judge = async (group: string, fixtures: readonly Fixture[]): Promise<ReadonlyMap<Fixture, Verdict>> => {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    const roots = new Map(fixtures.map((fixture) => [`${fixture.group}/${fixture.rule}/${fixture.name}`, fixture]));
    for (const [root, fixture] of roots) write(join(folder, root, REGION), fixture.variant);
    writeFileSync(join(folder, 'data.json'), JSON.stringify({ as_of: AS_OF, roots: [...roots.keys()].map((root) => `${root}/${REGION}`) }));
    return sorted(await conftest(folder, group), roots);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const write = (folder: string, variant: Variant): void => {
  const documents = new Map(read(join(FIXTURES, 'base', variant.base)));
  for (const id of variant.remove ?? []) if (!documents.delete(id)) throw new Error(`${folder}: no document ${id}`);
  for (const document of variant.add ?? []) {
    const id = idOf(document, '');
    documents.set(documents.has(id) ? `${id} again` : id, document);
  }
  for (const [id, edits] of Object.entries(variant.edit ?? {})) {
    const document = documents.get(id);
    if (document === undefined) throw new Error(`${folder}: no document ${id}`);
    for (const [pointer, value] of Object.entries(edits)) set(document, pointer, value);
  }
  mkdirSync(folder, { recursive: true });
  const manifests = [...documents].filter(([, document]) => 'kind' in document).map(([, document]) => stringify(document, { aliasDuplicateObjects: false }));
  if (manifests.length > 0) writeFileSync(join(folder, 'manifests.yaml'), manifests.join('---\n'));
  for (const [id, document] of documents) {
    if ('kind' in document) continue;
    mkdirSync(dirname(join(folder, id)), { recursive: true });
    writeFileSync(join(folder, `${id}.json`), JSON.stringify(document));
  }
};

const read = (base: string): [string, Json][] =>
  readdirSync(base, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(json|yaml)$/.test(path)).sort().flatMap((path) =>
    parseAllDocuments(readFileSync(join(base, path), 'utf8')).map((document): [string, Json] => {
      const json = document.toJS() as Json;
      return [idOf(json, relative('.', path).replace(/\.(json|yaml)$/, '')), json];
    }),
  );

const idOf = (document: Json, path: string): string => {
  if (typeof document.kind !== 'string') return path;
  const { namespace, name } = (document.metadata ?? {}) as { namespace?: string; name?: string };
  return [document.kind, namespace, name].filter((part) => part !== undefined).join('/');
};

const set = (document: Json, pointer: string, value: unknown): void => {
  const keys = pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  if (last === undefined) throw new Error(`pointer ${pointer}`);
  let parent: unknown = document;
  for (const key of keys) {
    parent = (parent as Json)[key];
    if (typeof parent !== 'object' || parent === null) throw new Error(`nothing at ${key} of ${pointer}`);
  }
  if (Array.isArray(parent)) {
    if (last === '-') parent.push(...[value].flat());
    else if (value === null) parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
  } else if (value === null) {
    if (!(last in (parent as Json))) throw new Error(`nothing at ${pointer} to remove`);
    delete (parent as Json)[last];
  } else (parent as Json)[last] = value;
};

interface Result {
  readonly warnings?: readonly { readonly metadata: { readonly rule: string; readonly root: string; readonly examined: number } }[];
  readonly failures?: readonly { readonly msg: string; readonly metadata: { readonly code: string; readonly path: string } }[];
}

/** Rules of the other group would ask for what these fixtures leave out, and so would the one that speaks after the rules of workloads. */
const foldersOf = (group: string): string[] => [
  'lib', ...entries(join(POLICIES, 'run')).filter((file) => group !== 'terraform' || file !== 'planned_objects.rego').map((file) => `run/${file}`), group === 'run' ? 'workload' : group, 'main.rego',
].map((path) => join(POLICIES, path));

const conftest = (folder: string, group: string): Promise<Result> =>
  new Promise((resolve, reject) => {
    const args = ['test', '--combine', '--no-color', '--output', 'json', ...foldersOf(group).flatMap((path) => ['--policy', path]), '--data', 'data.json', group];
    execFile('conftest', args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr || String(error)));
      else resolve((JSON.parse(stdout) as Result[])[0] ?? {});
    });
  });

const sorted = (result: Result, roots: ReadonlyMap<string, Fixture>): ReadonlyMap<Fixture, Verdict> => {
  const verdicts = new Map([...roots.values()].map((fixture) => [fixture, { findings: [] as string[], messages: [] as string[], examined: new Map<string, number>() }]));
  const of = (path: string) => {
    const fixture = roots.get(path.split('/').slice(0, 3).join('/'));
    const verdict = fixture && verdicts.get(fixture);
    if (verdict === undefined) throw new Error(`no fixture for ${path}`);
    return verdict;
  };
  for (const { msg, metadata } of result.failures ?? []) {
    of(metadata.path).findings.push(metadata.code);
    of(metadata.path).messages.push(msg);
  }
  for (const { metadata } of result.warnings ?? []) of(metadata.root).examined.set(metadata.rule, metadata.examined);
  return verdicts;
};
