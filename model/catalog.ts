/**
 * What people write: services, stores, topics, providers, secrets, platform components, load and assumptions.
 *
 * Optional fields say their default in words of behaviour; defaults are applied once, in `topology/compile`.
 */
import type { CardDataMode, ConnectivityKind, DataClass, Encryption, KeyName, ProviderOperation, SecretClass } from './data.ts';
import type { Source } from './quantity.ts';
import type { RouteName, Segment } from './segment.ts';
import type { Tier } from './tier.ts';

/** Name of an input of `catalog.inputs`. */
export type InputName = string;

/** A number somebody else said or assumed; exact when written as a ratio (`'2/3'`). */
export interface InputSpec {
  readonly value: number | string;
  readonly unit: string;
  readonly source: Extract<Source, { kind: 'document' | 'assumption' | 'vendor' | 'measurement' }>;
}

/** A product of inputs over a product of inputs. */
export interface RateSpec {
  readonly times: readonly InputName[];
  /** @default nothing is divided */
  readonly per?: readonly InputName[];
}

/** One row of the load profile; both rates in operations per second. */
export interface FlowSpec {
  readonly why: string;
  /** An ordinary hour: sizes the least replicas. */
  readonly steady: RateSpec;
  /** The worst hour planned for: sizes the most replicas, pools and partitions. */
  readonly peak: RateSpec;
}

export interface SizeSpec {
  /** Kubernetes quantity, e.g. `500m`. */
  readonly cpu: string;
  /** Kubernetes quantity, e.g. `1Gi`; request and limit are equal, so that a pod is never killed for its neighbour. */
  readonly memory: string;
  readonly why: string;
}

export interface CallSpec {
  /** A service. */
  readonly to: string;
  /** Name of one of the callee's ports. @default `https` */
  readonly port?: string;
  /** The business need that a reviewer signs. */
  readonly why: string;
  /** Most sensitive data class that crosses. @default `money` */
  readonly data?: DataClass;
  /** How long the caller waits before it goes on without an answer: an input in ms, or ms measured for this call. @default the input `callTimeout` */
  readonly timeout?: InputName | number;
  /** The caller answers correctly without the callee. @default false: the caller waits for it */
  readonly optional?: boolean;
}

export interface StoreUseSpec {
  readonly name: string;
  /** What the database role of this service may do; `append` is insert and select only. */
  readonly access: 'read-write' | 'append' | 'read-only';
  /** @default `primary`; a replica may lag and must never decide about money */
  readonly endpoint?: 'primary' | 'replica';
  readonly why: string;
  /** How long one operation holds a connection. @default the input `connectionHold` */
  readonly hold?: InputName;
  /** Name of the database role. @default the service's own name with underscores; no two services may share one */
  readonly role?: string;
}

export interface LeaseSpec {
  /** Work is cut into shards; each shard has one lease `<name>/<shard>` and so one holder at a time. */
  readonly name: string;
  readonly why: string;
  /** Time-to-live in seconds, more than three renewals. */
  readonly ttlSeconds: number;
  readonly renewSeconds: number;
}

export interface ServiceSpec {
  readonly name: string;
  /** One sentence: what it owns or decides. */
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly segment: Segment;
  /**
   * `connection` holds long-lived connections with an identity of their own (a StatefulSet).
   * @default `api` when it has ports, else `worker`
   */
  readonly shape?: 'api' | 'worker' | 'connection';
  /** Ports by name; every workload also gets `management: 9090`. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  readonly load: {
    /** Row of the load profile. */
    readonly flow: string;
    /** Part of the flow that comes here, 0–1. @default all of it */
    readonly share?: InputName;
    /** Operations per second that one replica sustains at its CPU request: an input, or a number measured for this service. */
    readonly perReplica: InputName | number;
    /** How long one operation occupies a thread, an input in ms. @default the input `handlingTime` */
    readonly handling?: InputName;
  };
  /**
   * Seconds a pod gets to finish what it began.
   * @default computed: preStop + longest call + commit + lease release + margin
   */
  readonly graceSeconds?: number;
  /** Name of one of `catalog.sizes`, or quantities. */
  readonly resources: string | { readonly cpu: string; readonly memory: string };
  /** @default calls nobody */
  readonly calls?: readonly CallSpec[];
  /** @default uses no store */
  readonly stores?: readonly StoreUseSpec[];
  /** Topics. @default none */
  readonly publishes?: readonly string[];
  /** Topics. @default none */
  readonly consumes?: readonly string[];
  /** Object stores it writes or reads. @default none */
  readonly objects?: readonly { readonly name: string; readonly access: 'write' | 'read' | 'read-write'; readonly why: string }[];
  /** Secrets it holds, by name. @default none */
  readonly secrets?: readonly string[];
  /** The provider it adapts; only such a service may hold the provider's credentials and reach its hosts. @default no provider */
  readonly provider?: string;
  /**
   * `moves`: causes effects on money that cannot be undone by us. `decides`: decides about money (reads primaries only).
   * @default `none`
   */
  readonly money?: 'moves' | 'decides' | 'none';
  /** Only one replica works at a time, fenced by a token. @default no lease; required for a worker that moves money */
  readonly lease?: LeaseSpec;
  /** Load balancer that reaches it, and on which port. @default not reachable from outside */
  readonly route?: { readonly name: RouteName; readonly port: string };
  /** Takes commands that change money: refused with 503 in a fenced standby. @default false */
  readonly commands?: boolean;
  /** Why it talks to the Kubernetes API; only then a token is mounted. @default it does not */
  readonly kubernetesApi?: string;
  /** AWS APIs by endpoint name (`kms`, …), where the cloud is AWS. @default none */
  readonly awsApis?: readonly { readonly api: string; readonly why: string }[];
  /** Card-data modes in which it exists. @default all */
  readonly modes?: readonly CardDataMode[];
  /** `lower`: never in production, never in a drill with real backups. @default everywhere */
  readonly only?: 'lower';
}

/** A component that others publish (chart or add-on) and this catalog places, isolates and reviews. */
export interface ComponentSpec {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  /** `platform` is a segment of ours; `kube-system` belongs to the cluster. @default `platform` */
  readonly namespace?: 'platform' | 'kube-system';
  /** Labels of its pods, as its publisher sets them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  /** Where it comes from and the version that was read. */
  readonly install: { readonly kind: 'helm' | 'eks-addon'; readonly source: string; readonly version: string };
  /** Custom resources it brings. @default none */
  readonly crds?: readonly string[];
  /** Ports on which the API server calls it (admission, conversion, aggregated APIs). @default none */
  readonly calledByControlPlane?: readonly { readonly port: string; readonly why: string }[];
  /** Why it talks to the Kubernetes API. @default it does not */
  readonly kubernetesApi?: string;
  /** AWS APIs by endpoint name (`secretsmanager`, `sts`, …). @default none */
  readonly awsApis?: readonly { readonly api: string; readonly why: string }[];
  /** Calls every workload on this port. @default none */
  readonly callsAll?: { readonly port: string; readonly why: string };
  /** Every workload calls it on this port. @default none */
  readonly calledByAll?: { readonly port: string; readonly protocols: readonly ('TCP' | 'UDP')[]; readonly encryption: Encryption; readonly why: string };
  /** It calls the nodes (kubelet) on this port. @default none */
  readonly callsNodes?: { readonly port: number; readonly why: string };
  /** Calls to outside the cluster that it needs. @default none */
  readonly callsStores?: { readonly binding: 'cloudnative-pg' | 'strimzi'; readonly ports: readonly number[]; readonly why: string };
  /** Exists only with this binding. @default always */
  readonly when?: 'aws' | 'cloudnative-pg' | 'strimzi';
}

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

export interface EndpointSpec {
  /** Host names; SNI and certificate are checked against them. Empty where a provider has addresses only. */
  readonly hosts: readonly string[];
  /** CIDR blocks of the provider; the network allows these and no others. */
  readonly addresses: readonly string[];
  readonly port: number;
}

export interface ProviderSpec {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly connectivity: ConnectivityKind;
  readonly encryption: Encryption;
  /** Real money. */
  readonly live: EndpointSpec;
  /** The provider's own test system. */
  readonly test: EndpointSpec;
  /** Two tunnels in two zones, for `private-link`. @default none */
  readonly tunnels?: { readonly customerGateways: readonly string[]; readonly asn: number };
  /** Limits per operation (part 057 §12); every operation has a bulkhead of its own. */
  readonly operations: Readonly<Partial<Record<ProviderOperation, {
    readonly maxConcurrency: InputName;
    readonly timeoutMs: InputName;
    /** @default no automatic retry */
    readonly retryBudgetPerMinute?: InputName;
  }>>>;
  /** How an outcome that nobody heard of is found out. */
  readonly inquiry: string;
  /** Number of long-lived connections, for `iso8583`. @default none */
  readonly connections?: number;
}

export interface SecretSpec {
  readonly name: string;
  readonly class: SecretClass;
  readonly owner: string;
  readonly why: string;
  /** The provider whose credential it is. @default none */
  readonly provider?: string;
  /** Card-data modes in which it exists. @default all */
  readonly modes?: readonly CardDataMode[];
}

/** Everything about the platform but its environments. */
export interface Catalog {
  readonly services: readonly ServiceSpec[];
  readonly components: readonly ComponentSpec[];
  readonly stores: readonly StoreSpec[];
  readonly topics: readonly TopicSpec[];
  readonly providers: readonly ProviderSpec[];
  readonly secrets: readonly SecretSpec[];
  readonly flows: Readonly<Record<string, FlowSpec>>;
  readonly inputs: Readonly<Record<InputName, InputSpec>>;
  readonly sizes: Readonly<Record<string, SizeSpec>>;
  /** Allocatable of an instance type, after what the system and the agents of every node take. */
  readonly nodeTypes: Readonly<Record<string, { readonly cpuMillis: InputName; readonly memoryMiB: InputName }>>;
}
