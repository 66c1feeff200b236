/** What happens to a plane, done as people and machines do it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Node, Workload } from '../../analysis/survive/words.ts';
import { inTurns } from '../../io/in-turns.ts';
import type { KubernetesApi } from '../../io/kubernetes.ts';
import { nodesAreReady, nodesNow } from './nodes.ts';
import { type Plane, SHORT_TIMINGS } from './plane.ts';
import { type LivePod, type PodWatch, settle, until } from './pods.ts';
import { addNodes } from './region.ts';
import { NEVER_READY } from './stages.ts';

const MERGE = 'application/merge-patch+json';

/** What was said to whoever made it happen. */
export interface Happened {
  /** Who could not be moved, as `namespace/workload`. */
  readonly stuck: readonly string[];
  /** The workload of each pod whose first eviction was refused. */
  readonly refused: readonly string[];
  /** Whom it happened to, where that is known only then. */
  readonly hit?: ReadonlySet<string>;
}

export const NOTHING_SAID: Happened = { stuck: [], refused: [] };

/** A zone falls silent, and everything that follows from it comes to an end. @param nodes of the zone, by name */
export const zoneLost = async (plane: Plane, watch: PodWatch, zone: string, nodes: ReadonlySet<string>): Promise<Happened> => {
  await plane.loseZone(zone);
  const standing = (): number => [...watch.pods.values()].filter(pod => nodes.has(pod.node ?? '') && !pod.leaving && pod.phase !== 'Succeeded').length;
  await until('pods of the zone told to go', () => standing() === 0, 180, () => `: ${standing()} are not`).catch(async error => { throw new Error(`${String(error)}; ${await marksOf(plane.api, nodes)}`); });
  await settle(watch);
  return NOTHING_SAID;
};

/** Single nodes fall silent. Whoever is to be told to go has been told when all tolerations are over. */
export const nodesLost = async (plane: Plane, watch: PodWatch, nodes: ReadonlySet<string>): Promise<Happened> => {
  await plane.silence([...nodes], true);
  await until('nodes known to be lost', async () => (await nodesNow(plane.api)).filter(({ metadata, spec }) => nodes.has(metadata.name) && (spec.taints ?? []).some(({ key }) => key === 'node.kubernetes.io/unreachable')).length === nodes.size, 60);
  await sleep((SHORT_TIMINGS.defaultTolerationSeconds + nodes.size / SHORT_TIMINGS.nodeEvictionRate + 2) * 1000);
  await settle(watch);
  return NOTHING_SAID;
};

export const nodesReturned = async (plane: Plane, watch: PodWatch, nodes: ReadonlySet<string>): Promise<void> => {
  await plane.silence([...nodes], false);
  await nodesAreReady(plane.api, nodes);
  await settle(watch);
};

/** How many of the nodes have which condition and which marks of the controller manager, for whoever asks why nobody went. */
const marksOf = async (api: KubernetesApi, names: ReadonlySet<string>): Promise<string> => {
  const counts = new Map<string, number>();
  for (const { metadata, spec, status } of await nodesNow(api)) {
    const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'unsaid';
    const marks = (spec.taints ?? []).filter(({ key }) => key.startsWith('node.kubernetes.io/')).map(({ key, effect }) => `${key.slice('node.kubernetes.io/'.length)}:${effect ?? ''}`);
    const said = `${names.has(metadata.name) ? 'lost' : 'other'} nodes ready ${ready} ${marks.sort().join(' ') || 'without marks'}`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts].map(([said, count]) => `${count} ${said}`).sort().join(', ');
};

export const zoneReturned = async (plane: Plane, watch: PodWatch, zone: string, nodes: ReadonlySet<string>): Promise<void> => {
  plane.returnZone(zone);
  await nodesAreReady(plane.api, nodes);
  await settle(watch);
};

const cordon = async (api: KubernetesApi, nodes: readonly string[], unschedulable: boolean): Promise<void> => {
  for (const node of nodes) await api.request('PATCH', `/api/v1/nodes/${node}`, { body: { spec: { unschedulable } }, contentType: MERGE });
};

/** As `kubectl drain` does: cordons all, then evicts node by node, and asks again for a pod that a budget holds. @param seconds after which a node counts as stuck */
export const drained = async (plane: Plane, watch: PodWatch, nodes: readonly string[], seconds = 30): Promise<Happened> => {
  await cordon(plane.api, nodes, true);
  const said: Happened[] = [];
  for (const node of nodes) said.push(await nodeDrained(plane.api, watch, node, seconds));
  await settle(watch);
  return together(said);
};

const together = (said: readonly Happened[]): Happened => ({ stuck: said.flatMap(({ stuck }) => stuck), refused: said.flatMap(({ refused }) => refused) });

export const uncordoned = (plane: Plane, nodes: readonly string[]): Promise<void> => cordon(plane.api, nodes, false);

const nodeDrained = async (api: KubernetesApi, watch: PodWatch, node: string, seconds: number): Promise<Happened> => {
  const end = Date.now() + seconds * 1000;
  const pods = [...watch.pods.values()].filter(pod => pod.node === node && pod.phase !== 'Succeeded');
  const answers = await inTurns(pods, Math.max(1, pods.length), async ({ namespace, name, workload }) => {
    for (let refused = false; ; refused = true) {
      const { status, body } = await api.request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }, timeoutMs: 30_000 });
      if (status === 201 || status === 404) return { stuck: [], refused: refused ? [`${namespace}/${workload}`] : [] };
      if (status !== 429) throw new Error(`eviction of ${namespace}/${name}: ${status} ${JSON.stringify(body)}`);
      if (Date.now() > end) return { stuck: [`${namespace}/${workload}`], refused: [`${namespace}/${workload}`] };
      await sleep(RETRY_MS);
    }
  });
  const said = together(answers);
  if (said.stuck.length === 0) await until(`${node} empty`, () => ![...watch.pods.values()].some(pod => pod.node === node && pod.phase !== 'Succeeded'), seconds);
  return said;
};

/** `kubectl drain` waits five seconds. */
const RETRY_MS = 500;

const pathOf = ({ namespace, name, kind }: Workload): string => `/apis/apps/v1/namespaces/${namespace}/${kind === 'StatefulSet' ? 'statefulsets' : 'deployments'}/${name}`;

/** Nodes of a group go and others come, as a managed node group is upgraded. */
export interface Upgrade {
  readonly old: readonly Node[];
  /** Nodes that come before any of the old ones go. */
  readonly fresh: readonly Node[];
  /** How many are drained at once. */
  readonly unavailable: number;
}

export const upgraded = async (plane: Plane, watch: PodWatch, { old, fresh, unavailable }: Upgrade): Promise<Happened> => {
  await addNodes(plane, fresh);
  if (fresh.length > 0) await cordon(plane.api, old.map(({ name }) => name), true);
  const said: Happened[] = [];
  for (let from = 0; from < old.length && said.every(({ stuck }) => stuck.length === 0); from += unavailable) {
    const batch = old.slice(from, from + unavailable);
    said.push(await drained(plane, watch, batch.map(({ name }) => name)));
    if (said.some(({ stuck }) => stuck.length > 0)) break;
    await removed(plane, batch);
    // as many come as go, but for those that came first
    await addNodes(plane, batch.filter((_, i) => from + i < old.length - fresh.length));
    await settle(watch);
  }
  return together(said);
};

/** The group as it was, with whoever runs on it. */
export const downgraded = async (plane: Plane, watch: PodWatch, { old, fresh }: Upgrade): Promise<void> => {
  const there = new Set((await nodesNow(plane.api)).map(({ metadata }) => metadata.name));
  await addNodes(plane, old.filter(({ name }) => !there.has(name)));
  await uncordoned(plane, old.map(({ name }) => name));
  await drained(plane, watch, fresh.map(({ name }) => name));
  await removed(plane, fresh);
};

const removed = async (plane: Plane, nodes: readonly Node[]): Promise<void> => {
  for (const { name } of nodes) await plane.api.request('DELETE', `/api/v1/nodes/${name}`);
};

/** All workloads get a new revision at once; @param healthy whether its pods ever become ready */
export const rolled = async (plane: Plane, watch: PodWatch, workloads: readonly Workload[], healthy: boolean, revision: string): Promise<Happened> => {
  await begun(plane, watch, workloads, healthy, revision);
  await settle(watch, 240);
  return NOTHING_SAID;
};

/** A zone is lost when a part of the pods that are to be replaced has been. */
export const zoneLostInRollout = async (plane: Plane, watch: PodWatch, zone: string, nodes: ReadonlySet<string>, workloads: readonly Workload[], revision: string): Promise<Happened> => {
  await begun(plane, watch, workloads, true, revision);
  const all = workloads.reduce((sum, { replicas }) => sum + replicas, 0);
  await until('half of a rollout', () => [...watch.pods.values()].filter(pod => pod.ready && pod.image.endsWith(`:${revision}`)).length > all / 3, 60);
  const hit = new Set([...watch.pods.values()].filter(pod => nodes.has(pod.node ?? '') && !pod.leaving).map(({ namespace, workload }) => `${namespace}/${workload}`));
  return { ...await zoneLost(plane, watch, zone, nodes), hit };
};

const begun = async (plane: Plane, watch: PodWatch, workloads: readonly Workload[], healthy: boolean, revision: string): Promise<void> => {
  await inTurns(workloads, 8, async workload => {
    const path = pathOf(workload);
    const image = `registry.invalid/${healthy ? 'fine' : NEVER_READY}:${revision}`;
    const { status, body } = await plane.api.request('PATCH', path, { body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }], contentType: 'application/json-patch+json' });
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  });
  await until('the rollout begun', () => [...watch.pods.values()].some(pod => pod.image.endsWith(`:${revision}`)), 30);
};

/** What a person does after a broken revision of a StatefulSet: it waits for its pod to become ready and never replaces it by itself. */
export const unstuck = async (plane: Plane, watch: PodWatch): Promise<void> => {
  for (const { namespace, name } of [...watch.pods.values()].filter(pod => pod.image.includes(NEVER_READY))) await plane.api.request('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`);
  await until('all ready', () => [...watch.pods.values()].every(pod => pod.ready || pod.phase === 'Succeeded'), 60);
  await settle(watch);
};

const ASKED_AGAIN_MS = 15_000;

/** Everybody is placed anew, as if the cluster had just been made: all go, and come when quotas know that they are gone. */
export const placedAnew = async (plane: Plane, watch: PodWatch, workloads: readonly Workload[], countOf: (workload: Workload) => number = ({ replicas }) => replicas): Promise<void> => {
  const scale = (replicasOf: (workload: Workload) => number): Promise<unknown> => inTurns(workloads, 8, workload =>
    plane.api.request('PATCH', `${pathOf(workload)}/scale`, { body: { spec: { replicas: replicasOf(workload) } }, contentType: MERGE }));
  const pods = (): readonly LivePod[] => [...watch.pods.values()].filter(pod => pod.phase !== 'Succeeded');
  // an autoscaler that was about to write does so once more: whoever comes back is told again
  let asked = 0;
  await until('all gone', async () => {
    if (Date.now() > asked + ASKED_AGAIN_MS) {
      asked = Date.now();
      await scale(() => 0);
    }
    return pods().length === 0;
  }, 120, () => `: ${[...new Set(pods().map(pod => `${pod.workload} ${pod.node === null ? 'without a node' : pod.phase}${pod.leaving ? ', leaving' : ''}`))].join('; ')}`);
  await until('quotas free', async () => {
    const { body } = await plane.api.request('GET', '/api/v1/resourcequotas');
    return (body as { readonly items: readonly { readonly status: { readonly used?: Readonly<Record<string, string>> } }[] }).items.every(({ status }) => Number(status.used?.['pods'] ?? 0) === 0);
  }, 60);
  await scale(countOf);
  const wanted = workloads.reduce((sum, workload) => sum + countOf(workload), 0);
  const ready = (): number => pods().filter(pod => pod.ready).length;
  await until('all placed anew', () => ready() === wanted, 120, () => `: ${ready()} of ${wanted}`);
  await settle(watch);
};
