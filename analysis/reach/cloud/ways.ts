/** The way of a call and the way of its replies, with what routes, gateways and public addresses say to both. */
import type { Check, Spot } from './check.ts';
import { fixed } from './check.ts';
import type { Interface } from './places.ts';
import type { Roads, Way } from './trace.ts';
import { straight, wayFrom, wayInto } from './trace.ts';
import { addressText } from '../addresses.ts';
import { holds } from '../intervals.ts';
import type { Interval } from '../vocabulary.ts';

/** Both ways, and what stands in them besides access lists and firewalls. */
export interface Ways {
  readonly there: Way;
  readonly back: Way;
  readonly checks: readonly Check[];
}

export const waysBetween = (roads: Roads, from: Spot, to: Spot): Ways | null => {
  const [a, b] = [from.address, to.address];
  if (from.at !== null && to.at !== null) return inside(roads, from.at, a, to.at, b);
  if (from.at !== null) return to.place.resource === null ? outward(roads, from, from.at, to) : toGatewayEndpoint(from.at, a, to);
  if (to.at !== null) return from.place.resource === null ? inward(roads, from, to.at, to) : null;
  return null;
};

const inside = (roads: Roads, from: Interface, a: number, to: Interface, b: number): Ways => {
  const there = wayFrom(roads, from.subnet, a, b, to.subnet);
  const back = wayFrom(roads, to.subnet, b, a, from.subnet);
  return {
    there: orStraight(there, from, a, to, b),
    back: orStraight(back, to, b, from, a),
    checks: [routeCheck(there, from, '', there.end === 'arrived'), routeCheck(back, to, 'replies: ', back.end === 'arrived' && back.nat === null)],
  };
};

const outward = (roads: Roads, from: Spot, at: Interface, to: Spot): Ways => {
  const [a, b] = [from.address, to.address];
  const there = wayFrom(roads, at.subnet, a, b, null);
  const left = there.end === 'internet' || there.end === 'private-line';
  const entry = there.end === 'internet' ? 'internet' : 'private-line';
  const back =
    there.nat === null
      ? wayInto(roads, entry, at.subnet, b, a)
      : joined(wayInto(roads, entry, there.nat, b, there.nat.block.first), wayFrom(roads, there.nat, b, a, at.subnet));
  return {
    there: orStraight(there, at, a, null, b),
    back: orStraight(back, null, b, at, a),
    checks: [
      routeCheck(there, at, '', left),
      ...(left ? [routeCheck(back, at, 'replies: ', back.end === 'arrived')] : []),
      ...(there.end === 'internet' ? [carriesPublic(there, at, b), ...(there.nat === null ? [publicCheck(at)] : [])] : []),
    ],
  };
};

const inward = (roads: Roads, from: Spot, at: Interface, to: Spot): Ways => {
  const [a, b] = [from.address, to.address];
  const back = wayFrom(roads, at.subnet, b, a, null);
  const left = back.end === 'internet' || back.end === 'private-line';
  const there = wayInto(roads, back.end === 'private-line' ? 'private-line' : 'internet', at.subnet, a, b);
  const says = 'a NAT gateway lets out, never in';
  return {
    there,
    back: orStraight(back, at, b, null, a),
    checks: [
      routeCheck(back, at, 'replies: ', left),
      ...(back.nat === null ? [] : [fixed('route', false, back.nat.resource, says)]),
      ...(back.end === 'internet' ? [carriesPublic(back, at, a)] : []),
      ...(isPublicAddress(a) && back.end !== 'private-line' ? [publicCheck(at)] : []),
      ...(isPublicAddress(a) && back.end === 'private-line' && back.gateway !== null
        ? [fixed('route', false, back.gateway, 'nobody on the internet begins through a private line')]
        : []),
    ],
  };
};

/** A gateway endpoint is a route to addresses that AWS owns. */
const toGatewayEndpoint = (at: Interface, a: number, to: Spot): Ways => {
  const { table } = at.subnet;
  const resource = to.place.resource ?? at.resource;
  const routed = to.place.resource !== null && table.endpoints.has(to.place.resource);
  return {
    there: straight({ from: at.subnet, to: null, source: a, destination: to.address }),
    back: straight({ from: null, to: at.subnet, source: to.address, destination: a }),
    checks: [fixed('endpoint', routed, resource, routed ? `${table.resource?.id ?? ''} leads to it` : `no route of ${at.subnet.resource.id} leads to it`)],
  };
};

const joined = (first: Way, then: Way): Way => ({
  ...then,
  legs: [...first.legs, ...then.legs],
  firewalls: [...first.firewalls, ...then.firewalls],
  routes: [...first.routes, ...then.routes],
  end: first.end === 'arrived' ? then.end : first.end,
});

/** Where no route leads, the lists of both ends are asked all the same: all layers that stop a call are wanted. */
const orStraight = (way: Way, from: Interface | null, a: number, to: Interface | null, b: number): Way =>
  way.end === 'lost' ? straight({ from: from?.subnet ?? null, to: to?.subnet ?? null, source: a, destination: b }) : way;

const routeCheck = ({ routes }: Way, at: Interface, prefix: string, holding: boolean): Check => {
  const last = routes.at(-1);
  return fixed(
    'route',
    holding,
    last?.resource ?? at.subnet.resource,
    `${prefix}${routes.map(({ says }) => says).join(', then ') || `straight into ${at.subnet.cidr}`}`,
  );
};

const publicCheck = (at: Interface): Check => fixed('route', at.public, at.resource, at.public ? 'has a public address' : 'has no public address');

const carriesPublic = (way: Way, at: Interface, address: number): Check =>
  fixed(
    'route',
    isPublicAddress(address),
    way.gateway ?? at.resource,
    `an internet gateway carries ${isPublicAddress(address) ? '' : 'no '}packets of ${addressText(address)}`,
  );

/** Ranges that nobody on the internet has: private, shared, link-local, loopback, multicast, reserved. */
export const NOT_PUBLIC: readonly Interval[] = [
  [0, 8],
  [10, 8],
  [127, 8],
  [100 + 64 / 256, 10],
  [169 + 254 / 256, 16],
  [172 + 16 / 256, 12],
  [192 + 168 / 256, 16],
  [224, 3],
].map(([start = 0, bits = 0]) => ({ first: start * 2 ** 24, last: start * 2 ** 24 + 2 ** (32 - bits) - 1 }));

export const isPublicAddress = (address: number): boolean => !NOT_PUBLIC.some(block => holds(block, address));
