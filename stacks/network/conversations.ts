/**
 * The edges of the topology, seen as coarsely as a cloud network sees them: a pod is its node pool, an instance its store.
 *
 * Security groups, access lists, routes and the firewall all start from this one list, so they cannot disagree about who
 * talks to whom.
 */
import type { Edge, NodePoolName, Peer, SubnetTier, Topology } from '../../model/index.ts';
import { NODE_POOLS, SUBNET_TIERS } from '../../model/index.ts';
import { byCodePoint, snake } from '../stack.ts';

/** A place in the network of the region, or outside it. */
export interface Place {
  /** `pool_core`, `store_ledger`, `endpoint_sts`, `provider_acquirer_a`; security groups and rules are named after it. */
  readonly name: string;
  /** Where its subnets are: a tier, or a store with subnets of its own; null outside. */
  readonly subnets: { readonly kind: 'tier'; readonly tier: SubnetTier } | { readonly kind: 'store'; readonly store: string; readonly tier: 'data' | 'cde-data' } | null;
  /** Its addresses, as others see it: the whole tier, or what stands outside. */
  readonly ranges: readonly string[];
}

/** All edges between two places on one port, with their reasons. */
export interface Conversation {
  readonly from: Place;
  readonly to: Place;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly why: string;
}

/** What packets may flow between places, sorted; conversations inside a node are not on the network and left out. */
export const conversationsOf = (topology: Topology, edges: readonly Edge[]): readonly Conversation[] => {
  const found = new Map<string, Conversation & { readonly reasons: Set<string> }>();
  for (const edge of edges) {
    for (const from of placesOf(topology, edge.from)) {
      for (const to of placesOf(topology, edge.to)) {
        const protocol = edge.protocol === 'TCP' ? 'tcp' : 'udp';
        const key = `${from.name} ${to.name} ${protocol} ${String(edge.port).padStart(5, '0')}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { from, to, protocol, port: edge.port, why: '', reasons: new Set([edge.why]) });
        else known.reasons.add(edge.why);
      }
    }
  }
  return [...found].sort(([a], [b]) => byCodePoint(a, b)).map(([, { reasons, ...conversation }]) => ({ ...conversation, why: [...reasons].sort(byCodePoint).join('; ') }));
};

/** Subnet tiers that something stands in; a mode without card data has no `cde`, a catalog without providers no egress. */
export const tiersOf = (topology: Topology): readonly SubnetTier[] => {
  const pools = Object.values(topology.nodePools).map(pool => pool.tier);
  const egress: readonly SubnetTier[] = egressTiersOf(topology).length > 0 ? ['firewall'] : [];
  return [...new Set<SubnetTier>(['public', 'operations', 'control', 'endpoints', ...pools, ...egress])].sort(byCodePoint);
};

/** Tiers whose pods reach somebody over the internet, now or once the region is promoted: only these route to the firewall. */
export const egressTiersOf = (topology: Topology): readonly SubnetTier[] =>
  [...new Set(outward(topology, [...topology.edges, ...topology.fencedEdges]).flatMap(({ from, to }) =>
    (from.subnets?.kind === 'tier' && !tunnelled(topology, to) ? [from.subnets.tier] : [])))].sort(byCodePoint);

/** Conversations that leave the network, whoever begins them outside excepted. */
export const outward = (topology: Topology, edges: readonly Edge[]): readonly Conversation[] =>
  conversationsOf(topology, edges.filter(({ to }) => to.startsWith('provider/') || to.startsWith('network/')))
    .filter(({ from, to }) => from.subnets !== null && to.subnets === null);

/** Networks of ours outside the VPC: people and pipelines come in over private lines. */
const PRIVATE_NETWORKS = ['operators', 'pipelines'];

/** Whether a place outside is reached through a tunnel, not over the internet. */
export const tunnelled = (topology: Topology, place: Place): boolean =>
  PRIVATE_NETWORKS.includes(place.name) || Object.values(topology.providers).some(provider => provider.tunnels !== null && place.name === snake('provider', provider.name));

/** Managed stores with subnets of their own. */
export const storesOf = (topology: Topology): readonly { readonly name: string; readonly tier: 'data' | 'cde-data' }[] => [
  ...Object.values(topology.postgres).filter(store => store.binding === 'aurora').map(store => ({
    name: store.name, tier: store.boundary === 'cde' ? 'cde-data' as const : 'data' as const,
  })),
  ...Object.values(topology.kafka).filter(store => store.binding === 'msk').map(store => ({ name: store.name, tier: 'data' as const })),
].sort((a, b) => byCodePoint(a.name, b.name));

/* ---- where a peer stands ------------------------------------------------------------------------------------------------- */

/** Places of a peer: one, or every pool for pods that run on all nodes, or none for what answers inside the node. */
const placesOf = (topology: Topology, key: string): readonly Place[] => {
  const peer = topology.peers[key];
  if (peer === undefined) throw new TypeError(`an edge names the peer '${key}', which the topology does not have`);
  switch (peer.kind) {
    case 'workload': case 'job': case 'component': case 'nodes': return poolsOf(topology, peer).map(pool => poolPlace(topology, pool));
    case 'store': return storePlaces(topology, peer);
    case 'aws-api': return [tierPlace(topology, snake('endpoint', peer.name), 'endpoints')];
    case 'load-balancer': return [tierPlace(topology, snake('lb', peer.name), tierAt(topology, peer.cidrs))];
    case 'provider': return peer.pods === null ? [{ name: snake('provider', peer.name), subnets: null, ranges: peer.cidrs }] : poolsOf(topology, peer).map(pool => poolPlace(topology, pool));
    case 'network': return networkPlaces(topology, peer);
  }
};

const poolsOf = (topology: Topology, peer: Peer): readonly NodePoolName[] =>
  peer.pool === null ? Object.values(topology.nodePools).map(pool => pool.name) : [peer.pool];

const poolPlace = (topology: Topology, pool: NodePoolName): Place => tierPlace(topology, snake('pool', pool), NODE_POOLS[pool].tier);

const tierPlace = (topology: Topology, name: string, tier: SubnetTier): Place => ({
  name, subnets: { kind: 'tier', tier }, ranges: [topology.addresses.tiers[tier].range],
});

/** The writer, the readers and the instances of a managed store share its subnets; an operator's stand on a pool. */
const storePlaces = (topology: Topology, peer: Peer): readonly Place[] => {
  if (peer.pods !== null) return poolsOf(topology, peer).map(pool => poolPlace(topology, pool));
  const store = storesOf(topology).find(({ name }) => peer.name === name || peer.name === `${name}-replica` || peer.name === `${name}-instances`);
  if (store === undefined) throw new TypeError(`the store peer '${peer.name}' belongs to no store that AWS manages`);
  return [{
    name: snake('store', store.name), subnets: { kind: 'store', store: store.name, tier: store.tier }, ranges: [topology.addresses.tiers[store.tier].range],
  }];
};

/** The resolver, and the agent that hands out identities, answer on addresses that no group and no list can filter. */
const networkPlaces = (topology: Topology, peer: Peer): readonly Place[] => {
  switch (peer.name) {
    case 'control-plane': return [tierPlace(topology, 'control_plane', 'control')];
    case 'resolver': case 'pod-identity': return [];
    default: return [{ name: snake(peer.name), subnets: null, ranges: peer.cidrs }];
  }
};

/** The tier whose subnets are these: the address plan says where a load balancer stands. */
export const tierAt = (topology: Topology, cidrs: readonly string[]): SubnetTier => {
  const tier = SUBNET_TIERS.find(name => topology.addresses.tiers[name].zones.some(zone => cidrs.includes(zone)));
  if (tier === undefined) throw new TypeError(`no subnet tier has the addresses ${cidrs.join(', ')}`);
  return tier;
};
