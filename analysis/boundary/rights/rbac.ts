/**
 * Rights at the Kubernetes API: bindings with the rules of their roles, written out for each subject, place and resource.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
import type { Json } from '../../reach/json.ts';
import { list, object, text, texts } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import { matches, selectorOf } from '../../reach/kubernetes/selector.ts';
import { push } from '../../reach/multimap.ts';
import type { Right } from '../words.ts';
import { entryRights, groupMembers } from './access-entries.ts';
import type { Pods } from './pods.ts';
import type { IamFiles, Roles } from './roles.ts';
import type { StatedRight } from './stated.ts';
import { joined } from './stated.ts';

interface Sources {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pods[];
  readonly iam: IamFiles;
  readonly roles: Roles;
}

const GROUP = 'rbac.authorization.k8s.io';
const BUILT_IN = ['view', 'edit', 'admin'] as const;

export const rbacRights = ({ objects, pods, iam, roles }: Sources): readonly Right[] => {
  const written = objects.filter(each => groupOf(each) === GROUP);
  const rules = rulesIn(written);
  const members = groupMembers(iam, roles);
  const bound = written.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding').flatMap(binding => {
    const target = binding.kind === 'RoleBinding' ? `namespace/${binding.namespace}` : 'cluster';
    const actions = rules(object(binding.body['roleRef']), binding.namespace);
    const holders = list(binding.body['subjects']).map(object).flatMap(subject => holdersOf(subject, binding.namespace, pods, iam, members));
    return [...new Set(holders)].flatMap(holder => actions.map(action => ({ holder, target, actions: [action], when: [], file: binding.file, path: nameOf(binding) })));
  });
  const byResource = new Map<string, StatedRight[]>();
  for (const right of [...bound, ...added(written)]) push(byResource, resourceOf(right.actions[0] ?? ''), right);
  return [...[...byResource.values()].flatMap(rights => joined('RBAC rule', rights)), ...joined('RBAC rule', entryRights(iam, roles))];
};

/** What an action is on: all behind its verb. */
export const resourceOf = (action: string): string => action.slice(action.indexOf(' ') + 1);

/* ---- rules ------------------------------------------------------------------------------------------------------------------- */

/** Actions of the role that a binding names, `get pods`, `create secrets named x`. */
const rulesIn = (written: readonly KubernetesObject[]) => {
  const own = (each: KubernetesObject, seen: readonly KubernetesObject[] = []): readonly string[] => {
    const { aggregationRule } = each.body;
    if (aggregationRule === undefined || seen.includes(each)) return actionsOf(each);
    const selectors = list(object(aggregationRule)['clusterRoleSelectors']).map(selector => selectorOf(selector, '', () => undefined));
    // What stands beside an aggregation is overwritten by it.
    return written.filter(other => other.kind === 'ClusterRole' && selectors.some(selector => matches(selector, labelsOf(other)))).flatMap(other => own(other, [...seen, each]));
  };
  return ({ kind, name }: Json, namespace: string): readonly string[] => {
    const found = written.find(each => each.kind === kind && each.name === name && (kind === 'ClusterRole' || each.namespace === namespace));
    if (found !== undefined) return own(found);
    if (kind === 'ClusterRole' && name === 'cluster-admin') return ['* *.*'];
    return [`have ${text(kind)} ${text(name)}`, ...builtInto(text(name)).flatMap(role => written.filter(each => isAddedTo(each, role)).flatMap(each => own(each)))];
  };
};

const labelsOf = ({ body }: KubernetesObject) => texts(object(body['metadata'])['labels']);

const actionsOf = ({ body }: KubernetesObject): readonly string[] => list(body['rules']).map(object).flatMap(rule => {
  const verbs = list(rule['verbs']).map(text);
  const names = list(rule['resourceNames']).map(text);
  const resources = list(rule['apiGroups']).map(text).flatMap(group => list(rule['resources']).map(resource => (group === '' ? text(resource) : `${text(resource)}.${group}`)));
  const things = [...resources.flatMap(resource => (names.length === 0 ? [resource] : names.map(name => `${resource} named ${name}`))), ...list(rule['nonResourceURLs']).map(text)];
  return verbs.flatMap(verb => things.map(thing => `${verb} ${thing}`));
});

/** A built-in role takes in what is labelled for it, and `admin` what is in `edit`, and `edit` what is in `view`. */
const builtInto = (role: string): readonly string[] => BUILT_IN.slice(0, BUILT_IN.map(String).indexOf(role) + 1);
const isAddedTo = (each: KubernetesObject, role: string): boolean => each.kind === 'ClusterRole' && labelsOf(each)[`rbac.authorization.k8s.io/aggregate-to-${role}`] === 'true';

/** Rules that widen a built-in role, for whoever has it now or later. */
const added = (written: readonly KubernetesObject[]): readonly StatedRight[] => BUILT_IN.flatMap(role => written.filter(each => isAddedTo(each, role)).flatMap(each =>
  actionsOf(each).map(action => ({ holder: `role/${role}`, target: 'cluster', actions: [action], when: [], file: each.file, path: nameOf(each) }))));

/* ---- subjects ---------------------------------------------------------------------------------------------------------------- */

const holdersOf = ({ kind, name, namespace }: Json, own: string, pods: readonly Pods[], { accounts }: IamFiles, members: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const known = text(name);
  if (kind === 'ServiceAccount') return accounts(text(namespace) || own, known);
  const [, place = '', account = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(known) ?? [];
  if (kind === 'User') return account !== '' ? accounts(place, account) : [`${known.startsWith('system:') ? 'machine' : 'person'}/${known}`];
  if (!known.startsWith('system:')) return [`person/${known}`, ...members.get(known) ?? []];
  // Groups that every account is in, or every account of a namespace.
  const [, of] = /^system:serviceaccounts(?::(.+))?$/.exec(known) ?? [known, null];
  const everyone = known === 'system:authenticated' || of !== null;
  return [`group/${known}`, ...(everyone ? pods.filter(each => typeof of !== 'string' || each.namespace === of).map(({ holder }) => holder) : [])];
};
