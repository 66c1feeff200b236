import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressesText, ALL_ADDRESSES, cidrAddresses, cidrsOf, withoutBlocks } from '../../../analysis/reach/addresses.ts';
import { pieces } from '../../../analysis/reach/intervals.ts';
import type { Ports, Protocol } from '../../../analysis/reach/ports.ts';
import { ALL_PORTS, commonPorts, hasPort, hasPorts, minusPorts, NO_PORTS, plusPorts, portRange, portsJson, portsText, PROTOCOLS, samePorts } from '../../../analysis/reach/ports.ts';
import type { Hop, Peer, Witness } from '../../../analysis/reach/vocabulary.ts';

const range = fc.tuple(fc.constantFrom(...PROTOCOLS), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 })).map(([protocol, first, more]) => portRange(protocol, first, first + more));
const ports = fc.oneof({ weight: 9, arbitrary: fc.array(range, { maxLength: 6 }).map(ranges => ranges.reduce(plusPorts, NO_PORTS)) }, { weight: 1, arbitrary: fc.constant(ALL_PORTS) });
const everyPort = PROTOCOLS.flatMap(protocol => [...Array.from({ length: 40 }, (_, i) => i + 1), 65_535].map(port => [protocol, port] as const));

const rule = (work: (a: Ports, b: Ports) => Ports, wanted: (a: boolean, b: boolean) => boolean) => fc.assert(fc.property(ports, ports, (a, b) => {
  const result = work(a, b);
  const wrong = everyPort.filter(([protocol, port]) => hasPort(result, protocol, port) !== wanted(hasPort(a, protocol, port), hasPort(b, protocol, port)));
  expect(wrong).toEqual([]);
  for (const protocol of PROTOCOLS) result[protocol].forEach(({ first }, i) => { expect(first).toBeGreaterThan((result[protocol][i - 1]?.last ?? -1) + 1); });
}));

it('ports of two sets are those of one or the other, and never two intervals that touch', () => rule(plusPorts, (a, b) => a || b));
it('common ports are those of both', () => rule(commonPorts, (a, b) => a && b));
it('ports without others are those of the first alone', () => rule(minusPorts, (a, b) => a && !b));

it('sets with the same ports are the same, however they were put together', () => {
  fc.assert(fc.property(ports, ports, (a, b) => {
    expect(samePorts(plusPorts(a, b), plusPorts(b, a))).toBe(true);
    expect(samePorts(a, plusPorts(minusPorts(a, b), commonPorts(a, b)))).toBe(true);
    expect(hasPorts(minusPorts(a, b))).toBe(!samePorts(a, commonPorts(a, b)));
  }));
});

it('ports print in order and merged, all of them as one word', () => {
  const some = [portRange('UDP', 53, 53), portRange('TCP', 8080, 8085), portRange('TCP', 8086, 8090), portRange('TCP', 80, 80)].reduce(plusPorts, NO_PORTS);
  expect(portsText(some)).toBe('TCP 80,8080-8090,UDP 53');
  expect(portsJson(some)).toEqual({ TCP: [[80, 80], [8080, 8090]], UDP: [[53, 53]] });
  expect(portsText(PROTOCOLS.map((protocol: Protocol) => portRange(protocol, 1, 65_535)).reduce(plusPorts, NO_PORTS))).toBe('All Connections');
  expect(portsJson(ALL_PORTS)).toEqual({ TCP: [[1, 65_535]], UDP: [[1, 65_535]], SCTP: [[1, 65_535]] });
});

it.each([
  ['0.0.0.0/0', '0.0.0.0-255.255.255.255'], ['10.1.2.3/32', '10.1.2.3-10.1.2.3'], ['10.1.2.3/8', '10.0.0.0-10.255.255.255'], ['255.255.255.254/31', '255.255.255.254-255.255.255.255'],
])('%s is %s', (cidr, text) => expect(addressesText(cidrAddresses(cidr) ?? { first: 1, last: 0 })).toBe(text));

it('an interval is the fewest blocks', () => {
  expect(cidrsOf(ALL_ADDRESSES)).toEqual(['0.0.0.0/0']);
  expect(cidrsOf({ first: 0, last: 10 * 2 ** 24 + 2 ** 20 - 1 })).toEqual(['0.0.0.0/5', '8.0.0.0/7', '10.0.0.0/12']);
  expect(cidrsOf({ first: 2 ** 32 - 3, last: 2 ** 32 - 1 })).toEqual(['255.255.255.253/32', '255.255.255.254/31']);
});

it.each(['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '10.0.0/8', '010.0.0.0/8', 'fd00::/8', ''])('%s is no block of IPv4', cidr => expect(cidrAddresses(cidr)).toBeNull());

it('a block loses what is excepted, and the outside is cut where blocks begin and end', () => {
  const blocks = ['10.0.0.0/30', '10.0.0.4/31'].map(cidr => cidrAddresses(cidr) ?? ALL_ADDRESSES);
  expect(withoutBlocks(cidrAddresses('10.0.0.0/29') ?? ALL_ADDRESSES, blocks).map(addressesText)).toEqual(['10.0.0.6-10.0.0.7']);
  expect(pieces(ALL_ADDRESSES, blocks).map(addressesText)).toEqual(['0.0.0.0-9.255.255.255', '10.0.0.0-10.0.0.3', '10.0.0.4-10.0.0.5', '10.0.0.6-255.255.255.255']);
});

it('a witness is a path of hops between two peers', () => {
  const peer: Peer = 'a/b[Pod]';
  const hop: Hop = { layer: 'egress policy', file: 'a.yaml', path: 'NetworkPolicy a/b spec.egress[0]', says: 'allows TCP 80', allows: true };
  const witness: Witness = { from: peer, to: peer, ports: NO_PORTS, hops: [hop] };
  expect(witness.hops[0]?.layer).toBe('egress policy');
});
