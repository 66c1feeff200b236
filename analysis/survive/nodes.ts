/** Node groups out of Terraform, with the room that the topology says their instances have; and the nodes that they make. */
import type { Topology } from '../../model/index.ts';
import { POOL_LABEL } from '../../model/index.ts';
import type { Resource, Terraform } from '../reach/cloud/terraform.ts';
import { at, eachNested, number, text, texts } from '../reach/json.ts';
import type { Labels } from '../reach/kubernetes/selector.ts';
import { push } from '../reach/multimap.ts';
import type { Effect, Node, NodeGroup, Room, SurviveProblem, Taint } from './words.ts';

export const ZONE = 'topology.kubernetes.io/zone';
export const HOST = 'kubernetes.io/hostname';

export interface NodeGroups {
  readonly groups: readonly NodeGroup[];
  readonly problems: readonly SurviveProblem[];
}

/** Of EKS where Terraform makes node groups; else as many nodes of each pool and zone as the topology asks somebody to prepare. */
export const nodeGroupsOf = (terraform: Terraform, topology: Topology, topologyFile: string): NodeGroups => {
  const made = terraform.all('aws_eks_node_group');
  if (made.length === 0) return { groups: preparedGroups(topology, topologyFile), problems: [] };
  const problems: SurviveProblem[] = [];
  const groups = made.flatMap(resource => groupOf(resource, terraform, topology, problems) ?? []);
  return { groups, problems };
};

const groupOf = (resource: Resource, terraform: Terraform, topology: Topology, problems: SurviveProblem[]): NodeGroup | null => {
  const { body, file, path: object } = resource;
  const missing = (at: string, saw: string, want: string): null => {
    problems.push({ file, at: `${object} ${at}`, saw, want });
    return null;
  };
  const subnets = terraform.follow(resource, body['subnet_ids']);
  const zones = [...new Set(subnets.flatMap(subnet => terraform.texts(subnet, subnet.body['availability_zone'])))].sort();
  if (zones.length === 0) return missing('subnet_ids', 'no subnet whose zone can be read', 'a subnet with an availability zone');
  const types = terraform.texts(resource, body['instance_types']);
  const allocatable = roomOf(types, texts(body['labels'])[POOL_LABEL], topology);
  if (allocatable === null) return missing('instance_types', types.join(', ') || 'nothing', `an instance type whose size topology.json tells: ${[...sizesOf(topology).keys()].join(', ') || 'none'}`);
  const scaling = at(body, 'scaling_config');
  const usual = number(at(scaling, 'desired_size'));
  const least = number(at(scaling, 'min_size'));
  const most = number(at(scaling, 'max_size'));
  if (![usual, least, most].every(isCount) || (least as number) > (usual as number) || (usual as number) > (most as number)) {
    return missing('scaling_config', `desired_size ${usual}, min_size ${least}, max_size ${most}`, `min_size ≤ desired_size ≤ max_size, whole numbers up to ${MOST_NODES}`);
  }
  const unavailable = number(at(body['update_config'], 'max_unavailable'));
  const percent = number(at(body['update_config'], PERCENTAGE));
  if (percent !== null && (unavailable !== null || !Number.isInteger(percent) || percent < 1 || percent > 100)) return missing(`update_config.${PERCENTAGE}`, `${percent}${unavailable === null ? '' : ' beside max_unavailable'}`, '1 to 100, and not both');
  if (unavailable !== null && !(isCount(unavailable) && unavailable > 0)) return missing('update_config.max_unavailable', String(unavailable), 'one node or more');
  return {
    name: text(body['node_group_name']) || resource.id, zones, labels: texts(body['labels']), wellKnown: wellKnown(types, text(body['node_group_name'])), taints: taintsOf(body['taint']), allocatable,
    count: { least, usual, most } as NodeGroup['count'], upgrade: upgradeOf(body['update_config'], usual as number), object: object.replace(/^resource\./, ''), file,
  };
};

const PERCENTAGE = 'max_unavailable_percentage';

/** No group of EKS has more. */
const MOST_NODES = 450;
const isCount = (value: number | null): boolean => value !== null && Number.isInteger(value) && value >= 0 && value <= MOST_NODES;

/** Labels that kubelet and EKS put on every node. */
const wellKnown = (types: readonly string[], group: string): Labels => ({
  'kubernetes.io/os': 'linux', 'kubernetes.io/arch': /^[a-z]+\d+g[a-z]*\./.test(types[0] ?? '') ? 'arm64' : 'amd64', 'eks.amazonaws.com/nodegroup': group,
  ...(types.length === 1 ? { 'node.kubernetes.io/instance-type': types[0] as string } : {}),
});

/** Several types make nodes of any of them: what the smallest gives is sure. The pool of a group knows best what is kept for others on its nodes. */
const roomOf = (types: readonly string[], pool: string | undefined, topology: Topology): Room | null => {
  const known = sizesOf(topology);
  const own = Object.values(topology.nodePools).filter(({ name, instanceType, allocatable }) => name === pool && types.length === 1 && instanceType === types[0] && known.get(instanceType)?.includes(allocatable) === true);
  const rooms = own.length > 0 ? own.map(({ allocatable }) => allocatable) : types.flatMap(type => known.get(type) ?? []);
  if (types.length === 0 || types.some(type => !known.has(type))) return null;
  const least = (pick: (room: Room) => number): number => Math.min(...rooms.map(pick));
  return { cpuMillis: least(room => room.cpuMillis), memoryMiB: least(room => room.memoryMiB), pods: least(room => room.pods) };
};

const sizesOf = ({ nodePools }: Topology): ReadonlyMap<string, readonly Room[]> => {
  const sizes = new Map<string, Room[]>();
  const known = Object.values(nodePools).filter(({ allocatable }) => [allocatable?.cpuMillis, allocatable?.memoryMiB, allocatable?.pods].every(each => typeof each === 'number' && each > 0));
  for (const { instanceType, allocatable } of known) push(sizes, instanceType, allocatable);
  return sizes;
};

const EFFECTS: Readonly<Record<string, Effect>> = { NO_SCHEDULE: 'NoSchedule', PREFER_NO_SCHEDULE: 'PreferNoSchedule', NO_EXECUTE: 'NoExecute' };

const taintsOf = (value: unknown): readonly Taint[] => eachNested(value).flatMap(taint => {
  const effect = EFFECTS[text(taint['effect'])];
  return effect === undefined ? [] : [{ key: text(taint['key']), value: text(taint['value']), effect }];
});

/**
 * A managed group starts new nodes before old ones go, unless its strategy is MINIMAL.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
const upgradeOf = (value: unknown, nodes: number): NodeGroup['upgrade'] => {
  const percent = number(at(value, PERCENTAGE));
  const unavailable = number(at(value, 'max_unavailable')) ?? (percent === null ? 1 : Math.max(1, Math.floor(percent * nodes / 100)));
  return { unavailable, surges: text(at(value, 'update_strategy')) !== 'MINIMAL' };
};

const preparedGroups = ({ nodePools, region }: Topology, file: string): readonly NodeGroup[] => Object.values(nodePools).flatMap(pool => region.zones.map((zone): NodeGroup => ({
  name: `${pool.name}-${zone}`, zones: [zone], labels: { [POOL_LABEL]: pool.name }, wellKnown: {}, taints: [{ key: POOL_LABEL, value: pool.name, effect: 'NoSchedule' }], allocatable: pool.allocatable,
  count: { least: pool.perZone.min, usual: pool.perZone.min, most: pool.perZone.max }, upgrade: { unavailable: 1, surges: false }, object: `nodePools/${pool.name}`, file,
})));

/** Nodes of groups, as many as `count` says, dealt to the zones of a group in turn. */
export const nodesOf = (groups: readonly NodeGroup[], count: (group: NodeGroup) => number): readonly Node[] =>
  groups.flatMap(group => Array.from({ length: count(group) }, (_, i) => nodeOf(group, i)));

/** The n-th node of a group. */
export const nodeOf = (group: NodeGroup, index: number): Node => {
  const zone = group.zones[index % group.zones.length] as string;
  const name = `${group.name}-${index + 1}`;
  const labels: Labels = { ...group.wellKnown, ...group.labels, [ZONE]: zone, [HOST]: name };
  return { name, zone, group, labels, taints: group.taints, allocatable: group.allocatable };
};
