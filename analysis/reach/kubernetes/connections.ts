/**
 * Who may talk to whom, on which ports. Pairs are looked for where rules name them, so that the work grows with connections and distinct
 * labels; broad rules (everybody may ask DNS, everybody may be scraped) are compared by their ports before anybody is paired.
 */
import type { Cluster, Side } from './cluster.ts';
import { outsideOf } from './outside.ts';
import { ALL_RULE_PORTS, resolved } from './rule-ports.ts';
import type { PodGroup, Workload } from './workloads.ts';
import { addressesText } from '../addresses.ts';
import { push } from '../multimap.ts';
import type { Ports } from '../ports.ts';
import { ALL_PORTS, commonPorts, hasPorts, NO_PORTS, plusPorts, portsJson, portsText } from '../ports.ts';
import type { Interval, Peer } from '../vocabulary.ts';

export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  readonly ports: Ports;
  /** Which end is outside, with its addresses; null between workloads. */
  readonly outside: Outside | null;
}

export interface Outside {
  readonly end: 'from' | 'to';
  readonly addresses: Interval;
}

/** Sets of more groups than this are compared by ports first. */
const BROAD = 16;

export const connectionsOf = (cluster: Cluster): readonly Connection[] => {
  const { sides, workloads } = cluster;
  const callees = calleesOf(cluster);
  const owners = new Map<PodGroup, Workload[]>();
  for (const workload of workloads) for (const group of workload.groups) push(owners, group, workload);
  return inOrder(workloads.flatMap((workload): readonly Connection[] => {
    const inside = new Map<Peer, Ports>();
    for (const group of workload.groups) {
      for (const [callee, ports] of callees(group)) for (const { peer } of owners.get(callee) ?? []) if (peer !== workload.peer) inside.set(peer, plusPorts(inside.get(peer) ?? NO_PORTS, ports));
    }
    return [
      ...[...inside].map(([to, ports]) => ({ from: workload.peer, to, ports, outside: null })),
      ...outsideOf(workload, sides.egress).map(({ addresses, ports }) => ({ from: workload.peer, to: addressesText(addresses), ports, outside: { end: 'to' as const, addresses } })),
      ...outsideOf(workload, sides.ingress).map(({ addresses, ports }) => ({ from: addressesText(addresses), to: workload.peer, ports, outside: { end: 'from' as const, addresses } })),
    ];
  }));
};

/** As their lines are printed: by code point of the whole line. */
export const inOrder = <T extends Pick<Connection, 'from' | 'to'>>(connections: readonly T[]): readonly T[] => {
  const bySource = new Map<Peer, T[]>();
  for (const connection of connections) push(bySource, connection.from, connection);
  return sorted([...bySource], ([from]) => `${from} => `).flatMap(([, own]) => sorted(own, ({ to }) => `${to} : `));
};

const sorted = <T>(items: readonly T[], text: (item: T) => string): readonly T[] =>
  items.map(item => ({ item, key: text(item) })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);

/** What a group may call, group by group. */
type Callees = (group: PodGroup) => ReadonlyMap<PodGroup, Ports>;

const calleesOf = (cluster: Cluster): Callees => {
  const { groups, sides } = cluster;
  const candidates = candidatesOf(cluster);
  return group => new Map([...candidates(group)].flatMap(id => {
    const callee = groups[id];
    if (callee === undefined) return [];
    const ports = commonPorts(outPorts(sides.egress[group.id] ?? null, callee), inPorts(sides.ingress[id] ?? null, group));
    return hasPorts(ports) ? [[callee, ports] as const] : [];
  }));
};

/** Ports of a callee that the caller's egress lets through. */
export const outPorts = (side: Side, callee: PodGroup): Ports =>
  (side === null ? ALL_PORTS : side.pods.reduce((sum, { set, ports }) => (set.ids.has(callee.id) ? plusPorts(sum, resolved(ports, callee.ports)) : sum), NO_PORTS));

/** Ports that the callee's ingress opens to a caller. */
export const inPorts = (side: Side, caller: PodGroup): Ports =>
  (side === null ? ALL_PORTS : side.pods.reduce((sum, { set, ports }) => (set.ids.has(caller.id) ? plusPorts(sum, ports.open) : sum), NO_PORTS));

/** At least everybody whom a group may call. */
const candidatesOf = ({ groups, sets, sides }: Cluster): ((group: PodGroup) => ReadonlySet<number>) => {
  const everything = [{ set: sets.everybody, ports: ALL_RULE_PORTS }];
  const items = (side: Side): NonNullable<Side>['pods'] => (side === null ? everything : side.pods);
  // callees by a caller that they name, and by a broad set of callers with the ports that it may use
  const named = new Map<number, number[]>();
  const broad = new Map<ReadonlySet<number>, Map<string, { readonly ports: Ports; readonly callees: number[] }>>();
  for (const { id } of groups) {
    for (const { set, ports } of items(sides.ingress[id] ?? null)) {
      if (set.ids.size > BROAD) {
        const byPorts = broad.get(set.ids) ?? new Map<string, { ports: Ports; callees: number[] }>();
        broad.set(set.ids, byPorts);
        const key = portsText(ports.open);
        const entry = byPorts.get(key) ?? { ports: ports.open, callees: [] };
        byPorts.set(key, entry);
        entry.callees.push(id);
      } else for (const caller of set.ids) push(named, caller, id);
    }
  }
  return group => {
    const own = items(sides.egress[group.id] ?? null);
    const found = new Set(named.get(group.id) ?? []);
    for (const { set } of own) if (set.ids.size <= BROAD) for (const id of set.ids) found.add(id);
    const wide = own.filter(({ set }) => set.ids.size > BROAD);
    if (wide.length === 0) return found;
    // a name may be any port of a callee
    const most = wide.some(({ ports }) => ports.named.length > 0) ? ALL_PORTS : wide.reduce((sum, { ports }) => plusPorts(sum, ports.open), NO_PORTS);
    for (const [callers, byPorts] of broad) {
      if (!callers.has(group.id)) continue;
      for (const { ports, callees } of byPorts.values()) if (hasPorts(commonPorts(ports, most))) for (const id of callees) found.add(id);
    }
    return found;
  };
};

/** `a/b[Deployment] => c/d[StatefulSet] : TCP 5432` */
export const connectionText = ({ from, to, ports }: Pick<Connection, 'from' | 'to' | 'ports'>): string => `${from} => ${to} : ${portsText(ports)}`;

export const connectionJson = ({ from, to, ports }: Pick<Connection, 'from' | 'to' | 'ports'>) => ({ src: from, dst: to, protocols: portsJson(ports) });
