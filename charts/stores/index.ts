/** Stores that operators in the cluster run, with their topics and roles. Nothing here where AWS runs them. */
import type { Peer, Postgres, Topology } from '../../model/index.ts';
import type { Manifest, Subject } from '../manifest.ts';
import { networkPolicyOf } from '../policy.ts';
import { cloudNativePg } from './cloudnative-pg.ts';
import { roles } from './roles.ts';
import { strimzi } from './strimzi.ts';
import { kafkaSubject, postgresSubject } from './subject.ts';
import { topics } from './topics.ts';

/** Peers of one PostgreSQL cluster: its primary, its replicas, and all of its pods. */
const peersOf = (store: Postgres): readonly string[] => [store.name, `${store.name}-replica`, `${store.name}-instances`];

const policies = (names: readonly string[], subject: Subject, topology: Topology): readonly Manifest[] => names
  .filter(name => isPods(topology.peers[`store/${name}`]))
  .map(name => networkPolicyOf(`store/${name}`, subject, topology));

const isPods = (peer: Peer | undefined): boolean => peer !== undefined && peer.pods !== null;

const databases = (topology: Topology): readonly Manifest[] => Object.values(topology.postgres).flatMap(store => {
  if (store.namespace === null) return [];
  const subject = postgresSubject(store, store.namespace);
  return [...cloudNativePg(store, subject, topology), ...roles(store, subject, topology), ...policies(peersOf(store), subject, topology)];
});

const streams = (topology: Topology): readonly Manifest[] => Object.values(topology.kafka).flatMap(kafka => {
  if (kafka.namespace === null) return [];
  const subject = kafkaSubject(kafka, kafka.namespace, topology);
  return [...strimzi(kafka, subject, topology), ...topics(kafka, subject, topology), ...policies([kafka.name], subject, topology)];
});

export const storeManifests = (topology: Topology): readonly Manifest[] => [...databases(topology), ...streams(topology)];
