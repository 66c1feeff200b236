/** Exact sets of ports: per protocol, closed intervals in order, apart from each other. Nothing is sampled. */
import { difference, intersection, same, union } from './intervals.ts';
import type { Interval } from './vocabulary.ts';

/** In the order in which people read them. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Two sets with the same ports have the same intervals, so `samePorts` compares them one by one. */
export type Ports = Readonly<Record<Protocol, readonly Interval[]>>;

const LAST = 65_535;
const NONE: readonly Interval[] = [];
const EVERY: readonly Interval[] = [{ first: 1, last: LAST }];

export const NO_PORTS: Ports = { TCP: NONE, UDP: NONE, SCTP: NONE };
export const ALL_PORTS: Ports = { TCP: EVERY, UDP: EVERY, SCTP: EVERY };

/** A closed range of one protocol; whoever calls has looked that `1 ≤ first ≤ last ≤ 65535`. */
export const portRange = (protocol: Protocol, first: number, last: number): Ports => ({ ...NO_PORTS, [protocol]: [{ first, last }] });

export const plusPorts = (a: Ports, b: Ports): Ports => (a === NO_PORTS || b === ALL_PORTS ? b : b === NO_PORTS || a === ALL_PORTS || a === b ? a : each(a, b, union));
export const commonPorts = (a: Ports, b: Ports): Ports => (a === ALL_PORTS || b === NO_PORTS ? b : b === ALL_PORTS || a === NO_PORTS || a === b ? a : each(a, b, intersection));
export const minusPorts = (a: Ports, b: Ports): Ports => (b === NO_PORTS || a === NO_PORTS ? a : b === ALL_PORTS || a === b ? NO_PORTS : each(a, b, difference));

export const hasPorts = (ports: Ports): boolean => PROTOCOLS.some(protocol => ports[protocol].length > 0);
export const hasPort = (ports: Ports, protocol: Protocol, port: number): boolean => ports[protocol].some(({ first, last }) => first <= port && port <= last);
export const samePorts = (a: Ports, b: Ports): boolean => a === b || PROTOCOLS.every(protocol => same(a[protocol], b[protocol]));

/** `TCP 80,8080-8090,UDP 53`, or `All Connections`; empty for no ports. */
export const portsText = (ports: Ports): string => (samePorts(ports, ALL_PORTS) ? 'All Connections' : PROTOCOLS.filter(protocol => ports[protocol].length > 0)
  .map(protocol => `${protocol} ${ports[protocol].map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}`).join(','));

/** The same for programs: protocols that have ports, each with pairs of first and last. */
export const portsJson = (ports: Ports): Readonly<Partial<Record<Protocol, readonly (readonly [number, number])[]>>> =>
  Object.fromEntries(PROTOCOLS.filter(protocol => ports[protocol].length > 0).map(protocol => [protocol, ports[protocol].map(({ first, last }) => [first, last] as const)]));

const each = (a: Ports, b: Ports, work: (a: readonly Interval[], b: readonly Interval[]) => readonly Interval[]): Ports =>
  ({ TCP: work(a.TCP, b.TCP), UDP: work(a.UDP, b.UDP), SCTP: work(a.SCTP, b.SCTP) });
