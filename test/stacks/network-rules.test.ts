import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, cover, overlaps } from '../../stacks/network/addresses.ts';
import type { Rule } from '../../stacks/network/rules.ts';
import { fitBlocks, fitPorts, merged } from '../../stacks/network/rules.ts';

const INSIDE = '10.0.0.0/8';
const rule = (peer: string, fromPort: number, toPort = fromPort): Rule => ({ protocol: 'tcp', peer, fromPort, toPort, why: 'x' });
const allows = (rules: readonly Rule[], peer: string, port: number): boolean => rules.some(r => r.fromPort <= port && port <= r.toPort && (r.peer === peer || contains(r.peer, peer)));
const outside = fc.tuple(fc.integer({ min: 11, max: 223 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })).map(([a, b, c]) => `${a}.${b}.${c}.0/24`);
const rules = fc.array(fc.tuple(outside, fc.integer({ min: 1, max: 65_535 })).map(([peer, port]) => rule(peer, port)), { minLength: 1, maxLength: 60 });

describe('blocks of addresses', () => {
  it('cover what they were made from, and no smaller block does', () => {
    fc.assert(fc.property(outside, outside, (a, b) => {
      const block = cover(a, b);
      expect(contains(block, a) && contains(block, b)).toBe(true);
      expect(overlaps(block, a)).toBe(true);
      if (a !== b) {
        const [address = '', bits = '0'] = block.split('/');
        const half = `${address}/${Number(bits) + 1}`;
        expect(contains(half, a) && contains(half, b)).toBe(false);
      }
    }));
  });
});

describe('rules in few', () => {
  it('allow exactly what they allowed, where nothing must be given up', () => {
    fc.assert(fc.property(rules, fc.integer({ min: 1, max: 65_535 }), (all, port) => {
      for (const peer of new Set(all.map(r => r.peer))) expect(allows(merged(all), peer, port)).toBe(allows(all.filter(r => r.peer === peer), peer, port));
    }));
  });

  it('become one where their ports touch', () => {
    expect(merged([rule('a', 443), rule('a', 444, 500), rule('b', 443)]).map(({ peer, fromPort, toPort }) => [peer, fromPort, toPort])).toEqual([['a', 443, 500], ['b', 443, 443]]);
  });

  it('of a security group fit the quota and still allow every conversation, giving up the closest ports first', () => {
    const all = [rule('a', 10), rule('a', 12), rule('a', 100), rule('b', 5)];
    expect(fitPorts(all, 3).map(({ peer, fromPort, toPort }) => [peer, fromPort, toPort])).toEqual([['a', 10, 12], ['a', 100, 100], ['b', 5, 5]]);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 200 }), ports => {
      const few = fitPorts(ports.map(port => rule('a', port)), 60);
      expect(few.length).toBeLessThanOrEqual(60);
      for (const port of ports) expect(allows(few, 'a', port)).toBe(true);
    }));
  });

  it('of a security group say so where even whole ranges do not fit', () => {
    expect(() => fitPorts([rule('a', 1), rule('b', 1), rule('c', 1)], 2)).toThrow('3 rules for 3 peers, and AWS allows 2');
  });

  it('of an access list fit the quota, and never grow over the network itself', () => {
    fc.assert(fc.property(rules, all => {
      const withSamePorts = all.map(r => ({ ...r, fromPort: 443, toPort: 443 }));
      let few: readonly Rule[];
      try { few = fitBlocks(withSamePorts, 8, INSIDE); } catch { return; }
      expect(few.length).toBeLessThanOrEqual(8);
      for (const { peer } of all) expect(allows(few, peer, 443)).toBe(true);
      expect(few.some(({ peer }) => overlaps(peer, INSIDE))).toBe(false);
    }));
  });
});
