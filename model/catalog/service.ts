/** A service as people write it. */
import type { CardDataMode, DataClass } from '../data.ts';
import type { RouteName, Segment } from '../segment.ts';
import type { Tier } from '../tier.ts';
import type { InputName } from './load.ts';

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
   * @default computed: preStop + longest call + commit + leaving its consumer group + lease release + margin
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
