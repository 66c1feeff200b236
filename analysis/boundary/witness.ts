/** Why somebody gets through to somebody, or what stops him: every layer between two parties with its rule, in the order in which a packet meets them. */
import { isOwn, isBalancer, registers, registrations } from './conversations.ts';
import type { Party } from './parties.ts';
import type { BoundaryRegion } from './words.ts';
import { cloudWitness } from '../reach/cloud/index.ts';
import { intersection } from '../reach/intervals.ts';
import { explain } from '../reach/kubernetes/explain.ts';
import type { Party as PolicyParty } from '../reach/kubernetes/explain.ts';
import { hasPort } from '../reach/ports.ts';
import type { Protocol } from '../reach/ports.ts';
import type { Hop } from '../reach/vocabulary.ts';

/** A port with its protocol. */
export interface Door {
  readonly protocol: Protocol;
  readonly port: number;
}

/** One conversation of a path, with its layers. */
export interface Leg extends Door {
  readonly from: Party;
  readonly to: Party;
  readonly hops: readonly Hop[];
}

export const legOf = (region: BoundaryRegion, from: Party, to: Party, door: Door): Leg => ({ from, to, ...door, hops: hopsOf(region, from, to, door) });

export const stopsIn = (legs: readonly Leg[]): number => legs.reduce((sum, { hops }) => sum + hops.filter(({ allows }) => !allows).length, 0);

const hopsOf = (region: BoundaryRegion, from: Party, to: Party, door: Door): readonly Hop[] => {
  if (isOwn(from, to)) return [{ layer: 'ingress policy', file: '', path: '', says: 'a node always reaches its own pods: no layer sees it', allows: true }];
  const { egress, ingress } = policyHops(region, from, to, door);
  return [...egress, ...targetHops(region, from, to), ...cloudHops(region, from, to, door), ...ingress];
};

/* ---- policies ------------------------------------------------------------------------------------------------------------------ */

const policyHops = ({ cluster }: BoundaryRegion, from: Party, to: Party, { protocol, port }: Door): Readonly<Record<'egress' | 'ingress', readonly Hop[]>> => {
  const one = (own: Party, other: Party, direction: 'egress' | 'ingress'): PolicyParty => {
    const open = other.groups.flatMap(({ id }) => cluster.sides[direction][id]?.outside ?? []).filter(({ ports }) => hasPort(ports.open, protocol, port));
    return own.workload ?? (intersection(open.flatMap(({ addresses }) => addresses), own.blocks)[0] ?? own.blocks[0])?.first ?? 0;
  };
  if (from.groups.length + to.groups.length === 0) return { egress: [], ingress: [] };
  const { hops } = explain(cluster, one(from, to, 'ingress'), one(to, from, 'egress'), protocol, port);
  return { egress: hops.filter(({ layer }) => layer === 'egress policy'), ingress: hops.filter(({ layer }) => layer === 'ingress policy') };
};

/* ---- target groups ------------------------------------------------------------------------------------------------------------- */

const targetHops = (region: BoundaryRegion, from: Party, to: Party): readonly Hop[] => {
  if (!isBalancer(region, from)) return [];
  const own = registrations(region, from);
  const found = own.find(each => registers(each, to));
  if (found !== undefined) return [{ layer: 'target group', file: found.file, path: found.path, says: found.says, allows: true }];
  return [{ layer: 'target group', file: own[0]?.file ?? '', path: own[0]?.path ?? '', says: `registers somebody else: nothing sends to ${to.key}`, allows: false }];
};

/* ---- cloud --------------------------------------------------------------------------------------------------------------------- */

const cloudHops = ({ cloud }: BoundaryRegion, from: Party, to: Party, { protocol, port }: Door): readonly Hop[] => {
  if (cloud === null || to.isLocal) return [];
  const told = from.places.flatMap(a => to.places.flatMap(b => cloudWitness(cloud, a, b, protocol, port) ?? []));
  const stops = (hops: readonly Hop[]): number => hops.filter(({ allows }) => !allows).length;
  const nearest = [...told].sort((a, b) => stops(a.hops) - stops(b.hops))[0];
  if (nearest === undefined) return [{ layer: 'route', file: '', path: '', says: `nothing leads from ${from.key} to ${to.key}`, allows: false }];
  return nearest.hops;
};
