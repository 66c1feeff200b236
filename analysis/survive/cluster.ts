/** A region as its files describe it: who runs how often, on which machines, under which budgets and quotas. */
import type { Topology } from '../../model/index.ts';
import type { Terraform, TerraformFile } from '../reach/cloud/terraform.ts';
import type { Json } from '../reach/json.ts';
import { list, number, object, text } from '../reach/json.ts';
import type { Document, KubernetesObject } from '../reach/kubernetes/objects.ts';
import { nameOf, objectsOf } from '../reach/kubernetes/objects.ts';
import type { Complain } from '../reach/kubernetes/selector.ts';
import { matches, selectorOrNobody } from '../reach/kubernetes/selector.ts';
import { push } from '../reach/multimap.ts';
import { componentsOf } from './components.ts';
import type { Complaining } from './named.ts';
import { objectName, tierOf } from './named.ts';
import { nodeGroupsOf } from './nodes.ts';
import { podsOfStores } from './operators.ts';
import type { Defaults } from './pod-shape.ts';
import { podShapeOf } from './pod-shape.ts';
import { amountOf, countOf, mebibytesOf, millisOf, podsOf, wholeOf, written } from './quantities.ts';
import type { Amount, Budget, Cluster, Quota, SurviveProblem, Workload } from './words.ts';

export interface SurviveFiles {
  readonly path: string;
  readonly topology: Topology;
  readonly documents: readonly Document[];
  readonly terraform: readonly TerraformFile[];
}

/** Kinds that are read, and kinds whose pods come and go on their own. */
const READ = new Set(['Cluster', 'Deployment', 'HorizontalPodAutoscaler', 'Kafka', 'KafkaNodePool', 'LimitRange', 'PodDisruptionBudget', 'PriorityClass', 'ResourceQuota', 'StatefulSet']);
const PASSING = new Set(['CronJob', 'DaemonSet', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController', 'Rollout']);

/** Kinds of objects that anything here depends on. */
export const KINDS: ReadonlySet<string> = new Set([...READ, ...PASSING, 'KafkaTopic']);

/** @param terraform of the same files, followed */
export const clusterOf = ({ path, topology, documents }: SurviveFiles, terraform: Terraform): Cluster => {
  const problems: SurviveProblem[] = [];
  const remarks = new Map<string, Set<string>>();
  const { objects } = objectsOf(documents, ({ kind }) => READ.has(kind) || PASSING.has(kind));
  const byKind = new Map<string, KubernetesObject[]>();
  for (const each of objects) push(byKind, each.kind, each);
  const all = (kind: string): readonly KubernetesObject[] => byKind.get(kind) ?? [];
  const complainOf = (each: KubernetesObject) => (at: string, saw: string, want: string): void => { problems.push({ file: each.file, at: `${nameOf(each)} ${at}`, saw, want }); };
  const remarkOf = (each: KubernetesObject) => (what: string): void => { remarks.set(what, (remarks.get(what) ?? new Set()).add(nameOf(each))); };
  for (const kind of PASSING) for (const each of all(kind)) remarkOf(each)(`pods of a ${kind}`);

  const budgets = all('PodDisruptionBudget').flatMap(each => budgetOf(each, complainOf(each)) ?? []);
  const autoscalers = new Map(all('HorizontalPodAutoscaler').map(each => [targetOf(each), each]));
  const priorities = all('PriorityClass');
  const limits = all('LimitRange');
  const defaultsOf = (namespace: string): Defaults => ({ ...prioritiesOf(priorities), ...limitsOf(limits.filter(limit => limit.namespace === namespace), (each, what) => remarkOf(each)(what)) });
  const reading: Reading = { topology, budgets, autoscalers, defaultsOf, complainOf, remarkOf };
  const groups = nodeGroupsOf(terraform, topology, `${path}/topology.json`);
  const workloads = [
    ...onceEach([...all('Deployment'), ...all('StatefulSet')], complainOf).map(each => workloadOf(each, reading)),
    ...podsOfStores({ clusters: all('Cluster'), kafkas: all('Kafka'), pools: all('KafkaNodePool') }, defaultsOf, complainOf),
    ...componentsOf(topology, `${path}/topology.json`, prioritiesOf(priorities)),
  ].sort((a, b) => (a.object < b.object ? -1 : 1)).map((workload, id): Workload => ({ ...workload, id }));
  const quotas = all('ResourceQuota').filter(each => isUnscoped(each, remarkOf(each))).map(each => quotaOf(each, complainOf(each)));
  const missing = Object.values(topology.workloads).filter(({ name, namespace, replicas }) => replicas > 0 && !workloads.some(each => each.name === name && each.namespace === namespace)).map(({ name }) => name);
  if (missing.length > 0) remarks.set('what topology.json declares and no file holds', new Set(missing));
  if (terraform.all('aws_eks_node_group').length === 0) remarks.set('node groups of their own, for no Terraform makes any', new Set(['the pools of topology.json are taken']));
  if (workloads.length === 0 && problems.length + groups.problems.length === 0) problems.push({ file: path, at: 'manifests', saw: 'no workload', want: 'a Deployment, a StatefulSet or a store to judge' });
  return {
    path, role: topology.region.role, zones: topology.region.zones, groups: groups.groups, workloads, quotas,
    notModelled: [...remarks].map(([what, who]) => `${what}: ${[...who].sort().slice(0, 3).join(', ')}${who.size > 3 ? ` and ${who.size - 3} more` : ''}`).sort(),
    problems: [...problems, ...groups.problems],
  };
};

/** What stands twice is applied once, the later over the earlier. */
const onceEach = (objects: readonly KubernetesObject[], complainOf: Complaining): readonly KubernetesObject[] => {
  const known = new Map<string, KubernetesObject>();
  for (const each of objects) {
    const earlier = known.get(objectName(each));
    if (earlier !== undefined) complainOf(each)('', `the same in ${earlier.file}`, 'each object once');
    known.set(objectName(each), each);
  }
  return [...known.values()];
};

interface Reading {
  readonly topology: Topology;
  readonly budgets: readonly Budget[];
  readonly autoscalers: ReadonlyMap<string, KubernetesObject>;
  readonly defaultsOf: (namespace: string) => Defaults;
  readonly complainOf: Complaining;
  readonly remarkOf: (each: KubernetesObject) => (what: string) => void;
}

const targetOf = ({ namespace, body }: KubernetesObject): string => {
  const { kind, name } = object(object(body['spec'])['scaleTargetRef']);
  return objectName({ kind: text(kind), namespace, name: text(name) });
};

const workloadOf = (each: KubernetesObject, { topology, budgets, autoscalers, defaultsOf, complainOf, remarkOf }: Reading): Omit<Workload, 'id'> => {
  const spec = object(each.body['spec']);
  const found = autoscalers.get(objectName(each));
  const count = (of: KubernetesObject, holder: Json, field: string): number | null => written(countOf, holder[field], `spec.${field}`, complainOf(of));
  const own = count(each, spec, 'replicas') ?? 1;
  // an autoscaler does nothing about a workload that was set to none
  const autoscaler = own === 0 ? undefined : found;
  const scale = object(autoscaler?.body['spec']);
  const least = (autoscaler === undefined ? null : count(autoscaler, scale, 'minReplicas')) ?? 1;
  const most = autoscaler === undefined ? own : Math.max(1, count(autoscaler, scale, 'maxReplicas') ?? least);
  if (autoscaler !== undefined && least > most) complainOf(autoscaler)('spec.minReplicas', `${least} with at most ${most}`, 'no more than maxReplicas');
  const replicas = autoscaler === undefined ? own : Math.max(Math.min(least, most), Math.min(spec['replicas'] === undefined ? 0 : own, most));
  const settled = written(wholeOf, spec['minReadySeconds'], 'spec.minReadySeconds', complainOf(each)) ?? 0;
  const shape = podShapeOf(object(spec['template']), defaultsOf(each.namespace), complainOf(each), remarkOf(each));
  const pod = { ...shape, startSeconds: { least: shape.startSeconds.least + settled, most: shape.startSeconds.most + settled } };
  const planned = Object.values(topology.workloads).find(({ name, namespace }) => name === each.name && namespace === each.namespace);
  const zonal = list(spec['volumeClaimTemplates']).length > 0;
  return {
    namespace: each.namespace, name: each.name, kind: each.kind as Workload['kind'], object: objectName(each), file: each.file, tier: tierOf(each, pod.labels),
    replicas, most,
    counted: autoscaler === undefined
      ? { object: objectName(each), file: each.file, field: 'spec.replicas', mostField: 'spec.replicas' }
      : { object: objectName(autoscaler), file: autoscaler.file, field: 'spec.minReplicas', mostField: 'spec.maxReplicas' },
    plan: planned === undefined ? null : {
      replicas: planned.replicas, most: planned.maxReplicas, need: planned.replicas === 0 ? 0 : planned.need.steady, needAtPeak: planned.need.peak, tolerationSeconds: planned.tolerationSeconds,
    },
    pod, rollout: rolloutOf(each.kind, spec, complainOf(each)), bound: each.kind === 'StatefulSet' ? (zonal ? 'zone' : 'node') : 'free',
    budgets: budgets.filter(budget => budget.namespace === each.namespace && matches(budget.selector, pod.labels)),
  };
};

/** Without a word a Deployment lets a quarter go and adds a quarter. */
const QUARTER: Amount = { percent: 25 };
const NONE: Amount = { pods: 0 };

const rolloutOf = (kind: string, spec: Json, complain: Complain): Workload['rollout'] => {
  const { type, rollingUpdate } = object(spec[kind === 'StatefulSet' ? 'updateStrategy' : 'strategy']);
  const amount = (field: string, otherwise: Amount): Amount => {
    const value = object(rollingUpdate)[field];
    const found = value === undefined ? otherwise : amountOf(value);
    if (found === null) complain(`rollingUpdate.${field}`, `'${text(value)}'`, 'a number of pods or a percentage');
    return found ?? otherwise;
  };
  if (kind === 'StatefulSet') return { kind: type === 'OnDelete' ? 'ByHand' : 'OneByOne', surge: NONE, unavailable: amount('maxUnavailable', { pods: 1 }) };
  if (type === 'Recreate') return { kind: 'Recreate', surge: NONE, unavailable: { percent: 100 } };
  const [surge, unavailable] = [amount('maxSurge', QUARTER), amount('maxUnavailable', QUARTER)];
  if ([surge, unavailable].every(each => podsOf(each, 100, 'up') === 0)) complain('strategy.rollingUpdate', 'maxSurge and maxUnavailable of 0', 'one of them above 0: no API server takes both');
  return { kind: 'RollingUpdate', surge, unavailable };
};

const budgetOf = (each: KubernetesObject, complain: Complain): Budget | null => {
  const spec = object(each.body['spec']);
  if (spec['minAvailable'] !== undefined && spec['maxUnavailable'] !== undefined) complain('spec', 'minAvailable and maxUnavailable', 'one of them');
  const kind = spec['minAvailable'] === undefined ? 'maxUnavailable' : 'minAvailable';
  const amount = amountOf(spec[kind]);
  if (amount === null) {
    complain(`spec.${kind}`, spec[kind] === undefined ? 'nothing' : `'${text(spec[kind])}'`, 'a number of pods or a percentage');
    return null;
  }
  return {
    object: objectName(each), file: each.file, namespace: each.namespace, selector: selectorOrNobody(spec['selector'], 'spec.selector', complain), bound: { kind, amount },
    unreadyMayGo: spec['unhealthyPodEvictionPolicy'] === 'AlwaysAllow',
  };
};

const prioritiesOf = (classes: readonly KubernetesObject[]): Pick<Defaults, 'priorities' | 'priority'> => {
  const of = ({ body }: KubernetesObject) => ({ value: number(body['value']) ?? 0, preempts: body['preemptionPolicy'] !== 'Never' });
  const global = classes.find(({ body }) => body['globalDefault'] === true);
  // classes that every cluster has
  const system = [['system-cluster-critical', 2_000_000_000], ['system-node-critical', 2_000_001_000]] as const;
  return {
    priorities: new Map([...system.map(([name, value]) => [name, { value, preempts: true }] as const), ...classes.map(each => [each.name, of(each)] as const)]),
    priority: global === undefined ? { value: 0, preempts: true } : of(global),
  };
};

const limitsOf = (limits: readonly KubernetesObject[], remark: (each: KubernetesObject, what: string) => void): Pick<Defaults, 'requests' | 'limits'> => {
  for (const each of limits) if (list(object(each.body['spec'])['limits']).map(object).some(({ min, max, maxLimitRequestRatio: ratio }) => (min ?? max ?? ratio) !== undefined)) remark(each, 'bounds of a LimitRange');
  const container = limits.flatMap(({ body }) => list(object(body['spec'])['limits'])).map(object).filter(({ type }) => type === 'Container');
  const first = (name: string, ...fields: readonly string[]): unknown => container.flatMap(limit => fields.map(field => object(limit[field])[name])).find(value => value !== undefined);
  return {
    requests: { cpuMillis: millisOf(first('cpu', 'defaultRequest', 'default')), memoryMiB: mebibytesOf(first('memory', 'defaultRequest', 'default')) },
    limits: { cpuMillis: millisOf(first('cpu', 'default')), memoryMiB: mebibytesOf(first('memory', 'default')) },
  };
};

/** A quota of some pods only is not counted. */
const isUnscoped = ({ body }: KubernetesObject, remark: (what: string) => void): boolean => {
  const { scopes, scopeSelector } = object(body['spec']);
  if (scopes === undefined && scopeSelector === undefined) return true;
  remark('quotas with scopes');
  return false;
};

const quotaOf = (each: KubernetesObject, complain: Complain): Quota => {
  const hard = object(object(each.body['spec'])['hard']);
  const limit = (read: (value: unknown) => number | null, name: string): number | null => written(read, hard[name], `spec.hard.${name}`, complain);
  const least = (...values: readonly (number | null)[]): number | null => {
    const known = values.filter(value => value !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  return {
    object: objectName(each), file: each.file, namespace: each.namespace,
    hard: {
      pods: least(limit(countOf, 'pods'), limit(countOf, 'count/pods')), cpuMillis: least(limit(millisOf, 'requests.cpu'), limit(millisOf, 'cpu')),
      memoryMiB: least(limit(mebibytesOf, 'requests.memory'), limit(mebibytesOf, 'memory')), limitCpuMillis: limit(millisOf, 'limits.cpu'), limitMemoryMiB: limit(mebibytesOf, 'limits.memory'),
    },
  };
};
