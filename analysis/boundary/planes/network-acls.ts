/**
 * What access lists let out of subnets and into them. Lists know nothing of conversations, so each conversation has four rules: the call out and in, the
 * replies out and in; and they see tiers, not who stands in them. What leaves over the internet also crosses the lists of the firewall and of the NAT
 * gateways.
 */
import type { DeclaredPlace } from './places.ts';
import { declaredPlaces, isTunnelled, planOf, subnetName } from './places.ts';
import type { BoundaryRegion } from '../words.ts';
import type { Computed, Declared, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { portOf } from './policies.ts';
import { ALL_ADDRESSES } from '../../reach/addresses.ts';
import type { Acl, Direction } from '../../reach/cloud/acl.ts';
import { aclPorts } from '../../reach/cloud/acl.ts';
import type { Subnet } from '../../reach/cloud/network.ts';
import { holds, pieces } from '../../reach/intervals.ts';
import { ALL_PORTS, commonPorts, hasPorts, portRange } from '../../reach/ports.ts';
import type { Edge } from '../../../model/index.ts';

export const networkAcls = (region: BoundaryRegion): SetPlane => planeOf('network ACLs', 'subnet × addresses × port × side',
  [...region.cloud?.roads.network.subnets.values() ?? []].flatMap(subnet => computedAt(subnetName(region.topology, subnet), subnet)), region.cloud === null ? [] : declaredIn(region));

/* ---- computed ------------------------------------------------------------------------------------------------------------------ */

const computedAt = (own: string, { acl, resource }: Subnet): readonly Computed[] => (['in', 'out'] as const).flatMap((direction): readonly Computed[] => (acl.resource === null
  ? [{ own, direction, via: direction, peer: EVERYBODY, ports: ALL_PORTS, file: resource.file, path: resource.path, says: 'has no access list but the one of the VPC, which nobody manages' }]
  : openings(acl, direction === 'in' ? 'ingress' : 'egress').map(opening => ({ own, direction, via: direction, ...opening }))));

type Opening = Pick<Computed, 'peer' | 'ports' | 'file' | 'path' | 'says'>;

const known = new WeakMap<Acl, Partial<Record<Direction, readonly Opening[]>>>();

/** What the rules of a list allow together, the first that matches deciding; a piece for each rule that lets something through. */
const openings = (acl: Acl, direction: Direction): readonly Opening[] => {
  const found = known.get(acl)?.[direction] ?? pieces(ALL_ADDRESSES, acl[direction].map(({ block }) => block)).flatMap((piece): readonly Opening[] => {
    const open = aclPorts(acl, direction, piece.first);
    return hasPorts(open) ? acl[direction].filter(rule => rule.allow && holds(rule.block, piece.first)).map(rule =>
      ({ peer: [piece], ports: commonPorts(open, rule.ports), file: rule.resource.file, path: `${rule.resource.path} ${direction}`, says: rule.says })) : [];
  });
  known.set(acl, { ...known.get(acl), [direction]: found });
  return found;
};

/* ---- declared ------------------------------------------------------------------------------------------------------------------ */

/** Ports that callers take for themselves, which replies go to. */
const replies = ({ protocol }: Edge) => portRange(protocol, 1024, 65_535);

const declaredIn = ({ topology }: BoundaryRegion): readonly Declared[] => topology.edges.flatMap(edge => declaredPlaces(topology, edge.from).flatMap(from => declaredPlaces(topology, edge.to)
  .flatMap((to): readonly Declared[] => {
    const leave = (at: Names): readonly Declared[] => at.flatMap(({ name: own }) => [
      { own, direction: 'out' as const, via: 'out', peer: to.blocks, ports: portOf(edge), because: edge.because },
      { own, direction: 'in' as const, via: 'in', peer: to.blocks, ports: replies(edge), because: `replies: ${edge.because}` },
    ]);
    const arrive = (at: Names): readonly Declared[] => at.flatMap(({ name: own }) => [
      { own, direction: 'in' as const, via: 'in', peer: from.blocks, ports: portOf(edge), because: edge.because },
      { own, direction: 'out' as const, via: 'out', peer: from.blocks, ports: replies(edge), because: `replies: ${edge.because}` },
    ]);
    const transit = from.tier !== null && to.tier === null && !isTunnelled(topology, to) ? [...planOf(topology, 'firewall'), ...planOf(topology, 'public')] : [];
    return [...leave(from.subnets), ...arrive(to.subnets), ...arrive(transit), ...leave(transit)];
  })));

type Names = DeclaredPlace['subnets'];
