/** Objects of a plane: applied as the documentation says, in the waves that they name. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { push } from '../../analysis/reach/multimap.ts';
import { pathOf, kindsOf, type ResourceKind } from '../../io/cluster-objects.ts';
import { inTurns } from '../../io/in-turns.ts';
import type { KubernetesAnswer, KubernetesApi } from '../../io/kubernetes.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>; readonly resourceVersion?: string };
}

export const grouped = <T, K>(items: Iterable<T>, key: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) push(groups, key(item), item);
  return groups;
};

const AT_ONCE = 8;
const WAVE = 'payment-topology.dev/wave';
/** Jobs of one wave are done before the next begins. */
const JOB_SECONDS = 60;

export const idOf = ({ kind, metadata: { namespace, name } }: KubernetesObject): string => [kind, namespace, name].filter(part => part !== undefined).join('/');

const kinds = new WeakMap<KubernetesApi, Map<string, Promise<ResourceKind>>>();

/** Where an object stands. @throws for a kind that the server does not know */
export const pathOfObject = async (api: KubernetesApi, { apiVersion, kind, metadata: { namespace = '', name } }: KubernetesObject): Promise<string> => {
  const known = kinds.get(api) ?? new Map<string, Promise<ResourceKind>>();
  kinds.set(api, known);
  const key = `${apiVersion} ${kind}`;
  const found = known.get(key) ?? kindOf(api, apiVersion, kind);
  known.set(key, found);
  return pathOf(await found, namespace, name);
};

const kindOf = async (api: KubernetesApi, apiVersion: string, kind: string): Promise<ResourceKind> => {
  const { kinds: served } = await kindsOf(api, apiVersion);
  const found = Array.isArray(served) ? (served as readonly ResourceKind[]).find(each => each.kind === kind) : undefined;
  if (found === undefined) throw new Error(`the server knows no ${kind} of ${apiVersion}`);
  return found;
};

/** Server-side apply; a field that the server does not know is an error. */
export const apply = async (api: KubernetesApi, object: KubernetesObject, query: Readonly<Record<string, string>> = {}): Promise<KubernetesAnswer> =>
  api.request('PATCH', await pathOfObject(api, object), { query: { fieldManager: 'payment-topology', fieldValidation: 'Strict', ...query }, body: object, contentType: 'application/apply-patch+yaml', timeoutMs: 60_000 });

export const reasonOf = ({ status, body }: KubernetesAnswer): string => `${status} ${(body as { readonly message?: string }).message ?? ''}`;

/**
 * Applies wave after wave.
 *
 * @returns what was refused, with the reason; empty where everything was taken
 */
export const applyInWaves = async (api: KubernetesApi, objects: readonly KubernetesObject[]): Promise<readonly string[]> => {
  const refused: string[] = [];
  for (const wave of wavesOf(objects)) {
    const answers = await inTurns(wave, AT_ONCE, object => apply(api, object));
    refused.push(...answers.flatMap((answer, i) => (answer.status < 300 ? [] : [`${idOf(wave[i] as KubernetesObject)}: ${reasonOf(answer)}`])));
    if (refused.length > 0) return refused;
    await jobsAreDone(api, wave.filter(({ kind }) => kind === 'Job'));
  }
  return refused;
};

/** In the order of their numbers. @throws for an object that names none */
const wavesOf = (objects: readonly KubernetesObject[]): readonly (readonly KubernetesObject[])[] => {
  const waves = grouped(objects, object => {
    const wave = Number(object.metadata.labels?.[WAVE]);
    if (!Number.isInteger(wave)) throw new Error(`${idOf(object)} names no wave`);
    return wave;
  });
  return [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave);
};

const jobsAreDone = async (api: KubernetesApi, jobs: readonly KubernetesObject[]): Promise<void> => {
  for (const job of jobs) {
    for (const end = Date.now() + JOB_SECONDS * 1000; ; await sleep(100)) {
      const { body } = await api.request('GET', await pathOfObject(api, job));
      if (((body as { readonly status?: { readonly succeeded?: number } }).status?.succeeded ?? 0) > 0) break;
      if (Date.now() > end) throw new Error(`${idOf(job)} is not done after ${JOB_SECONDS} s: ${JSON.stringify(body)}`);
    }
  }
};

/**
 * Applies the same again.
 *
 * @returns objects whose version changed by it
 */
export const appliedAgain = async (api: KubernetesApi, objects: readonly KubernetesObject[]): Promise<readonly string[]> => (await inTurns(objects, AT_ONCE, async object => {
  const before = await api.request('GET', await pathOfObject(api, object));
  const after = await apply(api, object);
  return versionOf(before) === versionOf(after) ? [] : [idOf(object)];
})).flat();

const versionOf = ({ body }: KubernetesAnswer): string | undefined => (body as Partial<KubernetesObject>).metadata?.resourceVersion;

/** The definitions of `crds/`, as they stand in their files. */
export const definitions = (): readonly KubernetesObject[] => readdirSync(DEFINITIONS).sort().map(file => parse(readFileSync(join(DEFINITIONS, file), 'utf8')) as KubernetesObject);

const DEFINITIONS = join(import.meta.dirname, 'crds');

/** Installs the definitions and waits until the server serves them. @throws for a schema that is not structural */
export const installDefinitions = async (api: KubernetesApi): Promise<void> => {
  const all = definitions();
  for (const definition of all) {
    const answer = await apply(api, definition);
    if (answer.status >= 300) throw new Error(`${idOf(definition)}: ${reasonOf(answer)}`);
  }
  for (const definition of all) {
    for (const end = Date.now() + 30_000; ; await sleep(100)) {
      const { body } = await api.request('GET', await pathOfObject(api, definition));
      const conditions = (body as { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] } }).status?.conditions ?? [];
      const bad = conditions.find(({ type, status }) => type === 'NonStructuralSchema' && status === 'True');
      if (bad !== undefined) throw new Error(`${idOf(definition)}: ${bad.message}`);
      if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) break;
      if (Date.now() > end) throw new Error(`${idOf(definition)} is not served: ${JSON.stringify(conditions)}`);
    }
  }
};
