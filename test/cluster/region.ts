/** A region of the reference platform on a plane: its nodes, its objects, and in the place of operators and charts, pods of the size that the files give them. */
import type { RegionFiles } from '../../analysis/boundary/region.ts';
import { clusterOf } from '../../analysis/survive/cluster.ts';
import { nodesOf } from '../../analysis/survive/nodes.ts';
import type { Cluster, Node as PlannedNode, NodeGroup } from '../../analysis/survive/words.ts';
import { filesOf } from '../analysis/boundary/regions.ts';
import { topologyOf } from '../reference.ts';
import { makeNodes, type Node } from './nodes.ts';
import { applyInWaves, installDefinitions, type KubernetesObject } from './objects.ts';
import type { Plane } from './plane.ts';

export interface Region {
  readonly files: RegionFiles;
  readonly objects: readonly KubernetesObject[];
  /** What the model reads of the same files. */
  readonly cluster: Cluster;
}

export const regionNamed = (environment: string, region?: string): Region => {
  const files = filesOf(topologyOf(environment, region));
  return { files, objects: files.documents.map(({ value }) => value as KubernetesObject), cluster: clusterOf(files) };
};

/** Nodes of all groups, as many as they usually have or as `count` says. */
export const nodesOfRegion = ({ cluster }: Region, count: (group: NodeGroup) => number = group => group.count.usual): readonly PlannedNode[] => nodesOf(cluster.groups, count);

const liveNode = ({ name, zone, labels, taints, allocatable: { cpuMillis, memoryMiB, pods } }: PlannedNode): Node =>
  ({ name, zone, labels, taints, allocatable: { cpu: `${cpuMillis}m`, memory: `${memoryMiB}Mi`, pods: String(pods) } });

export const addNodes = (plane: Plane, nodes: readonly PlannedNode[]): Promise<void> => makeNodes(plane.api, nodes.map(liveNode));

/** @returns what was refused; empty where every object was taken */
export const standUp = async (plane: Plane, region: Region): Promise<readonly string[]> => {
  await installDefinitions(plane.api);
  await addNodes(plane, nodesOfRegion(region));
  return applyInWaves(plane.api, region.objects);
};
