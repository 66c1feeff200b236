/** The pods of a plane as a watch tells them: nothing between two looks is missed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesApi } from '../../io/kubernetes.ts';

export interface LivePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** `app.kubernetes.io/name`, by which our workloads select their pods. */
  readonly workload: string;
  /** Null while no node is found. */
  readonly node: string | null;
  readonly phase: string;
  readonly ready: boolean;
  /** Told to go, and not gone yet. */
  readonly leaving: boolean;
  readonly priorityClass: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Why it was told to go: `PreemptionByScheduler`, `EvictionByEvictionAPI`, `DeletionByTaintManager`. */
  readonly disruption: string | null;
}

export interface PodWatch {
  /** Those that are there now, by their uid. */
  readonly pods: ReadonlyMap<string, LivePod>;
  /** Called after each change, with the pod as it is or was last. */
  readonly onChange: (listener: (pod: LivePod) => void) => () => void;
  /** Milliseconds since the last change. */
  readonly quietMs: () => number;
  readonly stop: () => void;
}

interface RawPod {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; readonly namespace: string; readonly name: string; readonly labels?: Readonly<Record<string, string>>; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string; readonly priorityClassName?: string; readonly containers: readonly { readonly image: string }[] };
  readonly status: { readonly phase: string; readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[] };
}

const podOf = ({ metadata, spec, status }: RawPod): LivePod => ({
  uid: metadata.uid, namespace: metadata.namespace, name: metadata.name, workload: metadata.labels?.['app.kubernetes.io/name'] ?? '', labels: metadata.labels ?? {},
  node: spec.nodeName ?? null, phase: status.phase, leaving: metadata.deletionTimestamp !== undefined,
  ready: status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
  priorityClass: spec.priorityClassName ?? '', image: spec.containers[0]?.image ?? '',
  disruption: status.conditions?.find(({ type, status: value }) => type === 'DisruptionTarget' && value === 'True')?.reason ?? null,
});

/** Follows all pods of all namespaces. A server under load ends a watch that does not keep up with it: then it goes on where it was. */
export const watchPods = async (api: KubernetesApi): Promise<PodWatch> => {
  const pods = new Map<string, LivePod>();
  const listeners = new Set<(pod: LivePod) => void>();
  const ending = new AbortController();
  let changed = Date.now();
  let failure: unknown;
  const { body } = await api.request('GET', '/api/v1/pods');
  const { items, metadata } = body as { readonly items: readonly RawPod[]; readonly metadata: { readonly resourceVersion: string } };
  let version = metadata.resourceVersion;
  for (const item of items) pods.set(item.metadata.uid, podOf(item));
  const onEvent = ({ type, object }: { readonly type: string; readonly object: unknown }): void => {
    if (type === 'ERROR') throw new Error(`the watch of pods ended: ${JSON.stringify(object)}`);
    const pod = podOf(object as RawPod);
    version = (object as RawPod).metadata.resourceVersion;
    if (type === 'DELETED') pods.delete(pod.uid);
    else pods.set(pod.uid, pod);
    changed = Date.now();
    for (const listener of listeners) listener(pod);
  };
  const follow = async (): Promise<void> => {
    while (!ending.signal.aborted) await api.watch(`/api/v1/pods?resourceVersion=${version}`, onEvent, ending.signal);
  };
  follow().catch((error: unknown) => { failure = error; });
  const checked = <T>(value: T): T => {
    if (failure !== undefined) throw failure;
    return value;
  };
  return {
    get pods() {
      return checked(pods);
    },
    onChange: listener => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    quietMs: () => checked(Date.now() - changed),
    stop: () => ending.abort(),
  };
};

/** Waits until something is so. @throws with what it is that did not become so */
export const until = async (what: string, isSo: () => boolean | Promise<boolean>, seconds: number, otherwise: () => string = () => ''): Promise<void> => {
  for (const end = Date.now() + seconds * 1000; !(await isSo()); await sleep(50)) if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}${otherwise()}`);
};

/** The scheduler asks again for a pod without a node after at most ten seconds; a controller acts at once. */
const QUIET_MS = { allPlaced: 1500, somePending: 11_000 };

/** Waits until nothing happens any more. */
export const settle = async (watch: PodWatch, seconds = 120): Promise<void> => {
  const isQuiet = (): boolean => {
    const pending = [...watch.pods.values()].some(pod => pod.node === null && !pod.leaving);
    const onTheWay = [...watch.pods.values()].some(pod => pod.node !== null && pod.phase === 'Pending' && !pod.leaving);
    return !onTheWay && watch.quietMs() > (pending ? QUIET_MS.somePending : QUIET_MS.allPlaced);
  };
  await until('quiet', isQuiet, seconds);
};
