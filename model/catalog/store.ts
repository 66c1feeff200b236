/** What is kept, as people write it: databases, streams with their topics, files. */
import type { CardDataMode, DataClass, KeyName } from '../data.ts';
import type { Tier } from '../tier.ts';
import type { InputName } from './load.ts';

interface StoreBase {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly why: string;
  readonly data: DataClass;
  /** Card-data modes in which it exists. @default all */
  readonly modes?: readonly CardDataMode[];
}

/**
 * Which eighth of its subnet tier a store has, 0–7. Written down because it decides the addresses of a live database: no two stores of one boundary share a slot,
 * and a store keeps its own when others come, go or change places. Changing it moves the store.
 */
export type StoreSlot = number;

/** A PostgreSQL cluster: one failure domain, its own subnets and security group. */
export interface PostgresSpec extends StoreBase {
  readonly kind: 'postgres';
  readonly tier: Tier;
  readonly slot: StoreSlot;
  /** Where it stands: `cde` for what holds tokens or cards. */
  readonly boundary: 'data' | 'cde';
  readonly key: KeyName;
  readonly database: string;
  /** Version of PostgreSQL, the same in both bindings. */
  readonly version: string;
  /** Instance class where AWS runs it. */
  readonly instanceClass: string;
  /** Connection limit of that class (`max_connections`). */
  readonly maxConnections: InputName;
  /** Size of the volume where an operator in the cluster runs it; Aurora grows by itself. */
  readonly volume: string;
  /** Point-in-time recovery window. */
  readonly recoveryDays: number;
}

export interface KafkaSpec extends StoreBase {
  readonly kind: 'kafka';
  readonly tier: Tier;
  readonly slot: StoreSlot;
  readonly key: KeyName;
  readonly instanceType: string;
  /** Brokers per zone. */
  readonly brokersPerZone: number;
  /** Kafka version of the managed binding, e.g. `3.8.x.kraft`, and of the operator's. */
  readonly versions: { readonly msk: string; readonly strimzi: string };
  readonly volumeGiB: number;
  /** Partitions (replicas included) one broker of that type carries. */
  readonly partitionsPerBroker: InputName;
}

/** A write-once object store. */
export interface ObjectStoreSpec extends StoreBase {
  readonly kind: 'object';
  readonly key: KeyName;
  /** Nobody, not even an administrator, deletes before this many days. */
  readonly lockDays: number;
  /** `both`: the standby writes its own while fenced. */
  readonly writableIn: 'primary' | 'both';
}

export type StoreSpec = PostgresSpec | KafkaSpec | ObjectStoreSpec;

export interface TopicSpec {
  readonly name: string;
  readonly why: string;
  readonly owner: string;
  /** What orders it; immutable after release. */
  readonly key: string;
  /** Row of the load profile whose peak flows through it. */
  readonly flow: string;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionDays: number;
  /** Partitions; immutable after release. A check compares them with the load. */
  readonly partitions: number;
  readonly data: DataClass;
  /** @default 3 */
  readonly replicationFactor?: number;
  /** @default 2 */
  readonly minInsyncReplicas?: number;
  /** What people do with messages that could not be processed; they go to `<name>.quarantine`. */
  readonly quarantine: string;
}
