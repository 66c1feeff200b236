/** Reads what a cluster holds: which kinds the server knows, lists page by page. What may not be read comes back as a reason, not as an error. */
import type { KubernetesAnswer, KubernetesApi } from './kubernetes.ts';
import { refusal } from './kubernetes.ts';
import { membersOf } from './emitted.ts';

/** A kind that the server knows. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** `deployments` */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Objects, or why there are none to see. */
export type Listed = readonly Members[] | string;

export interface Discovered {
  /** Null for a version that the server does not serve; a reason where it did not say. */
  readonly kinds: readonly ResourceKind[] | null | string;
  readonly apiVersion: string;
}

/** Kinds of one version of an API group. */
export const kindsOf = async (api: KubernetesApi, apiVersion: string): Promise<Discovered> => {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const answer = await api.request('GET', path);
  if (answer.status === 404) return { apiVersion, kinds: null };
  if (answer.status !== 200) return { apiVersion, kinds: reasonOf(answer, `GET ${path}`) };
  const kinds = Object.values(membersOf(membersOf(answer.body)['resources'])).map(membersOf).filter(({ name }) => !String(name).includes('/'))
    .map(({ name, kind, namespaced, verbs }) => ({ apiVersion, kind: String(kind), plural: String(name), namespaced: namespaced === true, verbs: Object.values(membersOf(verbs)).map(String) }));
  return { apiVersion, kinds };
};

/** Every version that the server prefers. */
export const apiVersionsOf = async (api: KubernetesApi): Promise<readonly string[] | string> => {
  const answer = await api.request('GET', '/apis');
  if (answer.status !== 200) return reasonOf(answer, 'GET /apis');
  return ['v1', ...Object.values(membersOf(membersOf(answer.body)['groups'])).map(group => String(membersOf(membersOf(group)['preferredVersion'])['groupVersion']))];
};

/** Where objects of a kind stand; a namespace narrows a list, a name makes it one object. */
export const pathOf = ({ apiVersion, plural, namespaced }: ResourceKind, namespace: string, name = ''): string => [
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
  ...(namespaced && namespace !== '' ? [`namespaces/${encodeURIComponent(namespace)}`] : []), plural, ...(name === '' ? [] : [encodeURIComponent(name)]),
].join('/');

/** What is asked of a list. */
export interface ListOptions {
  readonly labelSelector?: string;
  /** Kind and metadata alone: for what is counted and not read, so that no content is fetched. */
  readonly metadataOnly?: boolean;
}

/** So many at a time: a page of whole objects is some megabytes at most. */
const PAGE = '250';
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** A whole list. Items say their kind, which the server leaves out. */
export const listed = async (api: KubernetesApi, kind: ResourceKind, namespace: string, { labelSelector, metadataOnly = false }: ListOptions = {}): Promise<Listed> => {
  const items: Members[] = [];
  const path = pathOf(kind, namespace);
  let next = '';
  do {
    const query = { limit: PAGE, ...(labelSelector === undefined ? {} : { labelSelector }), ...(next === '' ? {} : { continue: next }) };
    const answer = await api.request('GET', path, { query, ...(metadataOnly ? { accept: METADATA } : {}) });
    if (answer.status !== 200) return reasonOf(answer, `GET ${path}`);
    const body = membersOf(answer.body);
    for (const item of Object.values(membersOf(body['items']))) items.push({ ...membersOf(item), apiVersion: kind.apiVersion, kind: kind.kind });
    const { continue: rest } = membersOf(body['metadata']);
    next = typeof rest === 'string' ? rest : '';
  } while (next !== '');
  return items;
};

/** One object; null where there is none. */
export const found = async (api: KubernetesApi, kind: ResourceKind, namespace: string, name: string): Promise<Members | null | string> => {
  const path = pathOf(kind, namespace, name);
  const answer = await api.request('GET', path);
  return answer.status === 404 ? null : answer.status === 200 ? membersOf(answer.body) : reasonOf(answer, `GET ${path}`);
};

/** Why an answer is none, as part of a sentence. */
export const reasonOf = (answer: KubernetesAnswer, what: string): string => {
  const { saw, want } = refusal(answer, what, '');
  return answer.status === 403 ? `missing: ${want}` : saw;
};
