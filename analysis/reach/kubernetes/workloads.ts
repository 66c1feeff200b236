/** Workloads out of objects: who is one peer, which pods he has, and which of those no policy can tell apart. */
import type { ClusterProblem, KubernetesObject } from './objects.ts';
import { nameOf } from './objects.ts';
import type { Labels } from './selector.ts';
import type { Json } from '../json.ts';
import { isObject, list, object, text, texts } from '../json.ts';
import { PROTOCOLS } from '../ports.ts';
import type { Protocol } from '../ports.ts';
import type { Peer } from '../vocabulary.ts';

export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Pods of one namespace with the same labels and named ports: policies treat them alike. */
export interface PodGroup {
  readonly id: number;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly NamedPort[];
  /** On the network of its node, where policies do not bind it. */
  readonly hostNetwork: boolean;
}

export interface Workload {
  /** `namespace/name[Kind]` */
  readonly peer: Peer;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  /** Mostly one; replicas that were labelled by hand make more. */
  readonly groups: readonly PodGroup[];
}

export interface Workloads {
  readonly workloads: readonly Workload[];
  readonly groups: readonly PodGroup[];
}

/** Where each kind keeps its pods. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  Pod: [], CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  ...Object.fromEntries(['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'].map(kind => [kind, ['spec', 'template']])),
};
const GROUPS = new Set(['', 'apps', 'argoproj.io', 'batch', 'extensions']);

export const isWorkload = ({ kind }: KubernetesObject, group: string): boolean => Object.hasOwn(PODS, kind) && GROUPS.has(group);

export const workloadsOf = (objects: readonly KubernetesObject[], problems: ClusterProblem[]): Workloads => {
  const byPeer = new Map(objects.map(each => [peerOf(each), each]));
  const groups = new Map<string, PodGroup>();
  const made = new Map<Peer, { readonly head: Head; readonly groups: Set<PodGroup> }>();
  for (const each of objects) {
    const pods = podsOf(each, problems);
    if (pods === null || isIdleRevision(each, byPeer)) continue;
    const key = JSON.stringify([each.namespace, Object.entries(pods.labels).sort(([a], [b]) => (a < b ? -1 : 1)), pods.ports, pods.hostNetwork]);
    const group = groups.get(key) ?? { id: groups.size, namespace: each.namespace, ...pods };
    groups.set(key, group);
    const head = topOwner(each, byPeer);
    const peer = peerOf(head);
    const known = made.get(peer);
    if (known === undefined) made.set(peer, { head, groups: new Set([group]) });
    else known.groups.add(group);
  }
  return {
    groups: [...groups.values()],
    workloads: [...made].map(([peer, { head, groups: own }]) => ({ peer, namespace: head.namespace, name: head.name, kind: head.kind, file: head.file, groups: [...own] })),
  };
};

type Head = Pick<KubernetesObject, 'file' | 'kind' | 'name' | 'namespace'>;

export const peerOf = ({ namespace, name, kind }: Head): Peer => `${namespace}/${name}[${kind}]`;

/** The controller above, as far as the input knows it; owners count by name where they are absent. */
const topOwner = (start: KubernetesObject, byPeer: ReadonlyMap<Peer, KubernetesObject>): Head => {
  const seen = new Set<string>();
  let here: Head = start;
  while (!seen.has(peerOf(here))) {
    seen.add(peerOf(here));
    const found: KubernetesObject | undefined = here === start ? start : byPeer.get(peerOf(here));
    const owner = found === undefined ? {} : ownerOf(found);
    const kind = text(owner['kind']);
    if (kind === '' || kind === 'Node') return here;
    // a StatefulSet that an operator's resource owns is known by its own name; a pod is not
    if (here.kind !== 'Pod' && !Object.hasOwn(PODS, kind)) return here;
    here = { kind, name: text(owner['name']), namespace: here.namespace, file: start.file };
  }
  return here;
};

const ownerOf = ({ body }: KubernetesObject): Json => object(list(object(body['metadata'])['ownerReferences'])[0]);

/** An old ReplicaSet that a Deployment keeps to roll back has no pods. */
const isIdleRevision = (each: KubernetesObject, byPeer: ReadonlyMap<Peer, KubernetesObject>): boolean => {
  const { kind, name } = ownerOf(each);
  return each.kind === 'ReplicaSet' && object(each.body['spec'])['replicas'] === 0 && byPeer.has(peerOf({ kind: text(kind), name: text(name), namespace: each.namespace, file: '' }));
};

type Pods = Pick<PodGroup, 'labels' | 'ports' | 'hostNetwork'>;

/** Metadata and spec of a workload's pods, as far as it has them. */
export const podTemplateOf = ({ kind, body }: KubernetesObject): unknown => (PODS[kind] ?? []).reduce<unknown>((found, field) => object(found)[field], body);

const podsOf = (each: KubernetesObject, problems: ClusterProblem[]): Pods | null => {
  const path = PODS[each.kind] ?? [];
  const template = podTemplateOf(each);
  // a Rollout may leave its pods to a Deployment
  if (!isObject(template)) {
    if (each.kind !== 'Rollout') problems.push({ file: each.file, index: each.index, at: `${nameOf(each)} ${path.join('.')}`, saw: 'nothing', want: 'a template of pods' });
    return null;
  }
  const spec = object(template['spec']);
  return { labels: texts(object(template['metadata'])['labels']), hostNetwork: spec['hostNetwork'] === true, ports: portsOf(each, spec, [...path, 'spec'].join('.'), problems) };
};

/** Named ports of everything that runs beside each other; an init container that restarts is a sidecar. */
const portsOf = (each: KubernetesObject, spec: Json, path: string, problems: ClusterProblem[]): readonly NamedPort[] => {
  const containers = [
    ...list(spec['containers']).map((container, i) => ({ container: object(container), at: `containers[${i}]` })),
    ...list(spec['initContainers']).map((container, i) => ({ container: object(container), at: `initContainers[${i}]` })).filter(({ container }) => container['restartPolicy'] === 'Always'),
  ];
  const found = containers.flatMap(({ container, at }) => list(container['ports']).map((port, i) => ({ port: object(port), at: `${path}.${at}.ports[${i}]` }))).flatMap(({ port, at }) => {
    const number = port['containerPort'];
    const protocol = PROTOCOLS.find(known => known === (port['protocol'] ?? 'TCP'));
    const wrong = (field: string, saw: unknown, want: string): readonly NamedPort[] => {
      problems.push({ file: each.file, index: each.index, at: `${nameOf(each)} ${at}.${field}`, saw: saw === undefined ? 'nothing' : `'${text(saw)}'`, want });
      return [];
    };
    if (protocol === undefined) return wrong('protocol', port['protocol'], PROTOCOLS.join(', '));
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 65_535) return wrong('containerPort', number, 'a port from 1 to 65535');
    return text(port['name']) === '' ? [] : [{ name: text(port['name']), protocol, port: number }];
  });
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};
