/** Protocol and ports as rules of AWS write them, which have a dozen ways to say "all". */
import type { Ports, Protocol } from '../ports.ts';
import { ALL_PORTS, NO_PORTS, portRange } from '../ports.ts';

const PROTOCOLS: Readonly<Record<string, Protocol>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP', tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' };

/** Ports of a rule, with words for people; protocols without ports (ICMP) open none of them. */
export const rulePorts = (protocol: string | null, from: number | null, to: number | null): { readonly ports: Ports; readonly says: string } => {
  const name = (protocol ?? '').toLowerCase();
  if (name === '-1' || name === 'all') return { ports: ALL_PORTS, says: 'every port' };
  const known = PROTOCOLS[name];
  if (known === undefined) return { ports: NO_PORTS, says: `protocol ${name}` };
  const first = Math.max(from === null || from < 0 ? 1 : from, 1);
  const last = Math.min(to === null || to < 0 ? 65_535 : to, 65_535);
  return { ports: last < first ? NO_PORTS : portRange(known, first, last), says: `${known} ${first === last ? first : `${first}-${last}`}` };
};
