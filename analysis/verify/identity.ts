/** Which object is which, in files and on a server. */
import type { Json } from '../reach/json.ts';
import { list, object, text } from '../reach/json.ts';
import type { Document } from '../reach/kubernetes/objects.ts';
import { objectsOf } from '../reach/kubernetes/objects.ts';
import type { Declared } from './words.ts';

type Named = Pick<Declared, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

export const declaredIn = (documents: Iterable<Document>): readonly Declared[] => objectsOf(documents, () => true).objects
  .map(({ apiVersion, kind, name, body, file }) => ({ apiVersion, kind, namespace: text(object(body['metadata'])['namespace']), name, body, file }));

export const namedOf = (body: Json): Named => {
  const { name, namespace } = object(body['metadata']);
  return { apiVersion: text(body['apiVersion']), kind: text(body['kind']), namespace: text(namespace), name: text(name) };
};

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/** `Deployment.apps`: the same in every version. */
export const kindOf = ({ apiVersion, kind }: Pick<Named, 'apiVersion' | 'kind'>): string => [kind, groupOf(apiVersion)].filter(Boolean).join('.');

export const keyOf = (named: Named): string => `${kindOf(named)} ${named.namespace}/${named.name}`;

/** As people say it. */
export const titleOf = ({ kind, namespace, name }: Pick<Named, 'kind' | 'namespace' | 'name'>): string => `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

/** Kinds that Kubernetes itself reads: it fills fields in and drops empty ones, which nobody does for others. */
export const isBuiltIn = (apiVersion: string): boolean => {
  const group = groupOf(apiVersion);
  return !group.includes('.') || (group.endsWith('.k8s.io') && ['networking', 'rbac.authorization', 'policy', 'scheduling', 'storage', 'autoscaling', 'admissionregistration'].includes(group.slice(0, -'.k8s.io'.length)));
};

/** Made by a controller, which takes it away again. */
export const isOwned = (body: Json): boolean => list(object(body['metadata'])['ownerReferences']).length > 0;
