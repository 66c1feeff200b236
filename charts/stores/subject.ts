/** Stores as owners of objects. */
import type { Kafka, Postgres, Topology } from '../../model/index.ts';
import type { Subject } from '../manifest.ts';
import { peerOf } from '../../topology/policies.ts';

/** A store with its place in the cluster. */
export const postgresSubject = (store: Postgres, namespace: string): Subject => ({ ...store, namespace, segment: store.boundary });

export const kafkaSubject = (kafka: Kafka, namespace: string, topology: Topology): Subject =>
  ({ ...kafka, namespace, segment: 'data', scope: peerOf(`store/${kafka.name}`, topology).scope });

/** Labels that the pods of an operator carry besides its own; the name label is the operator's to set. */
export const inheritedLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => key.startsWith('payment-topology.dev/') && !key.endsWith('/wave')));

/** Node pool of a store's pods, as the network sees it. */
export const poolOf = (peer: string, topology: Topology): string => {
  const { pool } = peerOf(peer, topology);
  if (pool === null) throw new Error(`peer '${peer}' has pods but no node pool`);
  return pool;
};

/** Priority of a tier, for pods that an operator makes. */
export const priorityOf = (store: { readonly tier: Subject['tier'] }, topology: Topology): string => topology.tiers[store.tier].priority.className;
