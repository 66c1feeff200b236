/** What the scheduler and the kubelet read of a pod template, with what admission would add. */
import { isObject, list, number, object, text, texts } from '../reach/json.ts';
import type { Json } from '../reach/json.ts';
import type { Complain, Labels, Selector } from '../reach/kubernetes/selector.ts';
import { selectorOf } from '../reach/kubernetes/selector.ts';
import { mebibytesOf, millisOf, written } from './quantities.ts';
import { HOST, ZONE } from './nodes.ts';
import type { Apart, Effect, PodShape, Room, Spread, Toleration } from './words.ts';

/** What the cluster adds to pods that do not say it themselves. */
export interface Defaults {
  readonly priorities: ReadonlyMap<string, { readonly value: number; readonly preempts: boolean }>;
  readonly priority: { readonly value: number; readonly preempts: boolean };
  /** Requests of containers that state none. */
  readonly requests: { readonly cpuMillis: number; readonly memoryMiB: number };
}

/** Says what of a pod is not in the model. */
export type Remark = (what: string) => void;

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
/** Where a pod says nothing. @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds */
const DEFAULT_TOLERATION_SECONDS = 300;
const DEFAULT_GRACE_SECONDS = 30;

export const podShapeOf = (template: Json, defaults: Defaults, complain: Complain, remark: Remark): PodShape => {
  const spec = object(template['spec']);
  const labels = texts(object(template['metadata'])['labels']);
  const affinity = object(spec['affinity']);
  if (affinity['podAffinity'] !== undefined) remark('affinity to other pods');
  const spread = list(spec['topologySpreadConstraints']).map((each, i) => spreadOf(object(each), labels, `spec.topologySpreadConstraints[${i}]`, complain));
  const priority = defaults.priorities.get(text(spec['priorityClassName'])) ?? defaults.priority;
  return {
    labels, requests: requestsOf(spec, defaults, complain), nodes: nodesOf(spec, affinity, complain, remark), tolerations: withDefaults(list(spec['tolerations']).map(each => tolerationOf(object(each)))),
    spread: spread.length > 0 ? spread : systemSpread(labels), apart: apartOf(affinity, complain, remark), priority: priority.value, preempts: priority.preempts,
    graceSeconds: number(spec['terminationGracePeriodSeconds']) ?? DEFAULT_GRACE_SECONDS, startSeconds: startOf(spec),
  };
};

/** What containers ask for together; an init container that asks for more counts as long as it runs, one that restarts runs all along. */
const requestsOf = (spec: Json, { requests }: Defaults, complain: Complain): Room => {
  const of = (container: unknown): Room => {
    const { requests: asked, limits } = object(object(container)['resources']);
    const value = (read: (value: unknown) => number | null, name: string): number | null => {
      const place = (where: string): string => `container ${text(object(container)['name'])} resources.${where}.${name}`;
      return written(read, object(asked)[name], place('requests'), complain) ?? written(read, object(limits)[name], place('limits'), complain);
    };
    return { cpuMillis: value(millisOf, 'cpu') ?? requests.cpuMillis, memoryMiB: value(mebibytesOf, 'memory') ?? requests.memoryMiB, pods: 1 };
  };
  const init = list(spec['initContainers']);
  const beside = [...list(spec['containers']), ...init.filter(container => object(container)['restartPolicy'] === 'Always')].map(of);
  const first = init.filter(container => object(container)['restartPolicy'] !== 'Always').map(of);
  const total = (pick: (room: Room) => number): number => Math.max(beside.reduce((sum, room) => sum + pick(room), 0), ...first.map(pick));
  const overhead = object(spec['overhead']);
  return { cpuMillis: total(room => room.cpuMillis) + (millisOf(overhead['cpu']) ?? 0), memoryMiB: total(room => room.memoryMiB) + (mebibytesOf(overhead['memory']) ?? 0), pods: 1 };
};

/** Node selector and required affinity: every term holds with the selector. */
const nodesOf = (spec: Json, affinity: Json, complain: Complain, remark: Remark): readonly Selector[] => {
  const matchLabels = object(spec['nodeSelector']);
  const required = object(object(affinity['nodeAffinity'])['requiredDuringSchedulingIgnoredDuringExecution']);
  if (object(affinity['nodeAffinity'])['preferredDuringSchedulingIgnoredDuringExecution'] !== undefined) remark('preferred node affinity, which decides between equals only');
  const terms = list(required['nodeSelectorTerms']).map(object);
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (terms.length === 0) return Object.keys(matchLabels).length === 0 ? [] : [selectorOf({ matchLabels }, 'spec.nodeSelector', complain)];
  return terms.map(({ matchExpressions, matchFields }, i) => {
    if (matchFields !== undefined) remark('matchFields of node affinity');
    const expressions = list(matchExpressions).filter(each => !['Gt', 'Lt'].includes(text(object(each)['operator'])));
    if (expressions.length < list(matchExpressions).length) remark('Gt and Lt of node affinity');
    return selectorOf({ matchLabels, matchExpressions: expressions }, `${at}[${i}]`, complain);
  });
};

const tolerationOf = (value: Json): Toleration => ({
  key: text(value['key']), operator: value['operator'] === 'Exists' ? 'Exists' : 'Equal', value: text(value['value']), effect: text(value['effect']) as Effect | '',
  seconds: number(value['tolerationSeconds']),
});

/** Every pod stays five minutes on a node that does not answer, unless it says otherwise. */
const withDefaults = (tolerations: readonly Toleration[]): readonly Toleration[] => [...tolerations, ...[NOT_READY, UNREACHABLE]
  .filter(key => !tolerations.some(toleration => tolerates(toleration, { key, value: '', effect: 'NoExecute' })))
  .map((key): Toleration => ({ key, operator: 'Exists', value: '', effect: 'NoExecute', seconds: DEFAULT_TOLERATION_SECONDS }))];

export const tolerates = ({ key, operator, value, effect }: Toleration, taint: { readonly key: string; readonly value: string; readonly effect: Effect }): boolean =>
  (effect === '' || effect === taint.effect) && (key === '' ? operator === 'Exists' : key === taint.key && (operator === 'Exists' || value === taint.value));

const spreadOf = (value: Json, own: Labels, path: string, complain: Complain): Spread => {
  const keys = list(value['matchLabelKeys']).map(text);
  const labelSelector = object(value['labelSelector']);
  const added = keys.filter(key => own[key] !== undefined).map(key => ({ key, operator: 'In', values: [own[key]] }));
  const selector = selectorOf({ ...labelSelector, matchExpressions: [...list(labelSelector['matchExpressions']), ...added] }, `${path}.labelSelector`, complain);
  return {
    key: text(value['topologyKey']), maxSkew: number(value['maxSkew']) ?? 1, hard: value['whenUnsatisfiable'] !== 'ScheduleAnyway', minDomains: number(value['minDomains']) ?? 1,
    affinity: value['nodeAffinityPolicy'] === 'Ignore' ? 'Ignore' : 'Honor', taints: value['nodeTaintsPolicy'] === 'Honor' ? 'Honor' : 'Ignore',
    selector, ownRevision: keys.includes('pod-template-hash'),
  };
};

/** What the scheduler prefers where a pod asks for nothing. @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#internal-default-constraints */
const systemSpread = (labels: Labels): readonly Spread[] => {
  const selector = selectorOf({ matchLabels: labels }, '', () => undefined);
  return ([[HOST, 3], [ZONE, 5]] as const).map(([key, maxSkew]) => ({ key, maxSkew, hard: false, minDomains: 1, affinity: 'Honor', taints: 'Ignore', selector, ownRevision: false }));
};

const apartOf = (affinity: Json, complain: Complain, remark: Remark): readonly Apart[] => {
  const anti = object(affinity['podAntiAffinity']);
  if (anti['preferredDuringSchedulingIgnoredDuringExecution'] !== undefined) remark('preferred anti-affinity, which decides between equals only');
  const at = 'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution';
  return list(anti['requiredDuringSchedulingIgnoredDuringExecution']).map(object).map((term, i) => {
    if (term['namespaceSelector'] !== undefined || term['namespaces'] !== undefined) remark('anti-affinity over namespaces');
    return { key: text(term['topologyKey']), selector: selectorOf(term['labelSelector'], `${at}[${i}].labelSelector`, complain) };
  });
};

/** At worst a container is ready at the last try of its startup probe and the first of its readiness probe; without probes as soon as it runs. */
const startOf = (spec: Json): PodShape['startSeconds'] => {
  const of = (container: unknown): number => {
    const { startupProbe, readinessProbe } = object(container);
    const tries = (probe: unknown): number => (isObject(probe) ? (number(probe['initialDelaySeconds']) ?? 0) + (number(probe['periodSeconds']) ?? 10) * (number(probe['failureThreshold']) ?? 3) : 0);
    const once = isObject(readinessProbe) ? (number(readinessProbe['initialDelaySeconds']) ?? 0) + (number(readinessProbe['periodSeconds']) ?? 10) : 0;
    return tries(startupProbe) + once;
  };
  return { least: 0, most: Math.max(0, ...list(spec['containers']).map(of)) };
};
