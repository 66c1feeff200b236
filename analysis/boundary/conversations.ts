/**
 * Who can talk to whom through every layer at once: policies of the cluster, what target groups are filled with, and everything in the cloud. A
 * conversation is there only where all of them let it through; whatever one of them knows by address is asked at the same addresses.
 */
import type { Party } from './parties.ts';
import { isPods, partiesOf } from './parties.ts';
import type { BoundaryRegion, Registration } from './words.ts';
import { addressesOf } from '../reach/addresses.ts';
import type { Reading } from '../reach/cloud/check.ts';
import { cloudPairs, cloudPorts } from '../reach/cloud/index.ts';
import { overlap, pieces } from '../reach/intervals.ts';
import type { Side } from '../reach/kubernetes/cluster.ts';
import { inPorts, outPorts } from '../reach/kubernetes/connections.ts';
import type { PodGroup } from '../reach/kubernetes/workloads.ts';
import { ALL_PORTS, commonPorts, hasPort, hasPorts, minusPorts, NO_PORTS, plusPorts, portRange, PROTOCOLS } from '../reach/ports.ts';
import type { Ports } from '../reach/ports.ts';
import type { Interval } from '../reach/vocabulary.ts';
import type { Edge } from '../../model/index.ts';

/** On one port, or on a range of them that nobody declared. */
export interface Conversation {
  readonly from: Party;
  readonly to: Party;
  readonly ports: Ports;
  /** Null where no edge of the topology asks for it. */
  readonly edge: Edge | null;
}

/** Every conversation that somebody can have, in order of caller, callee and port. What a party tells itself, and nodes their own pods, is left out. */
export const conversationsOf = (region: BoundaryRegion): readonly Conversation[] => {
  const found = known.get(region) ?? made(region);
  known.set(region, found);
  return found;
};

const known = new WeakMap<BoundaryRegion, readonly Conversation[]>();

const made = (region: BoundaryRegion): readonly Conversation[] => {
  const { all } = partiesOf(region);
  const edges = edgesBetween(region);
  return all.flatMap(from => all.flatMap(to => {
    const ports = isOwn(from, to) ? NO_PORTS : portsBetween(region, from, to);
    return hasPorts(ports) ? parted(from, to, ports, edges.get(`${from.key} ${to.key}`) ?? []) : [];
  }));
};

/** Itself, or the node below: the kubelet always reaches its pods, and no layer sees it. */
export const isOwn = (from: Party, to: Party): boolean => from === to || isNodeOf(from, to);
const isNodeOf = (from: Party, to: Party): boolean => from.isNode && to.groups.length > 0 && from.places.some(place => to.places.includes(place));

/** Edges by caller and callee, where a peer of several parties counts for each. */
export const edgesBetween = (region: BoundaryRegion): ReadonlyMap<string, readonly Edge[]> => {
  const { of } = partiesOf(region);
  const edges = new Map<string, Edge[]>();
  for (const edge of region.topology.edges) {
    for (const from of of(edge.from)) {
      for (const to of of(edge.to)) {
        const key = `${from.key} ${to.key}`;
        edges.set(key, [...edges.get(key) ?? [], edge]);
      }
    }
  }
  return edges;
};

const parted = (from: Party, to: Party, ports: Ports, edges: readonly Edge[]): readonly Conversation[] => {
  const asked = edges.filter(edge => hasPort(ports, edge.protocol, edge.port));
  const rest = asked.reduce((left, { protocol, port }) => minusPorts(left, portRange(protocol, port, port)), ports);
  return [
    ...asked.map(edge => ({ from, to, ports: portRange(edge.protocol, edge.port, edge.port), edge })),
    ...PROTOCOLS.flatMap(protocol => rest[protocol].map(({ first, last }) => ({ from, to, ports: portRange(protocol, first, last), edge: null }))),
  ].sort((a, b) => firstPort(a.ports) - firstPort(b.ports));
};

const firstPort = (ports: Ports): number => PROTOCOLS.reduce((least, protocol) => Math.min(least, ports[protocol][0]?.first ?? least), 65_536);

/* ---- two parties --------------------------------------------------------------------------------------------------------------- */

/** `ever`: somebody gets through to somewhere; `always`: everybody from everywhere to everywhere. */
export const portsBetween = (region: BoundaryRegion, from: Party, to: Party, reading: Reading = 'ever'): Ports => {
  if (isNodeOf(from, to)) return ALL_PORTS;
  // cheap, and for most pairs enough
  const most = policyPorts(region, from, to, { fromBlocks: from.blocks, toBlocks: to.blocks }, 'ever');
  if (!hasPorts(most) || !isRegistered(region, from, to)) return NO_PORTS;
  const policies = (blocks: Blocks): Ports => (isPods(from) && isPods(to) && reading === 'ever' ? most : policyPorts(region, from, to, blocks, reading));
  return meetings(region, from, to, reading).reduce((sum, { ports, ...blocks }) => plusPorts(sum, commonPorts(ports, policies(blocks))), NO_PORTS);
};

interface Blocks {
  readonly fromBlocks: readonly Interval[];
  readonly toBlocks: readonly Interval[];
}

/** What the cloud lets through, for each pair of addresses that it tells apart. */
const meetings = (region: BoundaryRegion, from: Party, to: Party, reading: Reading): readonly (Blocks & { readonly ports: Ports })[] => {
  const everywhere = { fromBlocks: from.blocks, toBlocks: to.blocks };
  const { cloud } = region;
  if (from.isLocal) return [];
  if (to.isLocal) return from.isNode || from.groups.length > 0 ? [{ ...everywhere, ports: ALL_PORTS }] : [];
  if (cloud === null) return from.groups.length + to.groups.length > 0 ? [{ ...everywhere, ports: ALL_PORTS }] : [];
  const pairs = from.places.flatMap(a => to.places.map(b => [a, b] as const));
  if (reading === 'always') return pairs.length === 0 ? [] : [{ ...everywhere, ports: pairs.map(([a, b]) => cloudPorts(cloud, a, b, 'always')).reduce(commonPorts) }];
  // addresses of pods are nothing to policies
  if (from.groups.length > 0 && to.groups.length > 0) return [{ ...everywhere, ports: pairs.map(([a, b]) => cloudPorts(cloud, a, b)).reduce(plusPorts, NO_PORTS) }];
  return pairs.flatMap(([a, b]) => (hasPorts(cloudPorts(cloud, a, b)) ? cloudPairs(cloud, a, b, 'ever') : [])).filter(({ ports }) => hasPorts(ports))
    .map(pair => ({ fromBlocks: pair.from.blocks, toBlocks: pair.to.blocks, ports: pair.ports }));
};

/* ---- policies ------------------------------------------------------------------------------------------------------------------ */

const policyPorts = ({ cluster: { sides } }: BoundaryRegion, from: Party, to: Party, { fromBlocks, toBlocks }: Blocks, reading: Reading): Ports => {
  const pairs = ones(from).flatMap(caller => ones(to).map(callee => {
    const egress = caller === null ? null : sides.egress[caller.id] ?? null;
    const ingress = callee === null ? null : sides.ingress[callee.id] ?? null;
    const out = callee === null ? outsidePorts(egress, toBlocks, reading) : outPorts(egress, callee);
    return commonPorts(out, caller === null ? outsidePorts(ingress, fromBlocks, reading) : inPorts(ingress, caller));
  }));
  return pairs.length === 0 ? NO_PORTS : pairs.reduce(reading === 'ever' ? plusPorts : commonPorts);
};

/** Pods that policies tell apart; null for who has addresses. */
const ones = (party: Party): readonly (PodGroup | null)[] => (isPods(party) ? party.groups : [null]);

/** Ports towards or from addresses, as far as policies decide. */
const outsidePorts = (side: Side, blocks: readonly Interval[], reading: Reading): Ports => {
  if (side === null) return ALL_PORTS;
  const at = (block: Interval): Ports => side.outside.reduce((sum, { addresses, ports }) => (overlap(addresses, [block]) ? plusPorts(sum, ports.open) : sum), NO_PORTS);
  const cut = reading === 'ever' ? blocks : blocks.flatMap(block => pieces(block, side.outside.flatMap(({ addresses }) => addresses)));
  return cut.length === 0 ? NO_PORTS : cut.map(at).reduce(reading === 'ever' ? plusPorts : commonPorts);
};

/* ---- target groups ------------------------------------------------------------------------------------------------------------- */

/** A load balancer sends to those that its target groups are filled with, and to nobody else; who is no load balancer is not asked. */
const isRegistered = (region: BoundaryRegion, from: Party, to: Party): boolean => !isBalancer(region, from) || registrations(region, from).some(each => registers(each, to));

export const isBalancer = ({ cloud }: BoundaryRegion, { places }: Party): boolean => places.some(place => cloud?.places.get(place)?.kind === 'load-balancer');

export const registrations = (region: BoundaryRegion, { places }: Pick<Party, 'places'>): readonly Registration[] => {
  const names = new Set(places.flatMap(place => region.cloud?.places.get(place)?.targetGroups ?? []).map(({ name }) => name));
  return region.registrations.filter(({ targetGroup }) => targetGroup === null || names.has(targetGroup));
};

export const registers = ({ to: target }: Registration, { groups, blocks }: Party): boolean => ('pods' in target
  ? groups.some(({ id }) => target.pods.has(id))
  : groups.length === 0 && overlap([addressesOf(target.address)].filter(block => block !== null), blocks));
