/** The trial: namespaces with generated names, in which everything is sent to be judged and nothing but what admission looks up is stored; gone at the end, however it ends. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindOf } from '../analysis/verify/identity.ts';
import type { Tried, Trial, Verdict } from '../analysis/verify/scratch.ts';
import { judgeTrial, trialsOf, TRIAL_LABEL } from '../analysis/verify/scratch.ts';
import type { Declared, Part } from '../analysis/verify/words.ts';
import type { ResourceKind } from '../io/cluster-objects.ts';
import { listed, pathOf } from '../io/cluster-objects.ts';
import { membersOf } from '../io/emitted.ts';
import { inTurns } from '../io/in-turns.ts';
import type { KubernetesApi } from '../io/kubernetes.ts';
import { refusal } from '../io/kubernetes.ts';
import { OutsideError } from '../io/problem.ts';
import type { Session } from './session.ts';

const AT_ONCE = 8;
const NAMESPACE: ResourceKind = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false, verbs: [] };
const QUOTA: ResourceKind = { apiVersion: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', namespaced: true, verbs: [] };
const POD: ResourceKind = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, verbs: [] };
/** Strict, and judged only. */
const JUDGED = { dryRun: 'All', fieldValidation: 'Strict' };

export const tryInScratch = async ({ terminal }: Session, api: KubernetesApi, declared: readonly Declared[], kinds: ReadonlyMap<string, ResourceKind>): Promise<Part> => {
  const run = randomUUID().slice(0, 8);
  const names = new Map([...new Set(declared.map(({ namespace }) => namespace))].filter(name => name !== '').map(name => [name, `trial-${run}-${name}`.slice(0, 63).replace(/-+$/, '')]));
  const trials = trialsOf(declared, run, name => names.get(name) ?? name);
  const likenesses = trials.map(nameOf);
  const left = await listed(api, NAMESPACE, '', { labelSelector: TRIAL_LABEL });
  const stop = new AbortController();
  const interrupt = (): void => { terminal.progress('removing what was made'); stop.abort(); };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    terminal.progress(`trying ${trials.reduce((sum, { tried }) => sum + tried.length, 0)} objects`);
    const known = new Map([...kinds, ['Pod', POD] as const]);
    const verdicts = await judged(api, trials, known, stop.signal);
    const unknown = trials.flatMap(({ tried }) => tried).filter(each => !known.has(kindOf(each.kind)));
    const found = judgeTrial(verdicts, unknown, new Map([...names].map(([name, likeness]) => [likeness, name])));
    const older = typeof left === 'string' ? [] : left.map(each => String(membersOf(each['metadata'])['name']));
    return older.length === 0 ? found : { ...found, notCheckable: [...found.notCheckable, { what: `${older.join(', ')} of another trial`, why: 'it may still run; if not, it was killed, and they are to be deleted by hand' }] };
  } finally {
    terminal.progress('removing what was made');
    const staying = await removed(api, likenesses);
    for (const signal of SIGNALS) process.off(signal, interrupt);
    // biome-ignore lint/correctness/noUnsafeFinally: what stays in the cluster is more than what else went wrong
    if (staying.length > 0) throw new OutsideError({ code: 'PT-025', where: api.where, saw: `${staying.join(', ')} still there`, want: `kubectl delete namespace ${staying.join(' ')}` });
  }
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const nameOf = ({ namespace }: Trial): string => String(membersOf(namespace['metadata'])['name']);

/** @throws PT-022 where no namespace may be made, and when somebody interrupts */
const judged = async (api: KubernetesApi, trials: readonly Trial[], kinds: ReadonlyMap<string, ResourceKind>, stop: AbortSignal): Promise<readonly Verdict[]> => {
  const post = async (kind: ResourceKind, body: unknown, namespace: string, query: Readonly<Record<string, string>>) => {
    if (stop.aborted) throw new OutsideError({ code: 'PT-025', where: api.where, saw: 'an interruption', want: 'the end of the trial; what it made is removed' });
    return api.request('POST', pathOf(kind, namespace), { body, query });
  };
  await inTurns(trials, AT_ONCE, async ({ namespace }) => {
    const answer = await post(NAMESPACE, namespace, '', { fieldValidation: 'Strict' });
    if (answer.status !== 201) throw new OutsideError(refusal(answer, 'making a namespace for the trial', api.where));
  });
  const made = await inTurns(trials.flatMap(trial => trial.made.map(tried => ({ trial, tried }))), AT_ONCE, async ({ trial, tried }) => verdictOf(tried, await post(kindFor(tried, kinds), tried.body, nameOf(trial), { fieldValidation: 'Strict' })));
  await counted(api, trials.filter(trial => trial.made.some(({ kind }) => kind.kind === 'ResourceQuota')), stop);
  const tried = await inTurns(
    trials.flatMap(trial => trial.tried.filter(each => kinds.has(kindOf(each.kind)) && !trial.made.some(other => other.title === each.title)).map(each => ({ trial, each }))), AT_ONCE,
    async ({ trial, each }) => verdictOf(each, await post(kindFor(each, kinds), each.body, nameOf(trial), JUDGED)),
  );
  return [...made, ...tried];
};

const kindFor = (tried: Tried, kinds: ReadonlyMap<string, ResourceKind>): ResourceKind => kinds.get(kindOf(tried.kind)) ?? POD;

const verdictOf = (tried: Tried, { status, body }: { readonly status: number; readonly body: unknown }): Verdict =>
  ({ tried, refusal: status < 300 ? null : { status, message: String(membersOf(body)['message'] ?? body).replaceAll(/\s*\n\s*/g, ' ') } });

const QUOTA_MS = 5_000;
const GONE_MS = 60_000;
const PAUSE_MS = 200;

/** Pods are refused until the server has counted a new quota. */
const counted = async (api: KubernetesApi, trials: readonly Trial[], stop: AbortSignal): Promise<void> => {
  const isCounted = async (trial: Trial): Promise<boolean> => {
    const quotas = await listed(api, QUOTA, nameOf(trial));
    return typeof quotas === 'string' || quotas.every(({ status }) => membersOf(status)['hard'] !== undefined);
  };
  for (let waited = 0; waited < QUOTA_MS && !stop.aborted; waited += PAUSE_MS) {
    if ((await inTurns(trials, AT_ONCE, isCounted)).every(Boolean)) return;
    await sleep(PAUSE_MS);
  }
};

/** Deletes namespaces and waits until they are gone. @returns those that stay */
const removed = async (api: KubernetesApi, names: readonly string[]): Promise<readonly string[]> => {
  const deleted = await inTurns(names, AT_ONCE, name => answerOf(api, 'DELETE', name));
  // who may not delete need not wait
  const kept = names.filter((_, i) => deleted[i] === 403);
  let staying = names.filter(name => !kept.includes(name));
  for (let waited = 0; waited < GONE_MS && staying.length > 0; waited += PAUSE_MS) {
    const answers = await inTurns(staying, AT_ONCE, name => answerOf(api, 'GET', name));
    staying = staying.filter((_, i) => answers[i] !== 404);
    if (staying.length > 0) await sleep(PAUSE_MS);
  }
  return [...kept, ...staying];
};

/** A server that does not answer now may do so at the next attempt: what is not known to be gone counts as staying. */
const answerOf = async (api: KubernetesApi, method: 'GET' | 'DELETE', name: string): Promise<number> => {
  try {
    return (await api.request(method, pathOf(NAMESPACE, '', name))).status;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return UNANSWERED;
  }
};

const UNANSWERED = 0;
