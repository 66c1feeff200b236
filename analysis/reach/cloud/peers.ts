/** Which places of the cloud a peer of the topology stands for: a pod is its node pool, an instance its store. */
import { prefixOf, targetGroupOf } from '../../../model/index.ts';
import type { RouteName, Topology } from '../../../model/index.ts';
import { isPublicAddress } from './ways.ts';
import type { Cloud, Outside } from './index.ts';

type PeerOf = Topology['peers'][string];

/** Networks outside that the topology names, for `cloudOf`. */
export const outsideOf = (topology: Topology): readonly Outside[] =>
  Object.values(topology.peers)
    .filter(isOutside)
    .map(peer => ({ name: outsideName(peer), cidrs: peer.cidrs, hosts: peer.hosts }));

/** Addresses that answer inside every node: no group, list or route ever sees them. */
export const ON_THE_NODE: readonly string[] = ['pod-identity', 'resolver'];
const INSIDE: readonly string[] = [...ON_THE_NODE, 'control-plane', 'internet'];

const isOutside = ({ kind, name, pods }: PeerOf): boolean => pods === null && (kind === 'provider' || (kind === 'network' && !INSIDE.includes(name)));
const outsideName = ({ kind, name }: PeerOf): string => (kind === 'provider' ? `provider/${name}` : name);

/** Names of places; every pool for pods that run on all nodes, none for what the cloud never sees or does not have. */
export const placesOfPeer = (cloud: Cloud, topology: Topology, key: string): readonly string[] => {
  const peer = topology.peers[key];
  if (peer === undefined) return [];
  return (key === 'network/internet' ? onTheInternet(cloud) : placeNamesOf(topology, peer)).filter(name => cloud.places.has(name));
};

/** A provider with public addresses calls from the internet too. */
const onTheInternet = (cloud: Cloud): readonly string[] =>
  [...cloud.places.values()].filter(({ kind, blocks }) => kind === 'outside' && blocks.some(({ first }) => isPublicAddress(first))).map(({ name }) => name);

/** The same as the topology alone says it, whether or not somebody made them. */
export const placeNamesOf = (topology: Topology, peer: PeerOf): readonly string[] => {
  const prefix = prefixOf(topology.environment.name, topology.region.name);
  const pools = (): readonly string[] =>
    (peer.pool === null ? Object.values(topology.nodePools).map(({ name }) => name) : [peer.pool]).map(name => `pool/${name}`);
  switch (peer.kind) {
    case 'workload':
    case 'job':
    case 'component':
    case 'nodes':
      return pools();
    case 'provider':
      return peer.pods === null ? [`outside/${outsideName(peer)}`] : pools();
    case 'store':
      return peer.pods === null ? [`store/${prefix}-${storeOf(topology, peer.name)}`] : pools();
    case 'aws-api':
      return [`endpoint/${peer.name}`];
    case 'load-balancer':
      return [`load-balancer/${targetGroupOf(topology.environment.name, peer.name as RouteName)}`];
    case 'network':
      return ON_THE_NODE.includes(peer.name) ? [] : peer.name === 'control-plane' ? [`control-plane/${prefix}`] : [`outside/${outsideName(peer)}`];
  }
};

/** The writer, the readers and the instances of a store share its subnets and its group. */
const storeOf = (topology: Topology, name: string): string =>
  [...Object.keys(topology.postgres), ...Object.keys(topology.kafka)].find(store => [store, `${store}-replica`, `${store}-instances`].includes(name)) ?? name;
