/**
 * A plane out of two readings: what its files allow and what the topology declares, both as exact sets of ports and addresses. Rows are cut where one
 * of the two ends, so that equal sets have equal rows and what differs is a row of its own, however the files spell it.
 */
import type { Place, Plane, PlaneName, Row } from '../words.ts';
import { addressesText } from '../../reach/addresses.ts';
import { overlap, pieces, union } from '../../reach/intervals.ts';
import type { Ports } from '../../reach/ports.ts';
import { ALL_PORTS, commonPorts, hasPorts, minusPorts, NO_PORTS, plusPorts, portRange, portsText, PROTOCOLS, samePorts } from '../../reach/ports.ts';
import type { Interval } from '../../reach/vocabulary.ts';

export interface Permission {
  /** Who has the rule: a party, a place of the cloud, a subnet. */
  readonly own: string;
  readonly direction: 'in' | 'out';
  /** Somebody by the name that the plane knows, or addresses. */
  readonly peer: string | readonly Interval[];
  readonly ports: Ports;
  /** What is allowed besides ports, or in which way: `in`, `route to the internet`; empty where ports say it all. */
  readonly via: string;
}

export type Computed = Permission & Place & { readonly says: string };
export type Declared = Permission & { readonly because: string };

/** A plane with what goes beyond its declaration, as sets: what a claim asks about may lie inside of it. */
export interface SetPlane extends Plane {
  readonly beyond: readonly Computed[];
}

/** Whoever it is, inside and outside. */
export const EVERYBODY = 'everybody';

export const planeOf = (name: PlaneName, grain: string, computed: readonly Computed[], declared: readonly Declared[]): SetPlane => {
  const groups = new Map<string, Group>();
  const groupAt = ({ own, direction, via }: Permission): Group => {
    const key = `${own} ${direction} ${via}`;
    const group = groups.get(key) ?? { computed: [], declared: [] };
    groups.set(key, group);
    return group;
  };
  for (const each of computed) groupAt(each).computed.push(each);
  for (const each of declared) groupAt(each).declared.push(each);
  const compared = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => comparedIn(group));
  return {
    name, grain,
    computed: compared.flatMap(({ both, beyond }) => [...both, ...beyond]).flatMap(({ computed: each, ...sets }) => (each === null ? [] : rowsOf({ ...each, ...sets })
      .map(row => ({ ...row, file: each.file, path: each.path, says: each.says })))),
    declared: compared.flatMap(({ both, missing }) => [...both, ...missing]).flatMap(({ declared: each, ...sets }) => (each === null ? [] : rowsOf({ ...each, ...sets })
      .map(row => ({ ...row, because: each.because })))),
    beyond: compared.flatMap(({ beyond }) => beyond).flatMap(({ computed: each, peer, ports }) => (each === null ? [] : [{ ...each, peer, ports }])),
  };
};

interface Group {
  readonly computed: Computed[];
  readonly declared: Declared[];
}

/** A set that one side or both have, with the first of each that holds some of it. */
interface Share {
  readonly peer: Permission['peer'];
  readonly ports: Ports;
  readonly computed: Computed | null;
  readonly declared: Declared | null;
}

interface Shares {
  readonly both: Share[];
  readonly beyond: Share[];
  readonly missing: Share[];
}

const comparedIn = ({ computed, declared }: Group): Shares => {
  const shares: Shares = { both: [], beyond: [], missing: [] };
  const names = new Set([...computed, ...declared].flatMap(({ peer }) => (typeof peer === 'string' ? [peer] : [])));
  for (const name of [...names].sort()) {
    const [has, wants] = [computed, declared].map(side => portsOf(side.filter(({ peer }) => peer === name))) as [Ports, Ports];
    for (const [kind, ports] of parted(has, wants)) shares[kind].push(...eachPort(ports).map(port => shareOf({ computed, declared }, name, port)));
  }
  for (const [kind, found] of Object.entries(addressesIn(computed, declared)) as [keyof Shares, ReadonlyMap<string, Spread>][]) {
    for (const { ports, blocks } of found.values()) shares[kind].push(...blocks.map(block => shareOf({ computed, declared }, [block], ports)));
  }
  return shares;
};

const portsOf = (permissions: readonly Pick<Permission, 'ports'>[]): Ports => permissions.reduce((sum, { ports }) => plusPorts(sum, ports), NO_PORTS);

/** What both have, only the files, and only the declaration. */
const parted = (has: Ports, wants: Ports): readonly (readonly [keyof Shares, Ports])[] =>
  ([['both', commonPorts(has, wants)], ['beyond', minusPorts(has, wants)], ['missing', minusPorts(wants, has)]] as const).filter(([, ports]) => hasPorts(ports));

/** Everything at once, else each range by itself. */
const eachPort = (ports: Ports): readonly Ports[] =>
  (samePorts(ports, ALL_PORTS) ? [ports] : PROTOCOLS.flatMap(protocol => ports[protocol].map(({ first, last }) => portRange(protocol, first, last))));

interface Spread {
  readonly ports: Ports;
  blocks: readonly Interval[];
}

/** Space is cut where a block of either side begins or ends, and put together again where the same port is open. */
const addressesIn = (computed: readonly Computed[], declared: readonly Declared[]): Readonly<Record<keyof Shares, ReadonlyMap<string, Spread>>> => {
  const found = { both: new Map<string, Spread>(), beyond: new Map<string, Spread>(), missing: new Map<string, Spread>() };
  const sides = [computed, declared].map(side => side.flatMap(({ peer, ports }) => (typeof peer === 'string' ? [] : [{ blocks: peer, ports }])));
  const blocks = sides.flat().flatMap(each => each.blocks);
  const [first] = blocks;
  if (first === undefined) return found;
  const span = { first: Math.min(...blocks.map(block => block.first)), last: Math.max(...blocks.map(block => block.last)) };
  for (const piece of pieces(span, blocks)) {
    const [has, wants] = sides.map(side => portsOf(side.filter(each => each.blocks.some(block => block.first <= piece.first && piece.last <= block.last)))) as [Ports, Ports];
    for (const [kind, ports] of parted(has, wants)) {
      for (const port of eachPort(ports)) {
        const spread = found[kind].get(portsText(port)) ?? { ports: port, blocks: [] };
        spread.blocks = union(spread.blocks, [piece]);
        found[kind].set(portsText(port), spread);
      }
    }
  }
  return found;
};

const shareOf = ({ computed, declared }: Group, peer: Permission['peer'], ports: Ports): Share => {
  const holds = (each: Permission): boolean => hasPorts(commonPorts(each.ports, ports))
    && (typeof peer === 'string' ? each.peer === peer : typeof each.peer !== 'string' && overlap(each.peer, peer));
  return { peer, ports, computed: computed.find(holds) ?? null, declared: declared.find(holds) ?? null };
};

const rowsOf = ({ own, direction, peer, ports, via }: Permission): readonly Row[] => {
  const what = [via, via !== '' && samePorts(ports, ALL_PORTS) ? '' : portsText(ports)].filter(Boolean).join(' ');
  return (typeof peer === 'string' ? [peer] : peer.map(addressesText)).map(name => (direction === 'out' ? { from: own, to: name, what } : { from: name, to: own, what }));
};
