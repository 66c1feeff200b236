/** Rights as the server grants them beside the roles of the files: every right that is written, and for everybody what nobody may do unless it is written. */
import { PART_OF } from '../../model/index.ts';
import type { Json } from '../reach/json.ts';
import { list, object, text } from '../reach/json.ts';
import { push } from '../reach/multimap.ts';
import type { Declared, Difference, Part } from './words.ts';
import { part } from './words.ts';

export interface AccessQuestion {
  /** `group payments-operators`, `account payments-core/payment-core`. */
  readonly subject: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly namespace: string;
  readonly action: Action;
  readonly allowed: boolean;
  /** File of the binding that allows it. */
  readonly file: string;
}

interface Action {
  readonly verb: string;
  /** Empty for the core group; `*` for all. */
  readonly group: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  readonly name: string;
}

interface Subject {
  readonly title: string;
  readonly user: string;
  readonly groups: readonly string[];
  /** Where it acts; null for people, who are asked about every namespace. */
  readonly home: string | null;
}

interface Granted {
  readonly subject: string;
  readonly namespace: string;
  readonly action: Action;
  readonly file: string;
}

/** What would let somebody read a secret, run or change something, or give rights away. */
const PROBES: readonly Action[] = [
  ['get', '', 'secrets'], ['list', '', 'secrets'], ['create', '', 'pods'], ['create', '', 'pods/exec'], ['create', '', 'pods/portforward'], ['delete', '', 'pods'],
  ['create', '', 'serviceaccounts/token'], ['update', '', 'configmaps'], ['patch', 'apps', 'deployments'], ['delete', 'networking.k8s.io', 'networkpolicies'],
  ['create', 'rbac.authorization.k8s.io', 'rolebindings'],
].map(([verb = '', group = '', resource = '']) => ({ verb, group, resource, name: '' }));
const ANYTHING: Action = { verb: '*', group: '*', resource: '*', name: '' };
/** Of an account that no pod of another workload uses, these are enough. */
const FEW = PROBES.filter(({ verb, resource }) => `${verb} ${resource}` === 'get secrets' || `${verb} ${resource}` === 'create pods/exec');

export const accessQuestions = (declared: readonly Declared[]): readonly AccessQuestion[] => {
  const namespaces = [...new Set(declared.map(({ namespace }) => namespace))].filter(name => name !== '').sort();
  const bindings = declared.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  const granted = bindings.flatMap(binding => grantsOf(binding, declared));
  const subjects = unique([...bindings.flatMap(({ body, namespace }) => list(body['subjects']).map(subject => subjectOf(object(subject), namespace))), ...declared.filter(({ kind }) => kind === 'ServiceAccount').map(accountOf)]);
  const may = new Set(granted.map(({ subject, namespace, action }) => questionKey(subject, namespace, action)));
  const rights = new Set(granted.map(({ subject }) => subject));
  const positive = granted.flatMap(({ subject, namespace, action, file }) => {
    const who = subjects.find(({ title }) => title === subject);
    return who === undefined ? [] : [{ ...whoOf(who), namespace, action, allowed: true, file }];
  });
  const negative = subjects.flatMap(who => [
    ...(who.home === null ? namespaces : [who.home]).flatMap(namespace => (rights.has(who.title) ? PROBES : FEW).filter(action => !may.has(questionKey(who.title, namespace, action)))
      .map(action => ({ ...whoOf(who), namespace, action, allowed: false, file: '' }))),
    { ...whoOf(who), namespace: '', action: ANYTHING, allowed: false, file: '' },
  ]);
  return [...positive, ...negative];
};

const questionKey = (subject: string, namespace: string, { verb, group, resource, name }: Action): string => [subject, namespace, verb, group, resource, name].join(' ');
const unique = (subjects: readonly Subject[]): readonly Subject[] => [...new Map(subjects.map(subject => [subject.title, subject])).values()];
const whoOf = ({ title, user, groups }: Subject) => ({ subject: title, user, groups });

const accountOf = ({ namespace, name }: Pick<Declared, 'namespace' | 'name'>): Subject => ({
  title: `account ${namespace}/${name}`, user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'], home: namespace,
});

const subjectOf = ({ kind, name, namespace }: Json, own: string): Subject => {
  if (kind === 'ServiceAccount') return accountOf({ namespace: text(namespace) || own, name: text(name) });
  // somebody who is in the group and has no rights of their own
  if (kind === 'Group') return { title: `group ${text(name)}`, user: `${PART_OF}-nobody`, groups: [text(name), 'system:authenticated'], home: null };
  return { title: `user ${text(name)}`, user: text(name), groups: ['system:authenticated'], home: null };
};

const grantsOf = (binding: Declared, declared: readonly Declared[]): readonly Granted[] => {
  const { kind, name } = object(binding.body['roleRef']);
  const role = declared.find(each => each.kind === kind && each.name === name && (kind === 'ClusterRole' || each.namespace === binding.namespace));
  const actions = list(role?.body['rules']).map(object).flatMap(actionsOf);
  return list(binding.body['subjects']).map(subject => subjectOf(object(subject), binding.namespace).title)
    .flatMap(subject => actions.map(action => ({ subject, namespace: binding.namespace, action, file: binding.file })));
};

const actionsOf = (rule: Json): readonly Action[] => {
  const names = list(rule['resourceNames']).map(text);
  return list(rule['verbs']).map(text).flatMap(verb => list(rule['apiGroups']).map(text).flatMap(group => list(rule['resources']).map(text).flatMap(resource =>
    (names.length === 0 ? [''] : names).map(name => ({ verb, group, resource, name })))));
};

/** What a server is asked: a review, which stores nothing. */
export const reviewOf = ({ user, groups, namespace, action }: AccessQuestion): Json => {
  const [resource = '', subresource] = action.resource.split('/');
  return {
    apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview',
    spec: {
      user, groups,
      resourceAttributes: {
        verb: action.verb, group: action.group, resource,
        ...(namespace === '' ? {} : { namespace }), ...(action.name === '' ? {} : { name: action.name }), ...(subresource === undefined ? {} : { subresource }),
      },
    },
  };
};

/** @param answers whether the server allows it, one for each question */
export const judgeAccess = (questions: readonly AccessQuestion[], answers: readonly boolean[]): Part => {
  const wrong = questions.filter(({ allowed }, i) => answers[i] !== allowed);
  const unbounded = new Set(wrong.filter(({ action }) => action === ANYTHING).map(({ subject }) => subject));
  // who may do anything may do all the rest
  const told = wrong.filter(({ subject, action, allowed }) => action === ANYTHING || allowed || !unbounded.has(subject));
  return part(questions.length, sameOf(told, ({ subject, allowed, action, file }) => [subject, allowed, actionText(action), file]).flatMap(places => places[0] === undefined ? [] : [{ question: places[0], places: places.map(({ namespace }) => namespace) }])
    .reduce<readonly Wrong[]>(joinedActions, []).map(differenceOf));
};

/** Actions of one subject in the same namespaces. */
interface Wrong {
  readonly question: AccessQuestion;
  readonly actions: readonly string[];
  readonly places: readonly string[];
}

const sameOf = <T>(items: readonly T[], key: (item: T) => readonly unknown[]): readonly (readonly T[])[] => {
  const found = new Map<string, T[]>();
  for (const item of items) push(found, JSON.stringify(key(item)), item);
  return [...found.values()];
};

const joinedActions = (all: readonly Wrong[], { question, places }: Omit<Wrong, 'actions'>): readonly Wrong[] => {
  const like = all.find(other => other.question.subject === question.subject && other.question.allowed === question.allowed && other.question.file === question.file && other.places.join() === places.join());
  const action = actionText(question.action);
  return like === undefined ? [...all, { question, actions: [action], places }] : all.map(other => (other === like ? { ...other, actions: [...other.actions, action] } : other));
};

const actionText = (action: Action): string => {
  const { verb, group, resource, name } = action;
  return action === ANYTHING ? 'do anything anywhere' : `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` named ${name}`}`;
};

const differenceOf = ({ question: { subject, allowed, file }, actions, places }: Wrong): Difference => ({
  code: 'PT-704', object: subject, file, field: '',
  saw: `one who may ${allowed ? 'not ' : ''}${actions.join(', ')}${places.join() === '' ? '' : ` in ${places.join(', ')}`}`,
  want: allowed ? 'the right that the file gives' : 'no such right: no role of the files gives it',
});
