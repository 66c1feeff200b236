/**
 * One address calls another: every layer between them, each with the ports that it lets through.
 *
 * A conversation needs the call and its replies: a stateless access list must let the reply through to the caller's
 * ephemeral port, a route must lead back, and a firewall must see both halves.
 */
import type { Acl, Direction } from './acl.ts';
import { aclPorts, aclRule } from './acl.ts';
import type { Check, Reading, Spot } from './check.ts';
import { fixed } from './check.ts';
import { firewallPorts, firewallRule } from './firewall.ts';
import type { Group, GroupRule } from './groups.ts';
import { isGroup } from './groups.ts';
import type { Interface } from './places.ts';
import { addressText } from '../addresses.ts';
import { holds } from '../intervals.ts';
import type { Ports, Protocol } from '../ports.ts';
import { ALL_PORTS, commonPorts, hasPort, hasPorts, minusPorts, NO_PORTS, plusPorts, portRange, PROTOCOLS, samePorts } from '../ports.ts';
import type { Cited, Leg, Roads, Way } from './trace.ts';
import { waysBetween } from './ways.ts';

/** Ports that callers take for themselves, which replies go to. */
const EPHEMERAL: Readonly<Record<Protocol, Ports>> = {
  TCP: portRange('TCP', 1024, 65_535),
  UDP: portRange('UDP', 1024, 65_535),
  SCTP: portRange('SCTP', 1024, 65_535),
};

/* ---- security groups --------------------------------------------------------------------------------------------------------- */

/** Groups of both sides; none where nothing filters. */
export const groupChecks = (from: Spot, to: Spot): readonly Check[] => [
  ...(from.at === null || from.at.groups === null ? [] : [groupCheck('egress', from.at, from.at.groups, to)]),
  ...(to.at === null || to.at.groups === null ? [] : [groupCheck('ingress', to.at, to.at.groups, from)]),
];

const groupCheck = (direction: Direction, own: Interface, groups: readonly Group[], peer: Spot): Check => {
  const rules = groups.flatMap(group => group[direction]).filter(rule => concerns(rule, peer));
  const nobody: Cited = {
    resource: groups[0]?.resource ?? own.resource,
    says: `${groups.map(({ name }) => name).join(', ') || 'no group'}: no ${direction} rule for it`,
  };
  return {
    layer: 'security group',
    ports: rules.map(({ ports }) => ports).reduce(plusPorts, NO_PORTS),
    cite: (protocol, port) => rules.find(({ ports }) => hasPort(ports, protocol, port)) ?? nobody,
  };
};

const concerns = ({ peer }: GroupRule, { at, address }: Spot): boolean => (isGroup(peer) ? (at?.groups ?? []).includes(peer) : holds(peer, address));

/* ---- routes, access lists, firewalls ------------------------------------------------------------------------------------------ */

/** What the network does with packets between two addresses, whoever they belong to. */
export const networkChecks = (roads: Roads, from: Spot, to: Spot, reading: Reading): readonly Check[] => {
  const ways = waysBetween(roads, from, to);
  if (ways === null) return [];
  const { there, back, checks } = ways;
  return [...checks, ...callChecks(there.legs), ...firewallChecks(there, back, to, reading), ...replyChecks(back.legs, reading)];
};

const listsOn = (legs: readonly Leg[]): readonly { readonly acl: Acl; readonly direction: Direction; readonly address: number; readonly leg: Leg }[] =>
  legs
    .filter(({ from, to }) => from !== to)
    .flatMap(leg => [
      ...(leg.from === null ? [] : [{ acl: leg.from.acl, direction: 'egress' as const, address: leg.destination, leg }]),
      ...(leg.to === null ? [] : [{ acl: leg.to.acl, direction: 'ingress' as const, address: leg.source, leg }]),
    ]);

const callChecks = (legs: readonly Leg[]): readonly Check[] =>
  listsOn(legs)
    .filter(({ acl }) => acl.resource !== null)
    .map(
      ({ acl, direction, address, leg }): Check => ({
        layer: 'network ACL',
        ports: aclPorts(acl, direction, address),
        cite: (protocol, port) => aclRule(acl, direction, address, protocol, port) ?? unmatched(acl, direction, address, leg),
      }),
    );

const unmatched = (acl: Acl, direction: Direction, address: number, { from, to }: Leg): Cited => ({
  resource: acl.resource ?? ((from ?? to)?.resource as Cited['resource']),
  says: `no ${direction} rule for ${addressText(address)}`,
});

/** Replies reach the caller on a port that it chose: one that all lists let through, or any whatever. */
const replyChecks = (legs: readonly Leg[], reading: Reading): readonly Check[] => {
  const lists = listsOn(legs).filter(({ acl }) => acl.resource !== null);
  const open = lists.map(({ acl, direction, address }) => aclPorts(acl, direction, address));
  const common = open.reduce(commonPorts, ALL_PORTS);
  const suffices = (ports: Ports, protocol: Protocol): boolean => {
    const range = commonPorts(ports, EPHEMERAL[protocol]);
    return reading === 'ever' ? hasPorts(range) : samePorts(range, EPHEMERAL[protocol]);
  };
  const whole = (ports: Ports): Ports =>
    PROTOCOLS.filter(protocol => suffices(ports, protocol))
      .map(protocol => portRange(protocol, 1, 65_535))
      .reduce(plusPorts, NO_PORTS);
  const own = open.map(whole);
  // Each list lets some port through and all of them none: then the last one is where the reply ends.
  const together = minusPorts(own.reduce(commonPorts, ALL_PORTS), whole(common));
  return lists.map(({ acl, direction, address, leg }, i): Check => {
    const ports = i === lists.length - 1 ? minusPorts(own[i] ?? NO_PORTS, together) : (own[i] ?? NO_PORTS);
    return {
      layer: 'network ACL',
      ports,
      cite: protocol => {
        const rule = acl[direction].find(each => holds(each.block, address) && each.allow && hasPorts(commonPorts(each.ports, EPHEMERAL[protocol])));
        const found = rule ?? unmatched(acl, direction, address, leg);
        const lacks = rule === undefined || hasPorts(commonPorts(ports, EPHEMERAL[protocol])) ? '' : ', which is not every port that a caller may have';
        return { resource: found.resource, says: `replies: ${found.says}${lacks}` };
      },
    };
  });
};

const firewallChecks = (there: Way, back: Way, to: Spot, reading: Reading): readonly Check[] => {
  const seen = (way: Way): string => [...new Set(way.firewalls.map(({ subnet }) => subnet.resource.path))].sort().join();
  const first = there.firewalls[0] ?? back.firewalls[0];
  if (first === undefined) return [];
  const whole = seen(there) === seen(back);
  const hosts = reading === 'always' && to.place.hosts.length === 0 ? ['(unknown)'] : to.place.hosts;
  return [
    ...(whole ? [] : [fixed('firewall', false, first.firewall.resource, 'sees one half of the conversation, and drops it')]),
    ...there.firewalls.map(
      ({ firewall, source }): Check => ({
        layer: 'firewall',
        ports: firewallPorts(firewall, source, to.address, hosts),
        cite: (protocol, port) =>
          firewallRule(firewall, source, to.address, hosts, ports => hasPort(ports, protocol, port)) ?? {
            resource: firewall.otherwise.resource,
            says: `what no rule passes is ${firewall.otherwise.pass ? 'passed' : 'dropped'}`,
          },
      }),
    ),
  ];
};
