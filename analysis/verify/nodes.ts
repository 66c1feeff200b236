/** Nodes as they are beside the node groups that the files declare. */
import { POOL_LABEL } from '../../model/index.ts';
import type { Json } from '../reach/json.ts';
import { list, object, text, texts } from '../reach/json.ts';
import { ZONE } from '../survive/nodes.ts';
import { countOf, mebibytesOf, millisOf } from '../survive/quantities.ts';
import type { NodeGroup, Room, Taint } from '../survive/words.ts';
import type { Difference, Part } from './words.ts';
import { part } from './words.ts';

export const REGION = 'topology.kubernetes.io/region';

/** Nodes of one pool in one zone. */
export interface PoolInZone {
  readonly pool: string;
  readonly zone: string;
  readonly nodes: number;
  readonly ready: number;
  readonly least: number;
  readonly most: number;
}

interface LiveNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly allocatable: Room;
  readonly isReady: boolean;
}

export const poolsInZones = (groups: readonly NodeGroup[], nodes: readonly Json[]): readonly PoolInZone[] => {
  const live = nodes.map(nodeOf);
  return places(groups).map(({ pool, zone, own }) => {
    const there = live.filter(({ labels }) => labels[POOL_LABEL] === pool && labels[ZONE] === zone);
    // a group over several zones is dealt to them by the cloud: each of them has its part at least
    const part = (count: (group: NodeGroup) => number, round: (value: number) => number): number => own.reduce((sum, group) => sum + round(count(group) / group.zones.length), 0);
    return { pool, zone, nodes: there.length, ready: there.filter(({ isReady }) => isReady).length, least: part(({ count }) => count.least, Math.floor), most: part(({ count }) => count.most, Math.ceil) };
  });
};

const places = (groups: readonly NodeGroup[]) => {
  const found = groups.flatMap(group => group.zones.map(zone => ({ pool: poolOf(group), zone })));
  return [...new Map(found.map(place => [`${place.pool} ${place.zone}`, place])).values()]
    .map(place => ({ ...place, own: groups.filter(group => poolOf(group) === place.pool && group.zones.includes(place.zone)) }));
};

const poolOf = ({ labels, name }: NodeGroup): string => labels[POOL_LABEL] ?? name;

export const compareNodes = (groups: readonly NodeGroup[], nodes: readonly Json[], region: string): Part => {
  const live = nodes.map(nodeOf);
  const pools = poolsInZones(groups, nodes);
  return part(pools.length + live.length, [...elsewhere(live, region), ...pools.flatMap(fewOrMany(groups)), ...live.flatMap(node => wrong(node, groups))]);
};

const fewOrMany = (groups: readonly NodeGroup[]) => ({ pool, zone, ready, nodes, least, most }: PoolInZone): readonly Difference[] => {
  const file = groups.find(group => poolOf(group) === pool)?.file ?? '';
  const about = { code: 'PT-706' as const, object: `pool ${pool} in ${zone}`, file, field: '' };
  if (ready < least) return [{ ...about, saw: `${ready} ready ${ready === 1 ? 'node' : 'nodes'}${nodes > ready ? ` of ${nodes}` : ''}`, want: `${least} at least` }];
  return nodes > most ? [{ ...about, saw: `${nodes} nodes`, want: `${most} at most` }] : [];
};

/** A cluster of another region is said once. */
const elsewhere = (nodes: readonly LiveNode[], region: string): readonly Difference[] => [...new Set(nodes.flatMap(({ labels }) => labels[REGION] ?? []))].filter(each => each !== region).sort().map(other => {
  const [first, ...others] = nodes.filter(({ labels }) => labels[REGION] === other);
  return { code: 'PT-706', object: `node ${first?.name ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`, file: '', field: `metadata.labels[${REGION}]`, saw: `'${other}'`, want: `'${region}'` };
});

const wrong = (node: LiveNode, groups: readonly NodeGroup[]): readonly Difference[] => {
  const pool = node.labels[POOL_LABEL];
  const about = { code: 'PT-706' as const, object: `node ${node.name}`, file: '' };
  if (pool === undefined) return [];
  const own = groups.filter(group => poolOf(group) === pool);
  const [group] = own.filter(({ zones }) => zones.includes(node.labels[ZONE] ?? ''));
  if (group === undefined) {
    const want = own.length === 0 ? `one of ${[...new Set(groups.map(poolOf))].sort().join(', ')}` : `one of ${[...new Set(own.flatMap(({ zones }) => zones))].sort().join(', ')}`;
    return [{ ...about, field: `metadata.labels[${own.length === 0 ? POOL_LABEL : ZONE}]`, saw: `'${own.length === 0 ? pool : node.labels[ZONE] ?? ''}'`, want }];
  }
  const declared = { ...about, file: group.file };
  return [
    ...Object.entries(group.labels).filter(([key, value]) => node.labels[key] !== value).map(([key, value]) => ({ ...declared, field: `metadata.labels[${key}]`, saw: node.labels[key] === undefined ? 'nothing' : `'${node.labels[key]}'`, want: `'${value}'` })),
    ...group.taints.filter(taint => !node.taints.some(other => taintText(other) === taintText(taint))).map(taint => ({ ...declared, field: 'spec.taints', saw: node.taints.map(taintText).join(', ') || 'nothing', want: taintText(taint) })),
    ...smaller(node.allocatable, group.allocatable).map(({ field, saw, want }) => ({ ...declared, field: `status.allocatable.${field}`, saw, want })),
  ];
};

const taintText = ({ key, value, effect }: Taint): string => `${key}=${value}:${effect}`;

const smaller = (live: Room, declared: Room) => [
  { field: 'cpu', saw: live.cpuMillis, want: declared.cpuMillis, unit: 'm' }, { field: 'memory', saw: Math.floor(live.memoryMiB), want: declared.memoryMiB, unit: 'Mi' }, { field: 'pods', saw: live.pods, want: declared.pods, unit: '' },
].filter(({ saw, want }) => saw < want).map(({ field, saw, want, unit }) => ({ field, saw: `${saw}${unit}`, want: `${want}${unit} at least` }));

const nodeOf = (body: Json): LiveNode => {
  const { spec, status, metadata } = body;
  const { cpu, memory, pods } = object(object(status)['allocatable']);
  return {
    name: text(object(metadata)['name']), labels: texts(object(metadata)['labels']),
    taints: list(object(spec)['taints']).map(object).map(taint => ({ key: text(taint['key']), value: text(taint['value']), effect: text(taint['effect']) as Taint['effect'] })),
    allocatable: { cpuMillis: millisOf(cpu) ?? 0, memoryMiB: mebibytesOf(memory) ?? 0, pods: countOf(pods) ?? 0 },
    isReady: list(object(status)['conditions']).map(object).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  };
};

/** The region that the nodes say they are in; null where they do not all say the same. */
export const regionOfNodes = (nodes: readonly Json[]): string | null => {
  const [first, ...others] = [...new Set(nodes.map(node => texts(object(node['metadata'])['labels'])[REGION]))];
  return first === undefined || others.length > 0 ? null : first;
};
