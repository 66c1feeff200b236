/** Pods that an operator makes of its resources: PostgreSQL of CloudNativePG, Kafka of Strimzi. What the operators add is said here, for there is no manifest of it. */
import type { Json } from '../reach/json.ts';
import { list, object, text, texts } from '../reach/json.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { groupOf } from '../reach/kubernetes/objects.ts';
import type { Complain } from '../reach/kubernetes/selector.ts';
import { selectorOf } from '../reach/kubernetes/selector.ts';
import type { Complaining } from './named.ts';
import { objectName, tierOf } from './named.ts';
import type { Defaults } from './pod-shape.ts';
import { podShapeOf } from './pod-shape.ts';
import { amountOf, countOf, written } from './quantities.ts';
import type { Amount, Budget, Workload } from './words.ts';

interface Operated {
  readonly clusters: readonly KubernetesObject[];
  readonly kafkas: readonly KubernetesObject[];
  readonly pools: readonly KubernetesObject[];
}

export const CNPG_CLUSTER = 'cnpg.io/cluster';
export const STRIMZI_CLUSTER = 'strimzi.io/cluster';

export const podsOfStores = ({ clusters, kafkas, pools }: Operated, defaultsOf: (namespace: string) => Defaults, complainOf: Complaining): readonly Omit<Workload, 'id'>[] => [
  ...clusters.filter(each => groupOf(each) === 'postgresql.cnpg.io').map(each => instancesOf(each, defaultsOf(each.namespace), complainOf(each))),
  ...pools.filter(each => groupOf(each) === 'kafka.strimzi.io').map(each => nodePoolOf(each, kafkas, defaultsOf(each.namespace), complainOf(each))),
];

const silent = (): void => undefined;

/** @see https://cloudnative-pg.io/documentation/current/scheduling/ */
const instancesOf = (each: KubernetesObject, defaults: Defaults, complain: Complain): Omit<Workload, 'id'> => {
  const spec = object(each.body['spec']);
  const { nodeSelector, tolerations, topologyKey, podAntiAffinityType, enablePodAntiAffinity, nodeAffinity } = object(spec['affinity']);
  const selector = { matchLabels: { [CNPG_CLUSTER]: each.name } };
  const apart = enablePodAntiAffinity === false || podAntiAffinityType !== 'required' ? {}
    : { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: selector, topologyKey: text(topologyKey) || 'kubernetes.io/hostname' }] } };
  return storeOf(each, {
    replicas: written(countOf, spec['instances'], 'spec.instances', complain) ?? 1, field: 'spec.instances', bound: 'zone',
    budget: spec['enablePDB'] === false ? null : { selector, amount: { pods: 1 }, object: each },
    template: {
      metadata: { labels: { ...texts(object(spec['inheritedMetadata'])['labels']), ...selector.matchLabels } },
      spec: {
        nodeSelector, tolerations, affinity: { ...apart, ...(nodeAffinity === undefined ? {} : { nodeAffinity }) }, priorityClassName: spec['priorityClassName'],
        topologySpreadConstraints: spec['topologySpreadConstraints'], containers: [{ resources: spec['resources'] }],
      },
    },
  }, defaults, complain);
};

/** @see https://strimzi.io/docs/operators/latest/configuring.html#type-KafkaNodePoolSpec-reference */
const nodePoolOf = (each: KubernetesObject, kafkas: readonly KubernetesObject[], defaults: Defaults, complain: Complain): Omit<Workload, 'id'> => {
  const spec = object(each.body['spec']);
  const labels = texts(object(each.body['metadata'])['labels']);
  const cluster = labels[STRIMZI_CLUSTER] ?? '';
  const kafka = kafkas.find(({ namespace, name }) => namespace === each.namespace && name === cluster);
  const budget = object(object(object(object(kafka?.body['spec'])['kafka'])['template'])['podDisruptionBudget']);
  const pod = object(object(spec['template'])['pod']);
  return storeOf(each, {
    replicas: written(countOf, spec['replicas'], 'spec.replicas', complain) ?? 1, field: 'spec.replicas', bound: text(object(spec['storage'])['type']) === 'ephemeral' ? 'node' : 'zone',
    budget: { selector: { matchLabels: { [STRIMZI_CLUSTER]: cluster } }, amount: amountOf(budget['maxUnavailable'] ?? 1) ?? { pods: 1 }, object: kafka ?? each },
    template: {
      metadata: { labels: { ...texts(object(pod['metadata'])['labels']), [STRIMZI_CLUSTER]: cluster, 'strimzi.io/pool-name': each.name, ...rolesOf(spec['roles']) } },
      spec: {
        affinity: pod['affinity'], tolerations: pod['tolerations'], priorityClassName: pod['priorityClassName'], topologySpreadConstraints: pod['topologySpreadConstraints'],
        terminationGracePeriodSeconds: pod['terminationGracePeriodSeconds'], containers: [{ resources: spec['resources'] }],
      },
    },
  }, defaults, complain);
};

const rolesOf = (roles: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(['broker', 'controller'].map(role => [`strimzi.io/${role}-role`, String(list(roles).includes(role))]));

interface Store {
  readonly replicas: number;
  readonly field: string;
  readonly bound: 'node' | 'zone';
  readonly budget: { readonly selector: Json; readonly amount: Amount; readonly object: KubernetesObject } | null;
  readonly template: Json;
}

const storeOf = (each: KubernetesObject, { replicas, field, bound, budget, template }: Store, defaults: Defaults, complain: Complain): Omit<Workload, 'id'> => {
  const pod = podShapeOf(template, defaults, complain, silent);
  const budgets: readonly Budget[] = budget === null ? [] : [{
    object: objectName(budget.object), file: budget.object.file, namespace: each.namespace, selector: selectorOf(budget.selector, '', silent),
    bound: { kind: 'maxUnavailable', amount: budget.amount }, unreadyMayGo: false,
  }];
  return {
    namespace: each.namespace, name: each.name, kind: each.kind as Workload['kind'], object: objectName(each), file: each.file, tier: tierOf(each, pod.labels),
    replicas, most: replicas, counted: { object: objectName(each), file: each.file, field, mostField: field }, plan: null, pod,
    rollout: { kind: 'OneByOne', surge: { pods: 0 }, unavailable: { pods: 1 } }, bound, budgets,
  };
};

