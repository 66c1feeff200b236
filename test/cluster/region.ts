/** A region of the reference platform on a plane: its nodes, its objects, and in the place of operators and charts, pods of the size that the files give them. */
import type { RegionFiles } from '../../analysis/boundary/region.ts';
import { clusterIn } from '../../analysis/survive/index.ts';
import { nodesOf } from '../../analysis/survive/nodes.ts';
import type { Cluster, Node as PlannedNode, NodeGroup, Workload } from '../../analysis/survive/words.ts';
import { filesOf } from '../analysis/boundary/regions.ts';
import { topologyOf } from '../reference.ts';
import { makeNodes, type Node } from './nodes.ts';
import { apply, applyInWaves, installDefinitions, type KubernetesObject, reasonOf } from './objects.ts';
import type { Plane } from './plane.ts';

export interface Region {
  readonly files: RegionFiles;
  readonly objects: readonly KubernetesObject[];
  /** What the model reads of the same files. */
  readonly cluster: Cluster;
}

/** Tolerations in a thirtieth of their time: 300 s are 10 s. */
const SPEED = 30;

const sooner = (seconds: number): number => Math.ceil(seconds / SPEED);

const hasten = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(hasten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'tolerationSeconds' ? sooner(Number(inner)) : hasten(inner)]));
};

export const hastenedObjects = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] => hasten(objects) as readonly KubernetesObject[];

/** What the model says of workloads whose pods are ready when kwok makes them ready, and tolerate as long as the hastened ones do. */
export const hastened = (cluster: Cluster, readySeconds: number): Cluster => ({
  ...cluster,
  workloads: cluster.workloads.map(workload => ({
    ...workload,
    pod: {
      ...workload.pod, startSeconds: { least: readySeconds, most: readySeconds },
      tolerations: workload.pod.tolerations.map(toleration => ({ ...toleration, seconds: toleration.seconds === null ? null : sooner(toleration.seconds) })),
    },
  })),
});

export const regionNamed = (environment: string, region?: string): Region => {
  const files = filesOf(topologyOf(environment, region));
  return { files, objects: files.documents.map(({ value }) => value as KubernetesObject), cluster: clusterIn(files) };
};

/** Nodes of all groups, as many as they usually have or as `count` says. */
export const nodesOfRegion = ({ cluster }: Region, count: (group: NodeGroup) => number = group => group.count.usual): readonly PlannedNode[] => nodesOf(cluster.groups, count);

const liveNode = ({ name, zone, labels, taints, allocatable: { cpuMillis, memoryMiB, pods } }: PlannedNode): Node =>
  ({ name, zone, labels, taints, allocatable: { cpu: `${cpuMillis}m`, memory: `${memoryMiB}Mi`, pods: String(pods) } });

export const addNodes = (plane: Plane, nodes: readonly PlannedNode[]): Promise<void> => makeNodes(plane.api, nodes.map(liveNode));

/** A Deployment of as many pods of that size as the model sees of a workload that no manifest of ours makes. */
const standIn = ({ namespace, name, replicas, pod: { requests, labels } }: Workload, pool: string): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace },
  spec: {
    replicas, selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    template: {
      metadata: { labels: { ...labels, 'app.kubernetes.io/name': name } },
      spec: {
        nodeSelector: { [POOL]: pool }, tolerations: [{ key: POOL, value: pool, effect: 'NoSchedule' }], automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'component', image: 'registry.invalid/component', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: `${requests.cpuMillis}m`, memory: `${requests.memoryMiB}Mi` }, limits: { memory: `${requests.memoryMiB}Mi` } },
        }],
      },
    },
  },
} as KubernetesObject);

const POOL = 'payment-topology.dev/pool';

/** The region with everything hastened, and with the components that charts install. @returns what was refused */
export const standUpHastened = async (plane: Plane, region: Region, nodes: readonly PlannedNode[]): Promise<readonly string[]> => {
  const refused = await standUp(plane, { ...region, objects: hastenedObjects(region.objects) }, nodes);
  for (const component of region.cluster.workloads.filter(({ kind }) => kind === 'Component')) {
    const answer = await apply(plane.api, standIn(component, 'platform'));
    if (answer.status >= 300) return [...refused, `${component.name}: ${reasonOf(answer)}`];
  }
  return refused;
};

/** @returns what was refused; empty where every object was taken */
export const standUp = async (plane: Plane, region: Region, nodes: readonly PlannedNode[] = nodesOfRegion(region)): Promise<readonly string[]> => {
  await installDefinitions(plane.api);
  await addNodes(plane, nodes);
  return applyInWaves(plane.api, region.objects);
};
