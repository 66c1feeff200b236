/**
 * What all layers let through together against what was declared. A layer that sees less than a whole conversation cannot be held to one: what it may
 * allow is declared at its own grain, and the product of those is what all of them may allow. So nodes have the network of their pods, endpoints in the
 * same subnets are one to a policy that knows addresses, and pods that nobody isolates have what their pool has; each follows, none is listed.
 */
import type { Conversation } from './conversations.ts';
import { conversationsOf, edgesBetween, isOwn, portsBetween } from './conversations.ts';
import type { Party } from './parties.ts';
import { isPods, partiesOf } from './parties.ts';
import { portOf } from './planes/policies.ts';
import { declaredBlocks, declaredPlaces } from './planes/places.ts';
import type { BoundaryRegion } from './words.ts';
import { overlap } from '../reach/intervals.ts';
import { push } from '../reach/multimap.ts';
import { ALL_PORTS, commonPorts, hasPort, hasPorts, minusPorts, NO_PORTS, plusPorts } from '../reach/ports.ts';
import type { Ports } from '../reach/ports.ts';
import type { Interval } from '../reach/vocabulary.ts';
import type { Edge } from '../../model/index.ts';

export interface ProductDifference {
  readonly examined: number;
  /** What somebody can say though no layer's declaration has it. */
  readonly undeclared: readonly Conversation[];
  /** Edges on which not everybody gets through from everywhere. */
  readonly missing: readonly Conversation[];
}

export const productDifference = (region: BoundaryRegion): ProductDifference => {
  const { all } = partiesOf(region);
  const byKey = new Map(all.map(party => [party.key, party]));
  const conversations = conversationsOf(region);
  const declared = declarationsOf(region);
  const edges = [...edgesBetween(region)].flatMap(([pair, own]) => {
    const [from, to] = pair.split(' ').map(key => byKey.get(key));
    return from === undefined || to === undefined || isOwn(from, to) ? [] : own.map((edge): Conversation => ({ from, to, ports: portOf(edge), edge }));
  });
  return {
    examined: conversations.length + edges.length,
    undeclared: conversations.flatMap(conversation => {
      const ports = conversation.edge === null ? minusPorts(conversation.ports, declared(conversation.from, conversation.to)) : NO_PORTS;
      return hasPorts(ports) ? [{ ...conversation, ports }] : [];
    }),
    missing: edges.filter(({ from, to, edge }) => edge !== null && !hasPort(portsBetween(region, from, to, 'always'), edge.protocol, edge.port)),
  };
};

/** Ports that every layer may allow between two parties, as far as each can tell them from others. */
const declarationsOf = (region: BoundaryRegion): ((from: Party, to: Party) => Ports) => {
  const { of } = partiesOf(region);
  const calls = new Map<string, Edge[]>();
  const callers = new Map<string, Edge[]>();
  const places = new Map<string, Ports>();
  const outside: Meeting[] = [];
  for (const edge of region.topology.edges) {
    for (const { key } of of(edge.from)) push(calls, key, edge);
    for (const { key } of of(edge.to)) push(callers, key, edge);
    for (const from of declaredPlaces(region.topology, edge.from)) {
      for (const to of declaredPlaces(region.topology, edge.to)) {
        if (from.tier === null || to.tier === null) outside.push({ from: from.tier === null ? from.blocks : from.name, to: to.tier === null ? to.blocks : to.name, ports: portOf(edge) });
        else places.set(`${from.name} ${to.name}`, plusPorts(places.get(`${from.name} ${to.name}`) ?? NO_PORTS, portOf(edge)));
      }
    }
  }
  const side = (own: Party, edges: readonly Edge[], other: Party, end: 'from' | 'to'): Ports => {
    if (!isPods(own)) return ALL_PORTS;
    return edges.filter(edge => means(region, edge[end], other)).map(portOf).reduce(plusPorts, NO_PORTS);
  };
  const cloud = (from: Party, to: Party): Ports => {
    if (region.cloud === null || to.isLocal) return ALL_PORTS;
    const inside = from.places.flatMap(a => to.places.map(b => places.get(`${a} ${b}`) ?? NO_PORTS)).reduce(plusPorts, NO_PORTS);
    return outside.filter(meeting => at(meeting.from, from) && at(meeting.to, to)).reduce((sum, { ports }) => plusPorts(sum, ports), inside);
  };
  return (from, to) => commonPorts(cloud(from, to), commonPorts(side(from, calls.get(from.key) ?? [], to, 'to'), side(to, callers.get(to.key) ?? [], from, 'from')));
};

interface Meeting {
  readonly from: string | readonly Interval[];
  readonly to: string | readonly Interval[];
  readonly ports: Ports;
}

const at = (where: Meeting['from'], { places, blocks }: Party): boolean => (typeof where === 'string' ? places.includes(where) : overlap(where, blocks));

/** Whether a policy for a peer also means a party: pods by themselves, anybody else by his addresses. */
const means = (region: BoundaryRegion, key: string, party: Party): boolean => {
  const peer = region.topology.peers[key];
  if (peer === undefined) return false;
  if (peer.pods !== null) return partiesOf(region).of(key).includes(party);
  return !isPods(party) && overlap(declaredBlocks(region.topology, key), party.blocks);
};
