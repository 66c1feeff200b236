/** Where the topology puts its peers in the cloud: by the names that the files give to places, with the subnets of the address plan. */
import { ON_THE_NODE, placeNamesOf } from '../../reach/cloud/peers.ts';
import { addressesOf } from '../../reach/addresses.ts';
import type { Interval } from '../../reach/vocabulary.ts';
import { SUBNET_TIERS } from '../../../model/index.ts';
import type { SubnetTier, Topology } from '../../../model/index.ts';

export interface DeclaredPlace {
  readonly name: string;
  /** Empty outside. */
  readonly subnets: readonly PlannedSubnet[];
  /** As access lists and others see it: the whole range of its tier, or what stands outside. */
  readonly blocks: readonly Interval[];
  readonly tier: SubnetTier | null;
}

/** A subnet of the address plan: `subnet/app/ap-southeast-3a`, `subnet/store/ledger/ap-southeast-3a`. */
export interface PlannedSubnet {
  readonly name: string;
  readonly zone: string;
  readonly block: Interval;
}

/** Places of a peer: every pool for pods that run on all nodes, none for what answers inside the node. */
export const declaredPlaces = (topology: Topology, key: string): readonly DeclaredPlace[] => remembered(topology, `places ${key}`, () => placesOf(topology, key));

const placesOf = (topology: Topology, key: string): readonly DeclaredPlace[] => {
  const peer = topology.peers[key];
  if (peer === undefined || (peer.kind === 'network' && ON_THE_NODE.includes(peer.name))) return [];
  return placeNamesOf(topology, peer).map(name => {
    const pool = Object.values(topology.nodePools).find(each => name === `pool/${each.name}`);
    const blocks = pool === undefined ? declaredBlocks(topology, key) : planOf(topology, pool.tier).map(({ block }) => block);
    const tier = tierAt(topology, blocks[0]);
    return {
      name, tier, blocks: tier === null ? blocks : blocksOf([topology.addresses.tiers[tier].range]),
      subnets: tier === null ? [] : subnetsOf(topology).filter(({ block }) => blocks.some(({ first, last }) => first === block.first && last === block.last)),
    };
  });
};

/** Addresses that the topology gives to a peer; none for pods. */
export const declaredBlocks = (topology: Topology, key: string): readonly Interval[] => remembered(topology, `blocks ${key}`, () => blocksOf(topology.peers[key]?.cidrs ?? []));

/** Every subnet of the plan that something stands in or packets go through. */
export const subnetsOf = (topology: Topology): readonly PlannedSubnet[] => remembered(topology, 'subnets', () => [
  ...SUBNET_TIERS.flatMap(tier => planOf(topology, tier)),
  ...Object.entries(topology.addresses.stores).flatMap(([store, cidrs]) => planned(topology, `store/${store}`, cidrs)),
]);

/** A topology never changes, and its edges ask the same again and again. */
const remembered = <T>(topology: Topology, key: string, make: () => T): T => {
  const own = memory.get(topology) ?? new Map<string, unknown>();
  memory.set(topology, own);
  if (!own.has(key)) own.set(key, make());
  return own.get(key) as T;
};

const memory = new WeakMap<Topology, Map<string, unknown>>();

export const planOf = (topology: Topology, tier: SubnetTier): readonly PlannedSubnet[] => planned(topology, tier, topology.addresses.tiers[tier].zones);

const planned = ({ region }: Topology, name: string, cidrs: readonly string[]): readonly PlannedSubnet[] =>
  cidrs.flatMap((cidr, i) => blocksOf([cidr]).map(block => ({ name: `subnet/${name}/${region.zones[i] ?? ''}`, zone: region.zones[i] ?? '', block })));

/** The tier whose range has an address; null outside of the region's network. */
const tierAt = ({ addresses }: Topology, block: Interval | undefined): SubnetTier | null =>
  (block === undefined ? null : SUBNET_TIERS.find(tier => blocksOf([addresses.tiers[tier].range]).some(range => range.first <= block.first && block.last <= range.last)) ?? null);

const blocksOf = (cidrs: readonly string[]): readonly Interval[] => cidrs.flatMap(cidr => addressesOf(cidr) ?? []);

/** The name that the plan gives to a subnet; one that it does not have keeps its block. */
export const subnetName = (topology: Topology, { block, cidr }: { readonly block: Interval; readonly cidr: string }): string =>
  subnetNames(topology).get(`${block.first} ${block.last}`) ?? `subnet/${cidr}`;

const subnetNames = (topology: Topology): ReadonlyMap<string, string> =>
  remembered(topology, 'names', () => new Map(subnetsOf(topology).map(({ name, block }) => [`${block.first} ${block.last}`, name])));

/** Whether a place outside is reached through a tunnel or a private line, not over the internet. */
export const isTunnelled = ({ providers }: Topology, { name }: DeclaredPlace): boolean =>
  PRIVATE_NETWORKS.includes(name) || Object.values(providers).some(provider => provider.tunnels !== null && name === `outside/provider/${provider.name}`);

/** People and pipelines come in over private lines. */
const PRIVATE_NETWORKS = ['outside/operators', 'outside/pipelines'];
