/** What the scheduler and the kubelet read of a pod template, with what admission would add. */
import { isObject, list, number, object, text, texts } from '../reach/json.ts';
import type { Json } from '../reach/json.ts';
import type { Complain, Labels, Selector } from '../reach/kubernetes/selector.ts';
import { NOBODY, selectorOf, selectorOrNobody } from '../reach/kubernetes/selector.ts';
import { countOf, mebibytesOf, millisOf, written, wholeOf } from './quantities.ts';
import { HOST, ZONE } from './nodes.ts';
import type { Apart, Effect, PodShape, Spread, Toleration } from './words.ts';

/** What the cluster adds to pods that do not say it themselves. */
export interface Defaults {
  readonly priorities: ReadonlyMap<string, { readonly value: number; readonly preempts: boolean }>;
  readonly priority: { readonly value: number; readonly preempts: boolean };
  /** Requests of containers that state none. */
  readonly requests: { readonly cpuMillis: number | null; readonly memoryMiB: number | null };
  /** Limits of containers that state none. */
  readonly limits: { readonly cpuMillis: number | null; readonly memoryMiB: number | null };
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
  if (list(spec['containers']).length === 0) complain('spec.template.spec.containers', 'none', 'at least one container');
  beyond(spec, remark);
  const constraints = spec['topologySpreadConstraints'];
  if (constraints !== undefined && !Array.isArray(constraints)) complain('spec.template.spec.topologySpreadConstraints', 'no list', 'a list of constraints');
  const spread = list(constraints).flatMap((each, i) => spreadOf(object(each), labels, `spec.template.spec.topologySpreadConstraints[${i}]`, complain) ?? []);
  const named = text(spec['priorityClassName']);
  const priority = named === '' ? defaults.priority : defaults.priorities.get(named);
  if (priority === undefined) complain('spec.template.spec.priorityClassName', `'${named}'`, 'a PriorityClass that is there');
  const { requests, limits } = amountsOf(spec, defaults, complain);
  const overhead = object(spec['overhead']);
  return {
    labels, requests: { cpuMillis: (requests.cpuMillis ?? 0) + (millisOf(overhead['cpu']) ?? 0), memoryMiB: (requests.memoryMiB ?? 0) + (mebibytesOf(overhead['memory']) ?? 0), pods: 1 },
    charges: { pods: 1, ...requests, limitCpuMillis: limits.cpuMillis, limitMemoryMiB: limits.memoryMiB },
    nodes: nodesOf(spec, affinity, complain, remark), tolerations: withDefaults(list(spec['tolerations']).map(each => tolerationOf(object(each), complain))),
    spread: spread.length > 0 ? spread : systemSpread(labels), apart: apartOf(affinity, complain, remark), priority: priority?.value ?? 0, preempts: priority?.preempts ?? true,
    graceSeconds: written(wholeOf, spec['terminationGracePeriodSeconds'], 'spec.template.spec.terminationGracePeriodSeconds', complain) ?? DEFAULT_GRACE_SECONDS, startSeconds: startOf(spec, complain),
  };
};

type Amounts = Readonly<Record<'cpuMillis' | 'memoryMiB', number | null>>;
const NAMES = { cpuMillis: ['cpu', millisOf], memoryMiB: ['memory', mebibytesOf] } as const;

/**
 * What containers ask for, or are held to, together: those that run beside each other, or an init container with the sidecars before it where that is more. Null
 * where one of them says nothing.
 */
const sumOf = (spec: Json, of: (container: Json, what: keyof Amounts) => number | null): Amounts => {
  const together = (list: readonly Json[], what: keyof Amounts): number | null => list.reduce<number | null>((sum, container) => {
    const own = of(container, what);
    return sum === null || own === null ? null : sum + own;
  }, 0);
  const init = list(spec['initContainers']).map(object);
  const isSidecar = ({ restartPolicy }: Json): boolean => restartPolicy === 'Always';
  const stages = [[...list(spec['containers']).map(object), ...init.filter(isSidecar)], ...init.map((container, i) => [...init.slice(0, i).filter(isSidecar), container])];
  const most = (what: keyof Amounts): number | null => stages.map(stage => together(stage, what)).reduce<number | null>((a, b) => (a === null || b === null ? null : Math.max(a, b)), 0);
  return { cpuMillis: most('cpuMillis'), memoryMiB: most('memoryMiB') };
};

/** Requests fall back on limits, and both on the defaults of the namespace. */
const amountsOf = (spec: Json, { requests, limits }: Defaults, complain: Complain): { readonly requests: Amounts; readonly limits: Amounts } => {
  const of = (container: Json, which: 'requests' | 'limits', what: keyof Amounts): number | null => {
    const [name, read] = NAMES[what];
    return written(read, object(object(container['resources'])[which])[name], `container ${text(container['name'])} resources.${which}.${name}`, complain);
  };
  return {
    requests: sumOf(spec, (container, what) => of(container, 'requests', what) ?? of(container, 'limits', what) ?? requests[what]),
    limits: sumOf(spec, (container, what) => of(container, 'limits', what) ?? limits[what]),
  };
};

/** What scheduler and kubelet know of a pod and the model does not. */
const beyond = (spec: Json, remark: Remark): void => {
  const containers = [...list(spec['containers']), ...list(spec['initContainers'])].map(object);
  const resources = containers.flatMap(({ resources: own }) => Object.keys({ ...object(object(own)['requests']), ...object(object(own)['limits']) })).filter(name => !['cpu', 'memory'].includes(name));
  for (const name of resources) remark(`room for ${name}`);
  if (containers.some(({ ports }) => list(ports).some(port => object(port)['hostPort'] !== undefined)) || spec['hostNetwork'] === true) remark('ports of nodes');
  if (spec['resources'] !== undefined) remark('resources of whole pods');
  if (spec['schedulingGates'] !== undefined) remark('scheduling gates');
  if (list(spec['volumes']).some(volume => object(volume)['persistentVolumeClaim'] !== undefined)) remark('volumes that are claimed by name, which may stay in a zone');
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

const tolerationOf = (value: Json, complain: Complain): Toleration => ({
  key: text(value['key']), operator: value['operator'] === 'Exists' ? 'Exists' : 'Equal', value: text(value['value']), effect: text(value['effect']) as Effect | '',
  // less than none is none
  seconds: value['tolerationSeconds'] === undefined ? null : Math.max(0, number(value['tolerationSeconds']) ?? written(wholeOf, value['tolerationSeconds'], 'spec.template.spec.tolerations.tolerationSeconds', complain) ?? 0),
});

/** Every pod stays five minutes on a node that does not answer, unless it says otherwise. */
const withDefaults = (tolerations: readonly Toleration[]): readonly Toleration[] => [...tolerations, ...[NOT_READY, UNREACHABLE]
  .filter(key => !tolerations.some(toleration => tolerates(toleration, { key, value: '', effect: 'NoExecute' })))
  .map((key): Toleration => ({ key, operator: 'Exists', value: '', effect: 'NoExecute', seconds: DEFAULT_TOLERATION_SECONDS }))];

export const tolerates = ({ key, operator, value, effect }: Toleration, taint: { readonly key: string; readonly value: string; readonly effect: Effect }): boolean =>
  (effect === '' || effect === taint.effect) && (key === '' ? operator === 'Exists' : key === taint.key && (operator === 'Exists' || value === taint.value));

const spreadOf = (value: Json, own: Labels, path: string, complain: Complain): Spread | null => {
  const maxSkew = countOf(value['maxSkew']);
  if (maxSkew === null || maxSkew < 1 || text(value['topologyKey']) === '') {
    complain(path, `topologyKey '${text(value['topologyKey'])}' and maxSkew '${text(value['maxSkew'])}'`, 'the key of a label, and one or more');
    return null;
  }
  const keys = list(value['matchLabelKeys']).map(text);
  const labelSelector = object(value['labelSelector']);
  const added = keys.filter(key => own[key] !== undefined).map(key => ({ key, operator: 'In', values: [own[key]] }));
  const selector = value['labelSelector'] === undefined || value['labelSelector'] === null ? NOBODY : selectorOf({ ...labelSelector, matchExpressions: [...list(labelSelector['matchExpressions']), ...added] }, `${path}.labelSelector`, complain);
  return {
    key: text(value['topologyKey']), maxSkew, hard: value['whenUnsatisfiable'] !== 'ScheduleAnyway', minDomains: number(value['minDomains']) ?? 1,
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
    if (term['matchLabelKeys'] !== undefined || term['mismatchLabelKeys'] !== undefined) remark('label keys of anti-affinity');
    return { key: text(term['topologyKey']), selector: selectorOrNobody(term['labelSelector'], `${at}[${i}].labelSelector`, complain) };
  });
};

/** At worst a container is ready at the last try of its startup probe and the first of its readiness probe; without probes as soon as it runs. */
const startOf = (spec: Json, complain: Complain): PodShape['startSeconds'] => {
  const field = (probe: Json, name: string, otherwise: number): number => written(wholeOf, probe[name], `spec.template.spec.containers probe ${name}`, complain) ?? otherwise;
  const of = (container: unknown): number => {
    const { startupProbe, readinessProbe } = object(container);
    const tries = (probe: unknown): number => (isObject(probe) ? field(probe, 'initialDelaySeconds', 0) + field(probe, 'periodSeconds', 10) * field(probe, 'failureThreshold', 3) : 0);
    const once = isObject(readinessProbe) ? field(readinessProbe, 'initialDelaySeconds', 0) + field(readinessProbe, 'periodSeconds', 10) : 0;
    return tries(startupProbe) + once;
  };
  return { least: 0, most: Math.max(0, ...list(spec['containers']).map(of)) };
};
