/** Asks a cluster for everything that the files of a region speak of. Only reads, and reviews of rights, which store nothing. */
import type { AccessQuestion } from '../analysis/verify/access.ts';
import { reviewOf } from '../analysis/verify/access.ts';
import type { Needed } from '../analysis/verify/definitions.ts';
import { keyOf, kindOf, namedOf } from '../analysis/verify/identity.ts';
import type { Network, NetworkObjects } from '../analysis/verify/network.ts';
import { NETWORK_NAMESPACES } from '../analysis/verify/network.ts';
import type { Declared, LiveObjects, NotCheckable } from '../analysis/verify/words.ts';
import type { Listed, ResourceKind } from '../io/cluster-objects.ts';
import { apiVersionsOf, found, kindsOf, listed, reasonOf } from '../io/cluster-objects.ts';
import { membersOf } from '../io/emitted.ts';
import { inTurns } from '../io/in-turns.ts';
import type { KubernetesApi } from '../io/kubernetes.ts';
import { PART_OF } from '../model/index.ts';

/** The server has others to serve. */
const AT_ONCE = 8;
const OURS = { labelSelector: `app.kubernetes.io/part-of=${PART_OF}` };

export interface ObjectSurvey {
  readonly live: LiveObjects;
  /** Kinds of the files that the server knows, as `kindOf` names them. */
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly notCheckable: readonly NotCheckable[];
}

export const surveyObjects = async (api: KubernetesApi, declared: readonly Declared[]): Promise<ObjectSurvey> => {
  const versions = await inTurns(unique(declared.map(({ apiVersion }) => apiVersion)), AT_ONCE, version => kindsOf(api, version));
  const byKind = new Map(versions.flatMap(({ kinds }) => (Array.isArray(kinds) ? kinds as readonly ResourceKind[] : [])).map(kind => [`${kind.apiVersion} ${kind.kind}`, kind]));
  const silent = new Map(versions.flatMap(({ apiVersion, kinds }) => (typeof kinds === 'string' ? [[apiVersion, kinds] as const] : [])));
  const kinds = new Map<string, ResourceKind>();
  const unread = new Map<string, string>();
  const unknownKinds = new Set<string>();
  for (const each of declared) {
    const kind = byKind.get(`${each.apiVersion} ${each.kind}`);
    const reason = silent.get(each.apiVersion);
    if (kind !== undefined) kinds.set(kindOf(each), kind);
    else if (reason !== undefined) unread.set(kindOf(each), reason);
    else unknownKinds.add(kindOf(each));
  }
  const objects = (await inTurns([...kinds], AT_ONCE, ([name, kind]) => ofKind(api, kind, declared.filter(each => kindOf(each) === name), unread))).flat();
  const { others, notCheckable } = await surveyOthers(api, kinds);
  return { live: { objects, others, unknownKinds, unread }, kinds, notCheckable };
};

/** All with our label, and by name those that have lost it; where not all may be read, those of each namespace. */
const ofKind = async (api: KubernetesApi, kind: ResourceKind, declared: readonly Declared[], unread: Map<string, string>): Promise<readonly Members[]> => {
  const all = await listed(api, kind, '', OURS);
  const places = unique(declared.map(({ namespace }) => namespace));
  const lists = typeof all === 'string' && kind.namespaced ? await inTurns(places, AT_ONCE, namespace => listed(api, kind, namespace, OURS)) : [all];
  const objects = lists.flatMap(list => (typeof list === 'string' ? [] : list));
  const seen = new Set(objects.map(body => keyOf(namedOf(body))));
  const refused = lists.length === 1 ? (typeof all === 'string' ? places : []) : places.filter((_, i) => typeof lists[i] === 'string');
  const absent = declared.filter(each => !seen.has(keyOf(each)));
  // an object may be open to a reader who may not list its kind
  const byName = await inTurns(absent, AT_ONCE, each => found(api, kind, each.namespace, each.name));
  absent.forEach((each, i) => { const answer = byName[i]; if (typeof answer === 'string') unread.set(keyOf(each), answer); });
  if (refused.length === places.length && declared.every(each => unread.has(keyOf(each)))) {
    for (const each of declared) unread.delete(keyOf(each));
    unread.set(declared[0] === undefined ? kind.kind : kindOf(declared[0]), typeof all === 'string' ? all : 'no right to read them');
  }
  return [...objects, ...byName.flatMap(body => (body === null || typeof body === 'string' ? [] : [body]))];
};

type Members = Readonly<Record<string, unknown>>;

/** What is made by the server out of others, measured, or nobody's to apply. */
const DERIVED = /^(Endpoints|Event|ComponentStatus|Node|PodMetrics|NodeMetrics)(\.|$)|^(Event\.events|EndpointSlice\.discovery)\.k8s\.io$/;

/** Objects with our label of all other kinds: what files of an earlier day left behind. */
const surveyOthers = async (api: KubernetesApi, own: ReadonlyMap<string, ResourceKind>): Promise<Pick<LiveObjects, 'others'> & Pick<ObjectSurvey, 'notCheckable'>> => {
  const versions = await apiVersionsOf(api);
  if (typeof versions === 'string') return { others: [], notCheckable: [{ what: 'objects of kinds that the files do not have', why: versions }] };
  const known = await inTurns(versions, AT_ONCE, version => kindsOf(api, version));
  const kinds = known.flatMap(each => (Array.isArray(each.kinds) ? each.kinds as readonly ResourceKind[] : [])).filter(kind => kind.verbs.includes('list') && !own.has(kindOf(kind)) && !DERIVED.test(kindOf(kind)));
  const lists = await inTurns(kinds, AT_ONCE, kind => listed(api, kind, '', { ...OURS, metadataOnly: true }));
  const refused = kinds.flatMap((each, i) => { const answer = lists[i]; return typeof answer === 'string' ? [{ kind: kindOf(each), why: answer }] : []; });
  return {
    others: lists.flatMap(list => (typeof list === 'string' ? [] : list)),
    notCheckable: [
      ...(refused[0] === undefined ? [] : [{ what: `objects with our label of ${refused.length} other kinds: ${refused.map(each => each.kind).sort().slice(0, 3).join(', ')}${refused.length > 3 ? ` and ${refused.length - 3} more` : ''}`, why: refused[0].why }]),
      ...known.flatMap(({ apiVersion, kinds: answer }) => (typeof answer === 'string' ? [{ what: `objects of ${apiVersion}`, why: answer }] : [])),
    ],
  };
};

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

/** Whether the server allows each; a reason where it may not be asked. */
export const askAccess = async (api: KubernetesApi, questions: readonly AccessQuestion[]): Promise<readonly boolean[] | string> => {
  const ask = (question: AccessQuestion) => api.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body: reviewOf(question) });
  const [first, ...others] = questions;
  if (first === undefined) return [];
  const answer = await ask(first);
  if (answer.status !== 201) return reasonOf(answer, 'a review of somebody\'s rights');
  return (await inTurns([answer, ...others], AT_ONCE, async item => ('status' in item ? item : await ask(item)))).map(({ body }) => membersOf(membersOf(body)['status'])['allowed'] === true);
};

const kind = (apiVersion: string, name: string, plural: string, namespaced = true): ResourceKind => ({ apiVersion, kind: name, plural, namespaced, verbs: [] });
const NODE = kind('v1', 'Node', 'nodes', false);
const DEFINITION = kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false);
const DAEMON_SET = kind('apps/v1', 'DaemonSet', 'daemonsets');
const CONFIG_MAP = kind('v1', 'ConfigMap', 'configmaps');
const RUNNING = [kind('apps/v1', 'Deployment', 'deployments'), DAEMON_SET, kind('apps/v1', 'StatefulSet', 'statefulsets')];

export const nodesIn = (api: KubernetesApi): Promise<Listed> => listed(api, NODE, '');

export const definitionsIn = async (api: KubernetesApi, { definitions }: Needed): Promise<ReadonlyMap<string, Members | string | null>> =>
  new Map(await inTurns(definitions, AT_ONCE, async ({ name }) => [name, await found(api, DEFINITION, '', name)] as const));

/** What runs in the namespaces of controllers. */
export const controllersIn = async (api: KubernetesApi, { controllers }: Needed): Promise<ReadonlyMap<string, Listed>> =>
  new Map(await inTurns(unique(controllers.filter(each => each.kind === 'helm').map(({ namespace }) => namespace)), AT_ONCE, async namespace => {
    const lists = await inTurns(RUNNING, AT_ONCE, each => listed(api, each, namespace));
    return [namespace, lists.find(list => typeof list === 'string') ?? lists.flatMap(list => (typeof list === 'string' ? [] : list))] as const;
  }));

export const networkIn = async (api: KubernetesApi, network: Network): Promise<NetworkObjects> => {
  const namespace = NETWORK_NAMESPACES[network];
  const settings = network === 'cilium' ? await found(api, CONFIG_MAP, namespace, 'cilium-config') : null;
  return { daemonSets: await listed(api, DAEMON_SET, namespace), configMaps: settings === null ? [] : typeof settings === 'string' ? settings : [settings] };
};
