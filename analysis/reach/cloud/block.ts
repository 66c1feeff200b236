/** A CIDR block of IPv4 as an interval of numbers: what rules, routes and subnets name. */
import { cidrAddresses } from '../addresses.ts';
import type { Interval } from '../vocabulary.ts';

export type Block = Interval;

/** A block or a single address; null for anything else, IPv6 included. */
export const blockOf = (cidr: string): Block | null => cidrAddresses(cidr.includes('/') ? cidr : `${cidr}/32`);

export const holds = (block: Block, address: number): boolean => block.first <= address && address <= block.last;

export const sizeOf = ({ first, last }: Block): number => last - first + 1;

export const shownAddress = (address: number): string => [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
