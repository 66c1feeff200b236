/**
 * Claims about who reaches whom, judged in one region.
 *
 * `can-reach` holds when somebody of one side gets through every layer to somebody of the other, with the right that is asked of him there.
 * `cannot-reach` asks for more than its opposite: nobody gets through, and no layer between the two stands open beyond what was declared, because then
 * one mistake more would be enough; and nothing is left that could not be followed, because it may be open. Between the two stand also the load balancers, which anybody outside may call, and whoever is served already.
 */
import type { Beyond } from './beyond.ts';
import { beyondIn, liesBetween } from './beyond.ts';
import { conversationsOf, isBalancer, portsBetween, registers, registrations } from './conversations.ts';
import type { Party } from './parties.ts';
import { isPods, partiesOf } from './parties.ts';
import { rightHop, rightOf } from './needs.ts';
import type { Side } from './sides.ts';
import type { Unread } from './unread.ts';
import { unreadIn } from './unread.ts';
import type { Door, Leg } from './witness.ts';
import { legOf, stopsIn } from './witness.ts';
import type { BoundaryRegion } from './words.ts';
import { hasPort, hasPorts, PROTOCOLS } from '../reach/ports.ts';
import type { Ports } from '../reach/ports.ts';
import type { Hop } from '../reach/vocabulary.ts';

export interface Claim {
  readonly from: string;
  readonly to: string;
  readonly holds: 'can-reach' | 'cannot-reach';
  readonly port: number | null;
}

/** Null for what is no claim. */
export const claimOf = (text: string): Claim | null => {
  const [, from = '', verb, to = '', port] = /^\s*(\S+)\s+(can-reach|cannot-reach)\s+(\S+?)(?::(\d{1,5}))?\s*$/.exec(text) ?? [];
  const number = port === undefined ? null : Number(port);
  if (verb === undefined || number === 0 || (number ?? 0) > 65_535) return null;
  return { from, to, holds: verb as Claim['holds'], port: number };
};

export interface Judgement {
  readonly region: string;
  readonly holds: boolean;
  /** Somebody gets through. */
  readonly open: boolean;
  /** Pairs of parties that were asked about. */
  readonly pairs: number;
  /** The way that is open, or of those that are not the one that comes furthest; empty where both sides are nobody's. */
  readonly legs: readonly Leg[];
  /** The right that the last of them asks for; null where packets are enough. */
  readonly right: Hop | null;
  /** Layers between the two that are open beyond what was declared. */
  readonly beyond: readonly Beyond[];
  /** What could not be followed: while there is any, nobody is proven to be kept out. */
  readonly unread: readonly Unread[];
}

interface Path {
  readonly legs: readonly (readonly [from: Party, to: Party])[];
}

/** `unread`: what could not be followed; besides the region's own, whoever read the files may know of files that nobody reads. */
export const judge = (region: BoundaryRegion, { holds, port }: Claim, from: Side, to: Side, unread: readonly Unread[] = unreadIn(region)): Judgement => {
  const pairs = from.parties.flatMap(a => to.parties.filter(b => b !== a).map(b => [a, b] as const));
  const paths = pairs.flatMap(([a, b]) => pathsBetween(region, a, b));
  const right = to.needs === null ? null : rightOf(region, from, to.needs);
  const through = paths.filter(({ legs }) => legs.every(([a, b], i) => isOpen(region, a, b, i === legs.length - 1 ? port : null)));
  const rightful = through.filter(path => to.needs === null || rightOf(region, { ...from, parties: path.legs.slice(0, 1).map(([a]) => a) }, to.needs) !== null);
  const bare = to.parties.length === 0 || from.parties.length === 0;
  const open = rightful.length > 0 || (bare && right !== null);
  const beyond = holds === 'cannot-reach' ? pairs.length === 0 ? [] : between(region, pairs, port) : [];
  const legs = furthest(region, rightful.length > 0 ? rightful.slice(0, 1) : through.length > 0 ? through.slice(0, 1) : concerned(region, paths, beyond, port), port);
  const caller = legs[0] === undefined ? from : { ...from, parties: [legs[0].from] };
  return {
    region: region.path, open, beyond, unread, legs, pairs: Math.max(pairs.length, bare ? 1 : 0),
    holds: holds === 'can-reach' ? open : !open && beyond.length === 0 && unread.length === 0,
    right: to.needs === null ? null : rightHop(region, caller, to.needs),
  };
};

/* ---- ways ---------------------------------------------------------------------------------------------------------------------- */

/** Straight, or through a load balancer: nothing else hands on what it is sent. */
const pathsBetween = (region: BoundaryRegion, from: Party, to: Party): readonly Path[] => [
  { legs: [[from, to]] },
  ...(isPods(from) || isBalancer(region, to) ? [] : doorsTo(region, to).filter(door => door !== from).map((door): Path => ({ legs: [[from, door], [door, to]] }))),
];

const doorsTo = (region: BoundaryRegion, to: Party): readonly Party[] => balancersOf(region).filter(door => registrations(region, door).some(each => registers(each, to)));

const balancersOf = (region: BoundaryRegion): readonly Party[] => partiesOf(region).all.filter(party => isBalancer(region, party));

const isOpen = (region: BoundaryRegion, from: Party, to: Party, port: number | null): boolean => meets(portsBetween(region, from, to), port);

const meets = (ports: Ports, port: number | null): boolean => (port === null ? hasPorts(ports) : PROTOCOLS.some(protocol => hasPort(ports, protocol, port)));

/* ---- layers between ------------------------------------------------------------------------------------------------------------ */

const between = (region: BoundaryRegion, pairs: readonly (readonly [Party, Party])[], port: number | null): readonly Beyond[] => {
  const all = beyondIn(region);
  if (all.length === 0) return [];
  const served = servedBy(region, new Set(pairs.map(([, to]) => to)), port);
  const doors = balancersOf(region);
  return all.filter(each => pairs.some(([from, to]) => liesBetween(region, each, from, to, port)
    || (served.get(to) ?? []).some(stone => stone !== from && liesBetween(region, each, from, stone, null))
    || (isPods(from) ? [] : doors).some(door => liesBetween(region, each, from, door, null) || liesBetween(region, each, door, to, port))));
};

/** Who gets through to each already, and has the right to. */
const servedBy = (region: BoundaryRegion, to: ReadonlySet<Party>, port: number | null): ReadonlyMap<Party, readonly Party[]> => {
  const found = new Map<Party, Party[]>();
  for (const { from, to: callee, ports, edge } of conversationsOf(region)) {
    if (edge !== null && to.has(callee) && meets(ports, port)) found.set(callee, [...found.get(callee) ?? [], from]);
  }
  return found;
};

/** Ways that a layer beyond its declaration lies on, else all. */
const concerned = (region: BoundaryRegion, paths: readonly Path[], beyond: readonly Beyond[], port: number | null): readonly Path[] => {
  const found = paths.filter(({ legs }) => beyond.some(each => legs.some(([from, to]) => liesBetween(region, each, from, to, port))));
  return found.length > 0 ? found : paths;
};

/* ---- the way to tell ----------------------------------------------------------------------------------------------------------- */

/** More ways than this are weighed by what lies on them before they are told in full. */
const MOST = 24;

const furthest = (region: BoundaryRegion, paths: readonly Path[], port: number | null): readonly Leg[] => {
  const weighed = paths.length <= MOST ? paths : [...paths].map(path => ({ path, weight: weightOf(region, path) })).sort((a, b) => b.weight - a.weight).slice(0, MOST).map(({ path }) => path);
  const told = weighed.map(({ legs }) => legs.map(([from, to], i) => nearest(region, from, to, doorsOf(region, from, to, i === legs.length - 1 ? port : null))));
  return [...told].sort((a, b) => stopsIn(a) - stopsIn(b))[0] ?? [];
};

/** A caller that policies let out, a callee that lets somebody in, a common place: as much as is known at once. */
const weightOf = (region: BoundaryRegion, { legs }: Path): number => legs.reduce((sum, [from, to]) => sum + (isOpen(region, from, to, null) ? 2 : 0) + (from.places.some(place => to.places.includes(place)) ? 1 : 0), 0);

const nearest = (region: BoundaryRegion, from: Party, to: Party, doors: readonly Door[]): Leg =>
  doors.map(door => legOf(region, from, to, door)).sort((a, b) => stopsIn([a]) - stopsIn([b]))[0] ?? legOf(region, from, to, { protocol: 'TCP', port: 443 });

/** Ports to ask about: the one that was asked for, those that are open, else those that somebody may call. */
const doorsOf = (region: BoundaryRegion, from: Party, to: Party, port: number | null): readonly Door[] => {
  if (port !== null) return [{ protocol: 'TCP', port }, { protocol: 'UDP', port }];
  const open = portsBetween(region, from, to);
  const first = PROTOCOLS.flatMap(protocol => open[protocol].slice(0, 1).map(range => ({ protocol, port: range.first })));
  if (first.length > 0) return first.slice(0, 1);
  const known = region.topology.edges.filter(edge => partiesOf(region).of(edge.to).includes(to)).map(({ protocol, port: number }) => `${protocol} ${number}`);
  return [...new Set(known)].sort().map((text): Door => {
    const [protocol = 'TCP', number = '443'] = text.split(' ');
    return { protocol: protocol as Door['protocol'], port: Number(number) };
  });
};
