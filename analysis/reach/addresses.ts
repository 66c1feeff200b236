/** Exact sets of IPv4 addresses as closed intervals of numbers. */
import { difference } from './intervals.ts';
import type { Interval } from './vocabulary.ts';

export const ALL_ADDRESSES: Interval = { first: 0, last: 2 ** 32 - 1 };

const CIDR = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/(\d|[12]\d|3[0-2])$/;

/** Addresses of a block, whose host bits do not matter; null for what is no IPv4 block. */
export const cidrAddresses = (cidr: string): Interval | null => {
  const [, ...parts] = CIDR.exec(cidr) ?? [];
  const [a, b, c, d, bits] = parts.map(Number);
  if (a === undefined || b === undefined || c === undefined || d === undefined || bits === undefined || Math.max(a, b, c, d) > 255) return null;
  const size = 2 ** (32 - bits);
  const first = Math.floor((((a * 256 + b) * 256 + c) * 256 + d) / size) * size;
  return { first, last: first + size - 1 };
};

/** The same, or those of a single address. */
export const addressesOf = (cidr: string): Interval | null => cidrAddresses(cidr.includes('/') ? cidr : `${cidr}/32`);

/** A block without its exceptions. */
export const withoutBlocks = (block: Interval, except: readonly Interval[]): readonly Interval[] => difference([block], except);

/** The fewest blocks that make up an interval, in order. */
export const cidrsOf = ({ first, last }: Interval): readonly string[] => {
  const blocks: string[] = [];
  for (let at = first; at <= last;) {
    let bits = 32;
    while (bits > 0 && at % 2 ** (33 - bits) === 0 && at + 2 ** (33 - bits) - 1 <= last) bits -= 1;
    blocks.push(`${addressText(at)}/${bits}`);
    at += 2 ** (32 - bits);
  }
  return blocks;
};

/** `a.b.c.d-e.f.g.h`, also for one address: every peer outside prints alike. */
export const addressesText = ({ first, last }: Interval): string => `${addressText(first)}-${addressText(last)}`;

export const addressText = (address: number): string => [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
