/** What is kept: databases, streams, files, secrets, and the providers on the other side. */
import type { ConnectivityKind, DataClass, Encryption, KeyName, SecretClass } from '../data.ts';
import type { Plain, Quantity } from '../quantity.ts';
import type { Scope } from '../segment.ts';
import type { Tier } from '../tier.ts';

export interface DatabaseRole {
  readonly role: string;
  readonly service: string;
  readonly access: 'read-write' | 'append' | 'read-only';
  readonly endpoint: 'primary' | 'replica';
  /** All replicas at their maximum, surge included. */
  readonly connections: Quantity;
}

export interface SizedPostgres {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly boundary: 'data' | 'cde';
  readonly scope: Scope;
  readonly data: DataClass;
  readonly key: KeyName;
  readonly binding: 'aurora' | 'cloudnative-pg';
  /** Namespace of the operator's cluster; null where AWS runs it. */
  readonly namespace: string | null;
  readonly database: string;
  readonly version: string;
  readonly port: number;
  readonly instanceClass: string;
  readonly instances: Quantity;
  readonly volume: string;
  readonly recoveryDays: number;
  readonly maxConnections: Quantity;
  readonly connections: Quantity;
  readonly roles: readonly DatabaseRole[];
  /** Of one instance, where an operator runs it. */
  readonly resources: { readonly cpuMillis: Quantity; readonly memoryMiB: Quantity };
  /** Host names; null until a pipeline wrote them. */
  readonly endpoints: { readonly primary: string; readonly replica: string } | null;
  /** False in a standby: a global secondary cannot be written. */
  readonly writable: boolean;
}

export type Postgres = Plain<SizedPostgres>;

export interface SizedKafka {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly data: DataClass;
  readonly key: KeyName;
  readonly binding: 'msk' | 'strimzi';
  readonly namespace: string | null;
  readonly port: number;
  readonly version: string;
  readonly instanceType: string;
  readonly brokers: Quantity;
  readonly volumeGiB: number;
  /** Of one broker, where an operator runs it. */
  readonly resources: { readonly cpuMillis: Quantity; readonly memoryMiB: Quantity };
  readonly bootstrap: readonly string[] | null;
}

export type Kafka = Plain<SizedKafka>;

export interface SizedTopic {
  readonly name: string;
  readonly why: string;
  readonly owner: string;
  readonly key: string;
  readonly data: DataClass;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs: Quantity;
  readonly partitions: Quantity;
  readonly replicationFactor: Quantity;
  readonly minInsyncReplicas: Quantity;
  readonly publishers: readonly string[];
  readonly consumers: readonly string[];
  /** The topic this one quarantines for; null for an ordinary topic. */
  readonly quarantineOf: string | null;
  readonly workflow: string;
}

export type Topic = Plain<SizedTopic>;

export interface ObjectStore {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly data: DataClass;
  readonly key: KeyName;
  readonly lockDays: number;
  readonly writableIn: 'primary' | 'both';
  /** Name of the bucket in this region. */
  readonly bucket: string;
  /** Services with their access. */
  readonly users: readonly { readonly service: string; readonly access: 'write' | 'read' | 'read-write' }[];
}

export interface Secret {
  readonly name: string;
  readonly class: SecretClass;
  readonly owner: string;
  readonly why: string;
  readonly provider: string | null;
  readonly key: KeyName;
  readonly rotation: string;
  readonly rotateEveryDays: number;
  /** Name in the secret manager: `<environment>/<name>`. */
  readonly path: string;
  /** Workloads and jobs that may read it, and nobody else. */
  readonly holders: readonly string[];
}

export interface Provider {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly connectivity: ConnectivityKind;
  readonly encryption: Encryption;
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly port: number;
  readonly tunnels: { readonly customerGateways: readonly string[]; readonly asn: number } | null;
  readonly adapter: string;
  readonly inquiry: string;
}
