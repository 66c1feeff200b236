/** Words of reachability that the cluster plane and the cloud plane share. */
import type { Ports } from './ports.ts';

/** Closed on both sides. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A party of a connection, as it is printed: `namespace/name[Kind]`, `a.b.c.d-e.f.g.h`, or what a plane calls its places. */
export type Peer = string;

/** What can let a connection through or stop it. */
export type Layer =
  | 'egress policy' | 'ingress policy' | 'security group' | 'network ACL' | 'firewall' | 'route' | 'endpoint' | 'listener' | 'target group' | 'host allow-list'
  | 'database grant' | 'Kafka access' | 'IAM statement' | 'secret mount' | 'RBAC rule';

/** One layer of a path: what it says, and where that is written. */
export interface Hop {
  readonly layer: Layer;
  /** File as it was read; empty where nothing is written and a default decides. */
  readonly file: string;
  /** Object and path inside, such as `NetworkPolicy core/api spec.egress[3].to[0]`. */
  readonly path: string;
  readonly says: string;
  readonly allows: boolean;
}

/** Why a connection exists, or what stops it. */
export interface Witness {
  readonly from: Peer;
  readonly to: Peer;
  /** Ports that every hop lets through. */
  readonly ports: Ports;
  readonly hops: readonly Hop[];
}
