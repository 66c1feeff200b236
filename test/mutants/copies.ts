/** Copies of what a region emits, with edits, and everything that is found in them. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBoundary } from '../../analysis/boundary/checks.ts';
import { planesOf } from '../../analysis/boundary/planes/index.ts';
import { boundaryRegion } from '../../analysis/boundary/region.ts';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import { editsOf } from '../../bin/fidelity.ts';
import { renderManifests } from '../../charts/index.ts';
import type { Topology } from '../../model/index.ts';
import { FILES_RULE } from '../../model/index.ts';
import { renderStacks } from '../../stacks/index.ts';
import type { Edit, Json } from './mutant.ts';
import { off } from './mutant.ts';

/** Bodies by path below the folder of the region. */
export type Files = ReadonlyMap<string, Json>;

export const filesOf = (topology: Topology): Files => new Map([
  ['topology.json', topology as unknown as Json],
  ...renderManifests(topology).map(({ path, documents }) => [path, documents[0] as Json] as const),
  ...renderStacks(topology).map(({ path, json }) => [path, json as Json] as const),
]);

const LIST = 'kustomization.yaml';

/** File of an edit, and the pointer below it. */
const placeOf = ({ at, pointer }: Edit): readonly [path: string, pointer: string] => {
  const [first = '', second, third] = at.split('/');
  if (/^[A-Z]/.test(at)) return [third === undefined ? `manifests/cluster/${second}.${first}.yaml` : `manifests/${second}/${third}.${first}.yaml`, pointer];
  if (second === undefined) return [`terraform/${first}/cdk.tf.json`, pointer];
  return second.endsWith('.json') ? [`terraform/${at}`, pointer] : [`terraform/${first}/cdk.tf.json`, `/resource/${second.replace('.', '/')}${pointer}`];
};

/** Whether two edits are of one object or resource, or one of what holds the other. */
export const meet = (one: Edit, other: Edit): boolean => {
  const [a, b] = [touched(one), touched(other)];
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
};

const touched = (edit: Edit): string => {
  const [path, pointer] = placeOf(edit);
  return `${path} ${path.startsWith('manifests/') ? '' : pointer.split('/').slice(0, 4).join('/')}`;
};

export const edited = (files: Files, edits: readonly Edit[]): Files => {
  const copies = new Map(files);
  const fresh = new Set<string>();
  for (const edit of edits) {
    const [path, pointer] = placeOf(edit);
    if (pointer === '') replace(copies, path, edit.to);
    else {
      if (!fresh.has(path)) copies.set(path, structuredClone(found(copies, path)));
      fresh.add(path);
      change(found(copies, path), pointer, edit.to, edit.pointer === '');
    }
  }
  return copies;
};

const found = (files: Files, path: string): Json => {
  const document = files.get(path);
  if (document === undefined) throw new Error(`no file ${path}`);
  return document;
};

/** An object that is added is applied too. */
const replace = (files: Map<string, Json>, path: string, to: unknown): void => {
  if (to === off && !files.delete(path)) throw new Error(`no file ${path}`);
  if (to === off) return;
  files.set(path, to as Json);
  const list = found(files, LIST);
  if (path.startsWith('manifests/')) files.set(LIST, { ...list, resources: [...list['resources'] as string[], path].sort() });
};

/** @param whole whether it may stand in a block that is not there yet */
const change = (document: Json, pointer: string, to: unknown, whole: boolean): void => {
  const keys = pointer.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((at, key) => {
    if (whole && !(key in at)) Object.assign(at, { [key]: {} });
    if (at[key] === undefined) throw new Error(`nothing at ${key} of ${pointer}`);
    return at[key] as Json;
  }, document);
  if (to === off && !(last in parent)) throw new Error(`nothing at ${pointer}`);
  const value = typeof to === 'function' ? (to as (old: unknown) => unknown)(parent[last]) : to;
  if (Array.isArray(parent) && last === '-') parent.push(value);
  else if (to === off && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (to === off) delete parent[last];
  else parent[last] = value;
};

export interface Found {
  readonly code: string;
  readonly object: string;
  readonly saw: string;
}

/** What rules, paths and the comparison with `original` say about each copy; a copy is named `<id>/<region>`. */
export const foundIn = async (original: Files, copies: ReadonlyMap<string, Files>): Promise<ReadonlyMap<string, readonly Found[]>> => {
  const folder = mkdtempSync(join(tmpdir(), 'copies-'));
  try {
    for (const [name, files] of copies) write(join(folder, 'copies', name), files);
    writeFileSync(join(folder, 'as-of.json'), '{"as_of": "2026-11-21"}');
    const rules = await conftest(folder);
    return new Map([...copies].map(([name, files]) => [name, [...rules.filter(({ path }) => path.startsWith(`copies/${name}/`)).map(rule => ({ ...rule, object: rule.object.replace(`copies/${name}/`, '') })), ...pathsOf(name, files), ...editsIn(original, files)]]));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const write = (folder: string, files: Files): void => {
  for (const [path, document] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(document));
  }
};

type FoundAt = Found & { readonly path: string };

const conftest = (folder: string): Promise<readonly FoundAt[]> => new Promise((resolve, reject) => {
  const policies = join(dirname(fileURLToPath(import.meta.url)), '../../policies');
  const args = ['test', '--combine', '--no-color', '--output', 'json', '--policy', policies, '--data', 'as-of.json', 'copies'];
  execFile('conftest', args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
    if (stdout === '') reject(new Error(stderr || String(error)));
    else resolve(((JSON.parse(stdout) as { failures?: { metadata: FoundAt }[] }[])[0]?.failures ?? []).map(({ metadata }) => metadata));
  });
});

const pathsOf = (name: string, files: Files): readonly Found[] => {
  const survey = surveyOf(boundaryRegion({
    path: name, topology: files.get('topology.json') as unknown as Topology,
    documents: [...files].filter(([path]) => path.startsWith('manifests/')).map(([path, value]) => ({ file: `${name}/${path}`, index: 0, value })),
    terraform: [...files].filter(([path]) => path.startsWith('terraform/')).map(([path, json]) => ({ path: `${name}/${path}`, json })),
  }));
  return checkBoundary(survey, planesOf(survey.region)).findings;
};

/** What stands in Terraform and was not rendered: by address, a block by its stack, a file by itself. */
const editsIn = (original: Files, files: Files): readonly Found[] => [...files].filter(([path]) => path.startsWith('terraform/')).flatMap(([path, body]) => {
  const rendered = original.get(path);
  if (rendered === undefined) return [{ code: FILES_RULE.code, object: path, saw: 'a file that nothing renders' }];
  if (rendered === body) return [];
  const stack = path.split('/')[1] ?? '';
  return editsOf(path, Buffer.from(JSON.stringify(rendered)), Buffer.from(JSON.stringify(body))).map(({ object = path, saw }) => ({ code: FILES_RULE.code, object: object.includes('.') ? object : `${stack} ${object}`, saw }));
});
