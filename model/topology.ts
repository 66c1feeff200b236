/**
 * What renderers get: every default applied, every size computed, nothing optional.
 *
 * `null` means "has none" (no lease, no route); it never means "unknown". The shapes with quantities (`Sized…`) live only
 * between sizing and `settle`; everybody else sees `Plain<…>`, and `Topology` is written to `topology.json` as it is.
 */
import type { Access } from './access.ts';
import type { CardDataMode, ConnectivityKind, DataClass, Encryption, KeyName, ProviderOperation, SecretClass } from './data.ts';
import type { WaiverSpec } from './environment.ts';
import type { Derivation, Plain, Quantity } from './quantity.ts';
import type { NodePoolName, RouteName, Scope, Segment, SubnetTier } from './segment.ts';
import type { ProbeCadence, Tier, TierRule } from './tier.ts';

/* ---- where ---------------------------------------------------------------------------------------------------------- */

export interface Environment {
  readonly name: string;
  readonly purpose: string;
  readonly data: 'real' | 'masked' | 'synthetic' | 'fixtures';
  readonly cardData: CardDataMode;
  readonly providers: 'live' | 'test' | 'simulator';
  readonly cloud:
    | { readonly kind: 'aws'; readonly account: string; readonly stateBucket: string }
    | { readonly kind: 'existing'; readonly apiServer: string };
  readonly cni: { readonly kind: 'vpc-cni' | 'cilium' | 'calico'; readonly enforces: true };
  readonly bindings: {
    readonly postgres: 'aurora' | 'cloudnative-pg';
    readonly kafka: 'msk' | 'strimzi';
    readonly secrets: 'aws' | 'kubernetes';
    readonly objects: 's3' | 'none';
  };
  readonly registry: string;
  readonly hosts: Readonly<Record<RouteName, string>>;
  readonly dnsZone: string;
  readonly kubernetes: string;
  readonly operators: readonly string[];
  readonly pipelines: readonly string[];
  readonly restoreFrom: { readonly environment: string; readonly backup: string; readonly masked: boolean } | null;
}

export interface Region {
  readonly name: string;
  readonly role: 'primary' | 'standby';
  readonly zones: readonly string[];
  readonly cidr: string;
  /** Commands are refused, lease workers stand still, provider egress is closed. */
  readonly fenced: boolean;
  /** The other region of the environment, or null; enough to compute its names, never to read its state. */
  readonly counterpart: { readonly name: string; readonly role: 'primary' | 'standby'; readonly cidr: string; readonly zones: readonly string[] } | null;
}

/** Address ranges of the region; every list is by zone, in the order of `region.zones`. */
export interface AddressPlan {
  readonly tiers: Readonly<Record<SubnetTier, { readonly range: string; readonly zones: readonly string[] }>>;
  /** Subnets of each managed store, cut from `data` or `cde-data`. */
  readonly stores: Readonly<Record<string, readonly string[]>>;
}

/* ---- who may talk to whom --------------------------------------------------------------------------------------------- */

/**
 * A party to a conversation. Its key in `topology.peers` is `<kind>/<name>`.
 * `pods` are selected by namespace and labels; `addresses` by CIDR blocks.
 */
export interface Peer {
  readonly kind:
    | 'workload'        // a service of ours
    | 'job'             // an ordered, idempotent job of ours
    | 'component'       // a platform component others publish
    | 'store'           // PostgreSQL writer (`ledger`), readers (`ledger-replica`), every pod an operator runs for it (`ledger-instances`), Kafka
    | 'provider'
    | 'load-balancer'   // by route name
    | 'aws-api'         // an interface endpoint, by API name (`s3`, `sts`, …)
    | 'nodes'           // the nodes of a pool themselves (kubelet, container runtime)
    | 'network';        // `internet`, `operators`, `pipelines`, `control-plane`, `pod-identity`, `resolver`
  readonly name: string;
  readonly pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | null;
  /** Used where there are no pods. */
  readonly cidrs: readonly string[];
  /** Host names, for firewalls and policies that know names. */
  readonly hosts: readonly string[];
  /** Node pool whose subnets and security group it uses, for pods and nodes. */
  readonly pool: NodePoolName | null;
  readonly scope: Scope;
}

export interface Edge {
  /** Stable: `<from> <to> <protocol>/<port>`. */
  readonly id: string;
  /** Keys of `topology.peers`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly encryption: Encryption;
  readonly data: DataClass;
  readonly why: string;
  /** `declared` by a person on the caller, or `derived` from another fact. */
  readonly origin: 'declared' | 'derived';
  /** The fact: `service payment-core › calls[0]`, `store ledger`, `component dns`. */
  readonly because: string;
  readonly owner: string;
  /** The caller stands still until the callee answers. */
  readonly waits: boolean;
}

/* ---- what runs --------------------------------------------------------------------------------------------------------- */

export interface Port {
  readonly name: string;
  readonly port: number;
}

interface SizedStoreUse {
  readonly store: string;
  readonly access: 'read-write' | 'append' | 'read-only';
  readonly endpoint: 'primary' | 'replica';
  readonly role: string;
  readonly why: string;
  readonly pool: {
    /** Fixed size: minimum equals maximum. */
    readonly size: Quantity;
    readonly connectionTimeoutMs: Quantity;
    readonly maxLifetimeMs: Quantity;
    readonly keepaliveMs: Quantity;
    readonly socketTimeoutMs: Quantity;
  };
}

interface SizedCall {
  readonly to: string;
  readonly port: number;
  readonly timeoutMs: Quantity;
  /** Concurrent calls one replica may have in flight. */
  readonly bulkhead: Quantity;
  readonly optional: boolean;
}

interface SizedProviderUse {
  readonly provider: string;
  readonly connectivity: ConnectivityKind;
  readonly hosts: readonly string[];
  readonly port: number;
  readonly operations: Readonly<Partial<Record<ProviderOperation, {
    readonly timeoutMs: Quantity;
    /** Of one replica; all replicas together stay within the provider's limit. */
    readonly bulkhead: Quantity;
    readonly retryBudgetPerMinute: Quantity;
  }>>>;
}

export interface SizedWorkload {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly segment: Segment;
  readonly scope: Scope;
  readonly namespace: string;
  readonly shape: 'api' | 'worker' | 'connection';
  readonly money: 'moves' | 'decides' | 'none';
  readonly image: { readonly repository: string; readonly digest: string | null };
  /** Service ports; the management port is apart. */
  readonly ports: readonly Port[];
  readonly managementPort: number;
  readonly pool: NodePoolName;
  readonly flow: string;
  /** Replicas that carry the flow with nothing lost. */
  readonly need: { readonly steady: Quantity; readonly peak: Quantity };
  /** Replicas in this region: autoscaled workloads start here. Zero for lease holders in a fenced region. */
  readonly replicas: Quantity;
  /** Most replicas: equal to `replicas` when not autoscaled. */
  readonly maxReplicas: Quantity;
  readonly autoscaler: { readonly cpuUtilization: Quantity } | null;
  readonly rollout: { readonly maxUnavailable: Quantity; readonly maxSurge: Quantity };
  readonly disruption: { readonly maxUnavailable: Quantity };
  readonly spread: { readonly zone: 'DoNotSchedule' | 'ScheduleAnyway'; readonly minDomains: Quantity };
  readonly priorityClass: string;
  readonly tolerationSeconds: Quantity;
  readonly probes: { readonly readiness: ProbeCadence; readonly liveness: ProbeCadence; readonly startup: ProbeCadence };
  readonly resources: { readonly cpuMillis: Quantity; readonly memoryMiB: Quantity };
  readonly jvm: { readonly heapMiB: Quantity };
  readonly drain: { readonly preStopSeconds: Quantity; readonly longestCallMs: Quantity; readonly graceSeconds: Quantity };
  /** Bounded request or consumer threads. */
  readonly threads: Quantity;
  readonly stores: readonly SizedStoreUse[];
  readonly calls: readonly SizedCall[];
  readonly provider: SizedProviderUse | null;
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
  readonly objects: readonly { readonly name: string; readonly access: 'write' | 'read' | 'read-write' }[];
  /** Names in `topology.secrets`. */
  readonly secrets: readonly string[];
  readonly lease: { readonly name: string; readonly ttlSeconds: Quantity; readonly renewSeconds: Quantity } | null;
  readonly route: { readonly name: RouteName; readonly port: number } | null;
  readonly commands: boolean;
  readonly kubernetesApi: string | null;
  /** AWS APIs it calls with its own role. */
  readonly awsApis: readonly string[];
  /** It has an IAM role of its own (managed Kafka, database, objects or an AWS API). */
  readonly awsIdentity: boolean;
}
export type Workload = Plain<SizedWorkload>;

/** An ordered, idempotent job: database roles and grants, topics and access. */
export interface SizedJob {
  readonly name: string;
  readonly summary: string;
  readonly kind: 'database-roles' | 'topics';
  /** Store it prepares. */
  readonly store: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly segment: Segment;
  readonly scope: Scope;
  readonly namespace: string;
  readonly pool: NodePoolName;
  readonly image: { readonly repository: string; readonly digest: string | null };
  readonly secrets: readonly string[];
  readonly resources: { readonly cpuMillis: Quantity; readonly memoryMiB: Quantity };
  readonly awsIdentity: boolean;
}
export type Job = Plain<SizedJob>;

export interface Component {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly Port[];
  readonly install: { readonly kind: 'helm' | 'eks-addon'; readonly source: string; readonly version: string };
  readonly crds: readonly string[];
  readonly kubernetesApi: string | null;
  readonly awsApis: readonly string[];
}

export interface SizedSegment {
  readonly name: Segment;
  readonly namespace: string;
  readonly holds: string;
  readonly scope: Scope;
  /** Strictest tier of what is in it (lowest number). */
  readonly tier: Tier;
  readonly pool: NodePoolName;
  /** Fits every workload at its maximum, plus surge, plus the terminating pods of a lost zone. */
  readonly quota: { readonly pods: Quantity; readonly cpuMillis: Quantity; readonly memoryMiB: Quantity };
}

export interface SizedNodePool {
  readonly name: NodePoolName;
  readonly tier: SubnetTier;
  readonly scope: Scope;
  readonly instanceType: string;
  /** In each zone. */
  readonly perZone: { readonly min: Quantity; readonly max: Quantity };
}

/* ---- what is kept ------------------------------------------------------------------------------------------------------ */

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

/* ---- the whole --------------------------------------------------------------------------------------------------------- */

export interface SizedTopology {
  readonly schemaVersion: 1;
  /** What other numbers rest on. Stands first, so that every derivation ends at a pointer in here. */
  readonly numbers: {
    readonly inputs: Readonly<Record<string, Quantity>>;
    readonly flows: Readonly<Record<string, { readonly steady: Quantity; readonly peak: Quantity }>>;
    readonly region: { readonly zones: Quantity; readonly scale: Quantity; readonly load: Quantity };
    readonly tiers: Readonly<Record<string, { readonly leastReplicas: Quantity; readonly tolerationSeconds: Quantity; readonly surgePerZone: Quantity; readonly maxUnavailable: Quantity }>>;
  };
  readonly environment: Environment;
  readonly region: Region;
  readonly addresses: AddressPlan;
  readonly segments: Readonly<Partial<Record<Segment, SizedSegment>>>;
  readonly nodePools: Readonly<Partial<Record<NodePoolName, SizedNodePool>>>;
  readonly workloads: Readonly<Record<string, SizedWorkload>>;
  readonly jobs: Readonly<Record<string, SizedJob>>;
  readonly components: Readonly<Record<string, Component>>;
  readonly postgres: Readonly<Record<string, SizedPostgres>>;
  readonly kafka: Readonly<Record<string, SizedKafka>>;
  readonly objects: Readonly<Record<string, ObjectStore>>;
  readonly topics: Readonly<Record<string, SizedTopic>>;
  readonly providers: Readonly<Record<string, Provider>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly peers: Readonly<Record<string, Peer>>;
  /** Every permitted conversation, sorted by id: if it is not here, nothing may flow. */
  readonly edges: readonly Edge[];
  /** What opens when a fenced region is promoted; empty elsewhere. */
  readonly fencedEdges: readonly Edge[];
  /** Every right at the Kubernetes API, sorted by namespace and name: if it is not here, nobody may do it. */
  readonly access: readonly Access[];
  readonly waivers: readonly WaiverSpec[];
}

/** What compile returns and `topology.json` holds. Derivations are keyed by pointer: `workloads/payment-core/replicas`. */
export type Topology = Plain<SizedTopology> & {
  readonly derivations: Readonly<Record<string, Derivation>>;
  /** The tier table as data, for Rego. */
  readonly tiers: Readonly<Record<Tier, TierRule>>;
};

export type TopologySegment = Plain<SizedSegment>;
export type NodePool = Plain<SizedNodePool>;
export type Postgres = Plain<SizedPostgres>;
export type Kafka = Plain<SizedKafka>;
export type Topic = Plain<SizedTopic>;
export type StoreUse = Plain<SizedStoreUse>;
export type ProviderUse = Plain<SizedProviderUse>;
