/** What differs between the connections of two clusters, pair by pair. */
import type { Connection } from './connections.ts';
import { connectionJson, inOrder } from './connections.ts';
import { addressesText, ALL_ADDRESSES } from '../addresses.ts';
import { pieces } from '../intervals.ts';
import { push } from '../multimap.ts';
import { hasPorts, NO_PORTS, portsJson, portsText, samePorts } from '../ports.ts';
import type { Ports } from '../ports.ts';
import type { Interval, Peer } from '../vocabulary.ts';

/** A pair with what both sides let flow; no ports where a side has no such connection. */
interface PairDifference {
  readonly from: Peer;
  readonly to: Peer;
  readonly before: Ports;
  readonly after: Ports;
}

export interface ConnectionDifference {
  readonly added: readonly PairDifference[];
  readonly removed: readonly PairDifference[];
  readonly changed: readonly PairDifference[];
}

export const connectionDifference = (before: readonly Connection[], after: readonly Connection[]): ConnectionDifference => {
  const pairs = inOrder([...insidePairs(before, after), ...outsidePairs(before, after)]).filter(pair => !samePorts(pair.before, pair.after));
  return {
    added: pairs.filter(pair => !hasPorts(pair.before)),
    removed: pairs.filter(pair => !hasPorts(pair.after)),
    changed: pairs.filter(pair => hasPorts(pair.before) && hasPorts(pair.after)),
  };
};

const insidePairs = (before: readonly Connection[], after: readonly Connection[]): readonly PairDifference[] => {
  const pairs = new Map<string, PairDifference>();
  for (const { from, to, ports, outside } of before) if (outside === null) pairs.set(`${from} => ${to}`, { from, to, before: ports, after: NO_PORTS });
  for (const { from, to, ports, outside } of after) if (outside === null) pairs.set(`${from} => ${to}`, { from, to, before: pairs.get(`${from} => ${to}`)?.before ?? NO_PORTS, after: ports });
  return [...pairs.values()];
};

/** Both sides are cut at the borders of both, so that a range that only grew is not taken for another one. */
const outsidePairs = (before: readonly Connection[], after: readonly Connection[]): readonly PairDifference[] => {
  const groups = new Map<string, { readonly side: 'before' | 'after'; readonly connection: Connection; readonly addresses: Interval }[]>();
  for (const [side, connections] of [['before', before], ['after', after]] as const) {
    for (const connection of connections) {
      const { from, to, outside } = connection;
      if (outside !== null) push(groups, outside.end === 'from' ? `=> ${to}` : `${from} =>`, { side, connection, addresses: outside.addresses });
    }
  }
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const { connection: { from, to, outside } } = first;
    const portsAt = (side: 'before' | 'after', address: number): Ports =>
      group.find(each => each.side === side && each.addresses.first <= address && address <= each.addresses.last)?.connection.ports ?? NO_PORTS;
    const merged: { addresses: Interval; readonly before: Ports; readonly after: Ports }[] = [];
    for (const addresses of pieces(ALL_ADDRESSES, group.map(each => each.addresses))) {
      const ports = { before: portsAt('before', addresses.first), after: portsAt('after', addresses.first) };
      const last = merged.at(-1);
      if (last !== undefined && samePorts(last.before, ports.before) && samePorts(last.after, ports.after)) last.addresses = { first: last.addresses.first, last: addresses.last };
      else merged.push({ addresses, ...ports });
    }
    return merged.map(({ addresses, ...ports }) => (outside?.end === 'from' ? { from: addressesText(addresses), to, ...ports } : { from, to: addressesText(addresses), ...ports }));
  });
};

/** A line for each pair with both sides' connections, by what happened to it. */
export const differenceLines = (difference: ConnectionDifference): readonly { readonly kind: keyof ConnectionDifference; readonly pair: string; readonly says: string }[] =>
  (['added', 'removed', 'changed'] as const).flatMap(kind => difference[kind].map(({ from, to, before, after }) => ({ kind, pair: `${from} => ${to}`, says: `${shown(before)} → ${shown(after)}` })));

const shown = (ports: Ports): string => (hasPorts(ports) ? portsText(ports) : 'No Connections');

export const differenceJson = ({ added, removed, changed }: ConnectionDifference) => ({
  added: added.map(({ from, to, after }) => connectionJson({ from, to, ports: after })),
  removed: removed.map(({ from, to, before }) => connectionJson({ from, to, ports: before })),
  changed: changed.map(({ from, to, before, after }) => ({ src: from, dst: to, before: portsJson(before), after: portsJson(after) })),
});
