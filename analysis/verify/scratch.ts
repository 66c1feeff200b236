/** What is tried in namespaces of a trial: every object of a namespace as it is, and a pod of every workload, which admission judges and not its template. */
import { LABEL, PART_OF } from '../../model/index.ts';
import type { Json } from '../reach/json.ts';
import { isObject, object, texts } from '../reach/json.ts';
import { kindOf, titleOf } from './identity.ts';
import type { Declared, Difference, NotCheckable, Part } from './words.ts';
import { part } from './words.ts';

/** One namespace of the files and its likeness. */
export interface Trial {
  readonly namespace: Json;
  /** Made for the time of the trial, because pods are judged by them. */
  readonly made: readonly Tried[];
  /** Sent to be judged, and never stored. */
  readonly tried: readonly Tried[];
}

export interface Tried {
  readonly declared: Declared;
  /** `Deployment payments-core/payment-core`, or `a pod of …`. */
  readonly title: string;
  readonly kind: Pick<Declared, 'apiVersion' | 'kind'>;
  readonly body: Json;
}

/** On every namespace of a trial, with the name of the run. */
export const TRIAL_LABEL = `${LABEL}/trial`;

/** @param nameOf the name of the likeness of a namespace */
export const trialsOf = (declared: readonly Declared[], run: string, nameOf: (namespace: string) => string): readonly Trial[] => [...new Set(declared.map(({ namespace }) => namespace))].filter(name => name !== '').sort().map(name => {
  const own = declared.filter(({ namespace }) => namespace === name);
  const likeness = nameOf(name);
  const original = declared.find(each => each.kind === 'Namespace' && each.name === name);
  const labels = Object.fromEntries(Object.entries(texts(object(original?.body['metadata'])['labels'])).filter(([, value]) => value !== PART_OF));
  const moved = (each: Declared, body: Json, title: string, kind: Tried['kind']): Tried => ({ declared: each, title, kind, body: { ...body, metadata: { ...object(body['metadata']), namespace: likeness } } });
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: likeness, labels: { ...labels, [TRIAL_LABEL]: run } } },
    made: own.filter(({ kind }) => MADE.includes(kind)).map(each => moved(each, bare(each.body), titleOf(each), each)),
    tried: [
      ...own.map(each => moved(each, each.body, titleOf(each), each)),
      ...own.flatMap(each => podOf(each).map(pod => moved(each, pod, `a pod of ${titleOf(each)}`, POD))),
    ],
  };
});

/** Admission looks these up for a pod. */
const MADE = ['ServiceAccount', 'LimitRange', 'ResourceQuota'];
const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Without the label that makes it the platform's, and without the annotations that give it rights in the cloud. */
const bare = (body: Json): Json => ({ ...body, metadata: { name: object(body['metadata'])['name'] } });

const podOf = ({ kind, name, body }: Declared): readonly Json[] => {
  const spec = object(body['spec']);
  const template = object(kind === 'CronJob' ? object(object(spec['jobTemplate'])['spec'])['template'] : spec['template']);
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind) || !isObject(template['spec'])) return [];
  return [{ ...POD, metadata: { ...object(template['metadata']), name: `${name}-trial` }, spec: { ...template['spec'], ...(template['spec']['restartPolicy'] === undefined ? { restartPolicy: 'Always' } : {}) } }];
};

/** What became of one: null where the server took it. */
export interface Verdict {
  readonly tried: Tried;
  readonly refusal: { readonly status: number; readonly message: string } | null;
}

/** @param hidden names of the trial's namespaces, which mean nothing to anybody */
export const judgeTrial = (verdicts: readonly Verdict[], unknown: readonly Tried[], hidden: ReadonlyMap<string, string>): Part => {
  const refused = verdicts.flatMap(({ tried, refusal }) => (refusal === null ? [] : [{ tried, ...refusal, message: [...hidden].reduce((message, [likeness, name]) => message.replaceAll(likeness, name), refusal.message) }]));
  const blind = refused.filter(each => reasonOf(each) !== null);
  return part(
    verdicts.length - blind.length,
    refused.filter(each => reasonOf(each) === null).map(({ tried, status, message }): Difference =>
      ({ code: 'PT-709', object: tried.title, file: tried.declared.file, field: '', saw: `${status}: ${message}`, want: 'an object that this server takes' })),
    [...grouped(blind.map(each => ({ what: each.tried.title, why: reasonOf(each) ?? '' }))), ...grouped(unknown.map(each => ({ what: each.title, why: `the server does not know ${kindOf(each.kind)}` })))],
  );
};

/** Why a refusal says nothing about the object; null where it does. */
const reasonOf = ({ status, message, tried }: { readonly status: number; readonly message: string; readonly tried: Tried }): string | null => {
  const [, missing] = /(no PriorityClass with name \S+ was found)/.exec(message) ?? [];
  if (missing !== undefined) return `${missing.replace(/^no /, 'it needs the ').replace(' with name', '').replace(' was found', '')}, which is not applied`;
  if (message.includes('does not support dry run')) return 'a webhook of this cluster cannot judge without storing';
  if (message.includes('status unknown for quota')) return 'this cluster has not counted the quota of the trial';
  const [, right] = /cannot (create resource "[^"]*" in API group "[^"]*")/.exec(message) ?? [];
  return status === 403 && right !== undefined && !tried.kind.kind.startsWith('Role') ? `missing: the right to ${right}` : null;
};

/** The same reason once. */
const grouped = (all: readonly NotCheckable[]): readonly NotCheckable[] => [...new Set(all.map(({ why }) => why))].sort().map(why => {
  const own = all.filter(each => each.why === why);
  return { what: own.length === 1 ? own[0]?.what ?? '' : `${own.length} objects of the trial, ${own[0]?.what ?? ''} among them`, why };
});
