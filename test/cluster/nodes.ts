/** Nodes of a plane. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inTurns } from '../../io/in-turns.ts';
import type { KubernetesApi } from '../../io/kubernetes.ts';

export interface Node {
  readonly name: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** As Kubernetes writes quantities. */
  readonly allocatable: { readonly cpu: string; readonly memory: string; readonly pods: string };
}

interface LiveNode {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect?: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Makes nodes and waits until kubelets have said that they are ready. */
export const makeNodes = async (api: KubernetesApi, nodes: readonly Node[]): Promise<void> => {
  await inTurns(nodes, 8, async node => {
    const { status, body } = await api.request('POST', '/api/v1/nodes', { body: nodeObject(node) });
    if (status !== 201) throw new Error(`node ${node.name}: ${status} ${JSON.stringify(body)}`);
  });
  await nodesAreReady(api, new Set(nodes.map(({ name }) => name)));
};

const nodeObject = ({ name, zone, labels, taints, allocatable }: Node): object => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name, labels: { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': name, ...labels } },
  spec: { taints },
  status: { allocatable, capacity: allocatable },
});

export const nodesNow = async (api: KubernetesApi): Promise<readonly LiveNode[]> => ((await api.request('GET', '/api/v1/nodes')).body as { readonly items: readonly LiveNode[] }).items;

/** Ready, and with no mark of an earlier loss left. */
export const nodesAreReady = async (api: KubernetesApi, names: ReadonlySet<string>, seconds = 60): Promise<void> => {
  for (const end = Date.now() + seconds * 1000; ; await sleep(100)) {
    const waiting = (await nodesNow(api)).filter(node => names.has(node.metadata.name) && !isReady(node)).map(node => node.metadata.name);
    if (waiting.length === 0) return;
    if (Date.now() > end) throw new Error(`nodes that are not ready after ${seconds} s: ${waiting.join(', ')}`);
  }
};

const isReady = ({ spec, status }: LiveNode): boolean =>
  status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True' && !(spec.taints ?? []).some(({ key }) => /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(key));
