/** What runs: workloads, jobs, components, and the rooms they share. */
import type { ConnectivityKind, ProviderOperation } from '../data.ts';
import type { Plain, Quantity } from '../quantity.ts';
import type { NodePoolName, RouteName, Scope, Segment, SubnetTier } from '../segment.ts';
import type { ProbeCadence, Tier } from '../tier.ts';

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

export type StoreUse = Plain<SizedStoreUse>;

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

export type ProviderUse = Plain<SizedProviderUse>;

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
  readonly drain: SizedDrain;
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
  readonly lease: { readonly name: string; readonly ttlSeconds: Quantity; readonly renewSeconds: Quantity; readonly releaseSeconds: Quantity } | null;
  /** How it is a member of its consumer group. Who leaves is replaced at once; who dies, when the session has timed out. Null for one that consumes nothing. */
  readonly consumer: { readonly sessionTimeoutMs: Quantity; readonly heartbeatMs: Quantity; readonly leaveSeconds: Quantity } | null;
  readonly route: {
    readonly name: RouteName;
    readonly port: number;
    /** How long a load balancer keeps connections to a pod that goes, for what it is answering; within preStop. */
    readonly deregistrationSeconds: Quantity;
  } | null;
  readonly commands: boolean;
  readonly kubernetesApi: string | null;
  /** AWS APIs it calls with its own role. */
  readonly awsApis: readonly string[];
  /** It has an IAM role of its own (managed Kafka, database, objects or an AWS API). */
  readonly awsIdentity: boolean;
}

/** A pod's last seconds; leaving a consumer group and giving a lease back stand with those, and all of them together are within the grace period. */
export interface SizedDrain {
  /** It still answers while endpoints and load balancers forget it. */
  readonly preStopSeconds: Quantity;
  readonly longestCallMs: Quantity;
  readonly commitSeconds: Quantity;
  readonly marginSeconds: Quantity;
  readonly graceSeconds: Quantity;
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

export type TopologySegment = Plain<SizedSegment>;

export interface SizedNodePool {
  readonly name: NodePoolName;
  readonly tier: SubnetTier;
  readonly scope: Scope;
  readonly instanceType: string;
  /** What pods may ask of each node, after what the system and the agents of every node take. */
  readonly allocatable: { readonly cpuMillis: Quantity; readonly memoryMiB: Quantity; readonly pods: Quantity };
  /** In each zone. */
  readonly perZone: { readonly min: Quantity; readonly max: Quantity };
}

export type NodePool = Plain<SizedNodePool>;
