/**
 * Layers that stand open beyond what was declared, and between whom. Where several layers must all let a conversation through, one that is open too
 * far is a mistake before anything gets through: the next mistake would be the last.
 */
import type { Party } from './parties.ts';
import { isPods } from './parties.ts';
import { networkPlanes } from './planes/network.ts';
import { subnetName } from './planes/places.ts';
import type { Computed } from './planes/plane.ts';
import { EVERYBODY } from './planes/plane.ts';
import { RUNS_ON } from './planes/security-groups.ts';
import type { BoundaryRegion, PlaneName } from './words.ts';
import { intersection } from '../reach/intervals.ts';
import { commonPorts, hasPort, hasPorts, portRange } from '../reach/ports.ts';
import type { Interval } from '../reach/vocabulary.ts';

export interface Beyond extends Computed {
  readonly plane: PlaneName;
}

const known = new WeakMap<BoundaryRegion, readonly Beyond[]>();

/** Everything that a plane of the network allows and nobody declared. */
export const beyondIn = (region: BoundaryRegion): readonly Beyond[] => {
  const found = known.get(region) ?? networkPlanes(region).flatMap(({ name, beyond }) => beyond.map(each => ({ ...each, plane: name })));
  known.set(region, found);
  return found;
};

/** Whether it lies between two parties: what lets the call out or in, leads its packets, or its replies. */
export const liesBetween = (region: BoundaryRegion, each: Beyond, from: Party, to: Party, port: number | null): boolean => {
  const asked = port === null || hasPort(each.ports, 'TCP', port) || hasPort(each.ports, 'UDP', port);
  switch (each.plane) {
    case 'network ACLs': return (asked && means(region, each, from, to)) || (answers(each) && means(region, each, to, from));
    case 'routes': return means(region, each, from, to) || (each.direction === 'out' && means(region, each, to, from));
    case 'security groups': return each.via === RUNS_ON ? [from.key, to.key].includes(each.own) : asked && means(region, each, from, to);
    default: return asked && means(region, each, from, to);
  }
};

/** Replies go to a port that the caller chose. */
const answers = ({ ports }: Beyond): boolean => hasPorts(commonPorts(ports, portRange('TCP', 1024, 65_535))) || hasPorts(commonPorts(ports, portRange('UDP', 1024, 65_535)));

const means = (region: BoundaryRegion, each: Beyond, from: Party, to: Party): boolean => {
  const [own, other] = each.direction === 'out' ? [from, to] : [to, from];
  return owns(region, each.own, own) && concerns(region, each, other);
};

const owns = ({ cloud, topology }: BoundaryRegion, name: string, { key, places }: Party): boolean => name === key || places.includes(name)
  || places.some(place => cloud?.places.get(place)?.interfaces.some(({ subnet }) => subnetName(topology, subnet) === name) === true);

const concerns = (region: BoundaryRegion, each: Beyond, party: Party): boolean => {
  const { peer, plane } = each;
  if (typeof peer !== 'string') return addressesOf(region, each, party).length > 0 && intersection(peer, addressesOf(region, each, party)).length > 0;
  if (peer === EVERYBODY) return plane !== 'routes' || isOutside(region, party);
  if (peer.startsWith('host ')) return isOutside(region, party) && !hasOtherName(party, peer.slice('host '.length));
  return peer === party.key || party.places.includes(peer);
};

/** A name may be claimed by whoever has an address and no name of his own. */
const hasOtherName = ({ peer }: Party, host: string): boolean => peer !== null && peer.hosts.length > 0 && !peer.hosts.some(own => own === host || (host.startsWith('.') && own.endsWith(host)));

const isOutside = ({ cloud }: BoundaryRegion, party: Party): boolean => !isPods(party) && party.places.every(place => cloud?.places.get(place)?.kind === 'outside');

/** Addresses of a party as a plane sees them: policies know pods by theirs only where pods have addresses of the network, and a default route leads nobody who is inside. */
const addressesOf = (region: BoundaryRegion, { plane, peer }: Beyond, party: Party): readonly Interval[] => {
  if (plane.endsWith('policies')) return isPods(party) && region.cluster.sets.at(party.blocks) === null ? [] : party.blocks;
  if (plane !== 'routes' || isOutside(region, party) || typeof peer === 'string') return party.blocks;
  const inside = region.cloud?.roads.network.vpcs.flatMap(({ blocks }) => blocks) ?? [];
  return peer.every(block => inside.some(({ first, last }) => first <= block.first && block.last <= last)) ? party.blocks : [];
};
