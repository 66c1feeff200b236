/**
 * Who takes part: every peer that the topology declares, and whoever stands in the files besides. A party is as small as files tell apart: the replicas
 * of a Deployment are one, the writer and the readers of a database are two; a peer that means several of them together is a set.
 */
import type { BoundaryRegion } from './words.ts';
import { ON_THE_NODE, placeNamesOf } from '../reach/cloud/peers.ts';
import { isPublicAddress, NOT_PUBLIC } from '../reach/cloud/ways.ts';
import { addressesOf, ALL_ADDRESSES } from '../reach/addresses.ts';
import { difference, union } from '../reach/intervals.ts';
import type { PodGroup, Workload } from '../reach/kubernetes/workloads.ts';
import { push } from '../reach/multimap.ts';
import type { Interval } from '../reach/vocabulary.ts';
import type { Peer } from '../../model/index.ts';

export interface Party {
  /** Key of `topology.peers`; `pods/<namespace>/<name>` or the place in the cloud for what nobody declared. */
  readonly key: string;
  readonly peer: Peer | null;
  /** Null for what has addresses instead. */
  readonly workload: Workload | null;
  readonly groups: readonly PodGroup[];
  /** In the cloud; empty where there is none, and for what answers inside every node. */
  readonly places: readonly string[];
  readonly blocks: readonly Interval[];
  /** Nodes: no policy binds them, and their own pods always answer them. */
  readonly isNode: boolean;
  /** Answers inside every node, where no group, list or route of the cloud sees it. */
  readonly isLocal: boolean;
}

export interface Parties {
  readonly all: readonly Party[];
  /** Parties that a peer of the topology means. */
  readonly of: (key: string) => readonly Party[];
  readonly ofGroup: (id: number) => readonly Party[];
}

/** Whether policies know it by its pods, whether or not any are there. */
export const isPods = ({ peer, workload }: Party): boolean => workload !== null || (peer !== null && peer.pods !== null);

/** Everybody with a public address that nobody named, and everybody with a private one. */
export const INTERNET = 'network/internet';
const PRIVATE = 'outside/private-networks';

const known = new WeakMap<BoundaryRegion, Parties>();

export const partiesOf = (region: BoundaryRegion): Parties => {
  const found = known.get(region) ?? made(region);
  known.set(region, found);
  return found;
};

const made = (region: BoundaryRegion): Parties => {
  const declared = Object.values(region.topology.peers).filter(({ kind, name }) => `${kind}/${name}` !== INTERNET);
  const pods = podParties(region, declared.filter(peer => peer.pods !== null));
  const addresses = declared.filter(peer => peer.pods === null).map(peer => addressParty(region, peer));
  const taken = new Set([...pods, ...addresses].flatMap(({ places }) => places));
  const all = [...pods, ...addresses, ...strays(region, taken), ...outside(region, addresses)].sort((a, b) => (a.key < b.key ? -1 : 1));
  const byKey = new Map(all.map(party => [party.key, party]));
  const byGroup = new Map<number, Party[]>();
  for (const party of all) for (const { id } of party.groups) push(byGroup, id, party);
  const members = new Map<string, readonly Party[]>(declared.map(peer => {
    const key = `${peer.kind}/${peer.name}`;
    return [key, peer.pods === null || OWN.has(peer.kind) ? [byKey.get(key)].filter(party => party !== undefined) : pods.filter(party => party.peer !== null && isOf(peer, party.groups))];
  }));
  // who is named and has a public address calls from the internet all the same
  members.set(INTERNET, all.filter(({ key, peer, blocks }) => key === INTERNET || (peer?.kind === 'provider' && blocks.some(({ first }) => isPublicAddress(first)))));
  return { all, of: key => members.get(key) ?? [byKey.get(key)].filter(party => party !== undefined), ofGroup: id => byGroup.get(id) ?? [] };
};

/* ---- pods ---------------------------------------------------------------------------------------------------------------------- */

/** Peers whose pods stand in manifests under their own name. */
const OWN: ReadonlySet<Peer['kind']> = new Set(['workload', 'job']);

const isOf = ({ pods }: Peer, groups: readonly PodGroup[]): boolean =>
  pods !== null && groups.length > 0 && groups.every(({ namespace, labels }) => namespace === pods.namespace && Object.entries(pods.labels).every(([key, value]) => labels[key] === value));

const podParties = (region: BoundaryRegion, peers: readonly Peer[]): readonly Party[] => {
  const makers = new Map<Peer, Workload>();
  const parties = region.cluster.workloads.map((workload): Party => {
    const peer = peers.filter(each => isPeer(region, workload, each)).sort((a, b) => Object.keys(b.pods?.labels ?? {}).length - Object.keys(a.pods?.labels ?? {}).length)[0];
    if (peer === undefined || makers.has(peer)) return podParty(region, `pods/${workload.namespace}/${workload.name}`, null, workload);
    makers.set(peer, workload);
    return podParty(region, `${peer.kind}/${peer.name}`, peer, workload);
  });
  const missing = peers.filter(peer => OWN.has(peer.kind) && !makers.has(peer));
  return [...parties, ...missing.map(peer => podParty(region, `${peer.kind}/${peer.name}`, peer, null))];
};

/** Pods of our own are known by their name, those of others stand in the topology: who only wears their labels is a stranger. */
const isPeer = ({ path }: BoundaryRegion, { name, file, groups }: Workload, peer: Peer): boolean =>
  isOf(peer, groups) && (OWN.has(peer.kind) ? name === peer.name : file === `${path}/topology.json`);

const podParty = (region: BoundaryRegion, key: string, peer: Peer | null, workload: Workload | null): Party => {
  const pools = workload === null ? [] : region.pools.get(workload.peer)?.map(pool => `pool/${pool}`) ?? placesOfKind(region, 'pool');
  return { key, peer, workload, groups: workload?.groups ?? [], isNode: false, isLocal: false, ...standing(region, pools) };
};

/* ---- addresses ----------------------------------------------------------------------------------------------------------------- */

const addressParty = (region: BoundaryRegion, peer: Peer): Party => {
  const isLocal = peer.kind === 'network' && ON_THE_NODE.includes(peer.name);
  const { places, blocks } = standing(region, region.cloud === null || isLocal ? [] : placeNamesOf(region.topology, peer));
  return {
    ...NOBODY, key: `${peer.kind}/${peer.name}`, peer, places, isLocal, isNode: peer.kind === 'nodes',
    blocks: region.cloud === null || isLocal ? peer.cidrs.flatMap(cidr => addressesOf(cidr) ?? []) : blocks,
  };
};

const NOBODY = { peer: null, workload: null, groups: [], places: [], isNode: false, isLocal: false } as const;

/** What stands in the cloud and no peer means. */
const strays = (region: BoundaryRegion, taken: ReadonlySet<string>): readonly Party[] => [...region.cloud?.places.values() ?? []]
  .filter(({ name, kind }) => kind !== 'outside' && !taken.has(name)).map(({ name, kind }) => ({ ...NOBODY, key: name, isNode: kind === 'pool', ...standing(region, [name]) }));

const outside = ({ cloud, topology }: BoundaryRegion, others: readonly Party[]): readonly Party[] => {
  const taken = others.flatMap(({ blocks }) => blocks);
  const blocks = (place: string, otherwise: readonly Interval[]): readonly Interval[] => (cloud === null ? difference(otherwise, taken) : cloud.places.get(place)?.blocks ?? []);
  return [
    { ...NOBODY, key: INTERNET, peer: topology.peers[INTERNET] ?? null, places: cloud === null ? [] : ['outside/internet'], blocks: blocks('outside/internet', difference([ALL_ADDRESSES], NOT_PUBLIC)) },
    { ...NOBODY, key: PRIVATE, places: cloud === null ? [] : [PRIVATE], blocks: blocks(PRIVATE, NOT_PUBLIC) },
  ];
};

const placesOfKind = ({ cloud }: BoundaryRegion, kind: string): readonly string[] => [...cloud?.places.values() ?? []].filter(place => place.kind === kind).map(({ name }) => name);

/** Places that are there, with their addresses. */
const standing = ({ cloud }: BoundaryRegion, names: readonly string[]): Pick<Party, 'places' | 'blocks'> => {
  const places = names.flatMap(name => cloud?.places.get(name) ?? []);
  return {
    places: places.map(({ name }) => name),
    blocks: places.flatMap(({ blocks, interfaces }) => [...blocks, ...interfaces.map(({ subnet }) => subnet.block)]).reduce<readonly Interval[]>((sum, block) => union(sum, [block]), []),
  };
};
