/** Kubernetes objects out of whatever a folder holds: lists are opened, what is no Kubernetes object is counted and passed over. */
import type { Json } from '../json.ts';
import { isObject, object, text } from '../json.ts';

/** A document that was parsed; `index` counts the documents of a file from 0. */
export interface Document {
  readonly file: string;
  readonly index: number;
  readonly value: unknown;
}

/** An object with the place where it stands. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly body: Json;
  readonly file: string;
  readonly index: number;
}

/** Something that the API server would refuse; the object that holds it is left out, and the rest is still analysed. */
export interface ClusterProblem {
  readonly file: string;
  /** Document of the file, from 0. */
  readonly index: number;
  /** `NetworkPolicy core/api spec.egress[0].ports[1]` */
  readonly at: string;
  readonly saw: string;
  readonly want: string;
}

/** What became of the documents. */
export interface Counts {
  readonly documents: number;
  /** Documents and items of lists that are no Kubernetes objects. */
  readonly others: number;
  /** Objects of kinds that nobody asked for, by kind. */
  readonly passedOver: Readonly<Record<string, number>>;
}

/** Objects that `wanted` wants; the others are counted and let go, so that a large folder need not fit. */
export const objectsOf = (documents: Iterable<Document>, wanted: (each: KubernetesObject) => boolean): { readonly objects: readonly KubernetesObject[]; readonly counts: Counts } => {
  const objects: KubernetesObject[] = [];
  const passedOver: Record<string, number> = {};
  let others = 0;
  let all = 0;
  const open = ({ file, index, value }: Document, outer: { readonly kind: string; readonly apiVersion: string }): void => {
    const body = object(value);
    const kind = text(body['kind']) || outer.kind;
    const apiVersion = text(body['apiVersion']) || outer.apiVersion;
    const { items, metadata } = body;
    if (kind.endsWith('List') && Array.isArray(items)) {
      // items of a typed list need not say again what they are
      const inner = kind === 'List' ? { kind: '', apiVersion: '' } : { kind: kind.slice(0, -'List'.length), apiVersion };
      for (const item of items as readonly unknown[]) open({ file, index, value: item }, inner);
      return;
    }
    if (kind === '' || apiVersion === '' || !isObject(metadata)) {
      others += 1;
      return;
    }
    const name = text(metadata['name']) || text(metadata['generateName']);
    const each: KubernetesObject = { apiVersion, kind, namespace: text(metadata['namespace']) || 'default', name, body, file, index };
    if (wanted(each)) objects.push(each);
    else passedOver[kind] = (passedOver[kind] ?? 0) + 1;
  };
  for (const document of documents) {
    if (document.value === null || document.value === undefined) continue;
    all += 1;
    open(document, { kind: '', apiVersion: '' });
  }
  return { objects, counts: { documents: all, others, passedOver } };
};

/** `NetworkPolicy core/api` */
export const nameOf = ({ kind, namespace, name }: KubernetesObject): string => (kind === 'Namespace' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`);

/** API group without version: objects of different versions are the same object. */
export const groupOf = ({ apiVersion }: KubernetesObject): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
