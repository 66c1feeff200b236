/** Small clusters of one's own making: a few nodes in zones, a few workloads, read by the model as files are. */
import { clusterIn } from '../../analysis/survive/index.ts';
import { nodesOf } from '../../analysis/survive/nodes.ts';
import type { Cluster, Node, NodeGroup, Taint } from '../../analysis/survive/words.ts';
import { topologyOf } from '../reference.ts';
import type { KubernetesObject } from './objects.ts';

export interface SmallGroup {
  readonly zone: string;
  readonly nodes: number;
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly taints?: readonly Taint[];
}

export interface Small {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
}

/** @param name of the cluster; every node has it as value of the label `SMALL` */
export const small = (name: string, groups: readonly SmallGroup[], objects: readonly KubernetesObject[]): Small => {
  const production = topologyOf('production');
  // no room is kept for components of a platform
  const topology = { ...production, numbers: { ...production.numbers, inputs: { ...production.numbers.inputs, platformPods: 0 } } };
  const documents = objects.map((value, index) => ({ file: `${name}.yaml`, index, value }));
  const made = groups.map((group, i) => nodeGroup(`${name}-${i + 1}`, name, group));
  const cluster = { ...clusterIn({ path: name, topology, documents, terraform: [] }), groups: made, zones: [...new Set(groups.map(({ zone }) => zone))].sort() };
  return { cluster, nodes: nodesOf(made, group => group.count.usual) };
};

/** Label that keeps the pods of a small cluster on its nodes. */
const SMALL = 'payment-topology.dev/small';

const nodeGroup = (name: string, cluster: string, { zone, nodes, cpuMillis, memoryMiB, taints = [] }: SmallGroup): NodeGroup => ({
  name, zones: [zone], labels: { [SMALL]: cluster }, wellKnown: {}, taints, allocatable: { cpuMillis, memoryMiB, pods: 30 }, count: { least: nodes, usual: nodes, most: nodes },
  upgrade: { unavailable: 1, surges: false }, object: name, file: `${cluster}.yaml`,
});

export interface SmallWorkload {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind?: 'Deployment' | 'StatefulSet';
  readonly replicas: number;
  readonly cpu: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Fields of the pod beside its containers. */
  readonly pod?: object;
  /** Fields of the workload beside its pods. */
  readonly spec?: object;
}

export const smallWorkload = ({ cluster, namespace, name, kind = 'Deployment', replicas, cpu, memory = '16Mi', labels = {}, pod = {}, spec = {} }: SmallWorkload): KubernetesObject => ({
  apiVersion: 'apps/v1', kind, metadata: { name, namespace },
  spec: {
    replicas, selector: { matchLabels: { 'app.kubernetes.io/name': name } }, ...(kind === 'StatefulSet' ? { serviceName: name, podManagementPolicy: 'Parallel' } : {}), ...spec,
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': name, ...labels } },
      spec: { nodeSelector: { [SMALL]: cluster }, ...pod, containers: [{ name: 'one', image: 'registry.invalid/one', resources: { requests: { cpu, memory } } }] },
    },
  },
} as KubernetesObject);

export const namespaceNamed = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
