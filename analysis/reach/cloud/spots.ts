/**
 * Addresses that no rule of the region tells apart are one spot: an answer for one of them holds for all, so nothing is
 * sampled. Blocks are cut wherever a rule, route or place begins or ends, and pieces under the same rules are put together.
 */
import type { Spot } from './check.ts';
import type { Firewall } from './firewall.ts';
import { firewallBlocks } from './firewall.ts';
import type { Group } from './groups.ts';
import { isGroup } from './groups.ts';
import type { Network } from './network.ts';
import { holds, pieces } from '../intervals.ts';
import type { CloudPlace } from './places.ts';
import type { Interval } from '../vocabulary.ts';

/** Every block that a rule, a route or a place of the region names, once. */
export const namedBlocks = (network: Network, firewalls: Iterable<Firewall>, places: readonly CloudPlace[], reserved: readonly Interval[]): readonly Interval[] => {
  const subnets = [...network.subnets.values()];
  const groups = new Set<Group>(places.flatMap(({ interfaces }) => interfaces.flatMap(each => each.groups ?? [])));
  const acls = new Set(subnets.map(({ acl }) => acl));
  const tables = new Set([...subnets.map(({ table }) => table), ...network.edgeTables.values()]);
  const blocks = [
    ...reserved,
    ...network.vpcs.flatMap(vpc => vpc.blocks),
    ...subnets.map(({ block }) => block),
    ...[...tables].flatMap(table => table.routes.map(route => route.block)),
    ...[...acls].flatMap(acl => [...acl.ingress, ...acl.egress].map(rule => rule.block)),
    ...[...firewalls].flatMap(firewallBlocks),
    ...[...groups].flatMap(group => [...group.ingress, ...group.egress].flatMap(({ peer }) => (isGroup(peer) ? [] : [peer]))),
    ...places.flatMap(place => [...place.blocks, ...(place.publicEndpoint?.blocks ?? [])]),
  ];
  return [...new Map(blocks.map(block => [`${block.first}-${block.last}`, block])).values()];
};

export const spotsOf = (place: CloudPlace, named: readonly Interval[]): readonly Spot[] => {
  const seen = new Set<string>();
  const inside = place.interfaces.flatMap(at => {
    const key =
      [at.subnet.resource, ...(at.groups ?? []).map(group => group.resource)].map(({ file, path: address }) => `${file} ${address}`).join() + String(at.public);
    if (seen.has(key)) return [];
    seen.add(key);
    return alike([at.subnet.block], named).map(blocks => ({ place, at, blocks, address: blocks[0]?.first ?? 0 }));
  });
  return [...inside, ...alike(place.blocks, named).map(blocks => ({ place, at: null, blocks, address: blocks[0]?.first ?? 0 }))];
};

/** Pieces of blocks, those under the same named blocks together. */
const alike = (blocks: readonly Interval[], named: readonly Interval[]): readonly (readonly Interval[])[] => {
  const byRules = new Map<string, Interval[]>();
  for (const piece of blocks.flatMap(block => pieces(block, named))) {
    const key = named.flatMap((block, i) => (holds(block, piece.first) ? [i] : [])).join();
    byRules.set(key, [...(byRules.get(key) ?? []), piece]);
  }
  return [...byRules.values()];
};
