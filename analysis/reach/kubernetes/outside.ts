/** Connections with addresses outside: cut where blocks begin and end, neighbours with the same ports as one. */
import type { Side } from './cluster.ts';
import type { Workload } from './workloads.ts';
import { ALL_ADDRESSES } from '../addresses.ts';
import { pieces } from '../intervals.ts';
import type { Ports } from '../ports.ts';
import { ALL_PORTS, hasPorts, NO_PORTS, plusPorts, samePorts } from '../ports.ts';
import type { Interval } from '../vocabulary.ts';

export interface OutsideRange {
  readonly addresses: Interval;
  readonly ports: Ports;
}

interface Opening {
  readonly addresses: readonly Interval[];
  readonly ports: Ports;
}

const EVERYTHING: readonly Opening[] = [{ addresses: [ALL_ADDRESSES], ports: ALL_PORTS }];

/** Ranges that may call a workload (its ingress sides) or that it may call (its egress sides; names of ports mean nothing outside). */
export const outsideOf = ({ groups }: Workload, sides: readonly Side[]): readonly OutsideRange[] => {
  const openings = groups.flatMap(({ id }): readonly Opening[] => {
    const side = sides[id] ?? null;
    return side === null ? EVERYTHING : side.outside.map(({ addresses, ports }) => ({ addresses, ports: ports.open }));
  });
  const merged: { addresses: Interval; ports: Ports }[] = [];
  for (const addresses of pieces(ALL_ADDRESSES, openings.flatMap(opening => opening.addresses))) {
    const ports = openings.reduce((sum, opening) => (opening.addresses.some(({ first, last }) => first <= addresses.first && addresses.last <= last) ? plusPorts(sum, opening.ports) : sum), NO_PORTS);
    const before = merged.at(-1);
    if (before !== undefined && samePorts(before.ports, ports)) before.addresses = { first: before.addresses.first, last: addresses.last };
    else merged.push({ addresses, ports });
  }
  return merged.filter(({ ports }) => hasPorts(ports));
};
