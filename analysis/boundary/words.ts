/**
 * Words of the boundary: a region as its files say it, who takes part in it, what each plane allows, and what was declared.
 *
 * "Computed" is read from manifests and Terraform JSON alone; "declared" is read from `topology.json` alone. No module of this
 * folder makes one out of the other, or the comparison of the two would prove nothing.
 */
import type { Topology } from '../../model/index.ts';
import type { Cloud } from '../reach/cloud/index.ts';
import type { Cluster } from '../reach/kubernetes/cluster.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import type { Ports } from '../reach/ports.ts';
import type { Layer } from '../reach/vocabulary.ts';

/** One region of an output. */
export interface BoundaryRegion {
  /** `production/ap-southeast-3` */
  readonly path: string;
  readonly topology: Topology;
  /** With the pods of declared components and operator-run stores, which others publish. */
  readonly cluster: Cluster;
  /** Null where an environment stands on a cluster that exists already. */
  readonly cloud: Cloud | null;
  readonly registrations: readonly Registration[];
  /** Node pools that a workload's own manifest lets it run on, by its peer of the cluster. */
  readonly pools: ReadonlyMap<string, readonly string[]>;
  /** Policies of other kinds than the cluster is read from: they may open what it keeps closed. */
  readonly otherPolicies: readonly KubernetesObject[];
  readonly rights: readonly Right[];
}

/** Pods, or an address, that a target group of a load balancer is filled with. */
export interface Registration extends Place {
  /** Null for one that is named in a way that cannot be followed: it may be any. */
  readonly targetGroup: string | null;
  readonly to: { readonly pods: ReadonlySet<number> } | { readonly address: string };
  readonly ports: Ports;
  readonly says: string;
}

/** Where something is written: a file of the output, and the object and field in it. */
export interface Place {
  readonly file: string;
  /** `NetworkPolicy payments-core/api spec.egress[3]`, `aws_kms_key.ledger policy.Statement[2]`. */
  readonly path: string;
}

/**
 * What somebody may do besides sending packets: log in, publish, use a key, mount a secret, act in a namespace.
 * A right is normalized: one holder, one target, sorted actions.
 */
export interface Right extends Place {
  readonly layer: Extract<Layer, 'database grant' | 'Kafka access' | 'IAM statement' | 'secret mount' | 'RBAC rule'>;
  /** `workload/payment-core`, `job/…`, `component/…`, `nodes/core`, `person/<group>`, `machine/<role>`; what nobody declared keeps the name it has in the file: `pods/payments-core/extra`, `role/<name>`. */
  readonly holder: string;
  /** `store/ledger`, `topic/payment.events`, `secret/…`, `key/…`, `objects/evidence`, `namespace/payments-cde`, `cluster`. */
  readonly target: string;
  /** In the target's own words: `read-write`, `append`, `read-only`; `publish`, `consume`; `mount`; IAM actions; RBAC `verb resource`. */
  readonly actions: readonly string[];
  /** What must hold besides, or how far it reaches: `as payment_core`, `through s3`; sorted, empty where nothing narrows it. */
  readonly when: readonly string[];
  readonly says: string;
}

/** The planes in which one edge list is written down again, each at its own grain. */
export const PLANES = [
  'egress policies', 'ingress policies', 'security groups', 'network ACLs', 'routes', 'load balancers', 'host allow-lists', 'Kafka access', 'database grants', 'secret mounts', 'IAM statements', 'RBAC rules',
] as const;
export type PlaneName = (typeof PLANES)[number];

/** One permission of a plane, at its grain; equal when `from`, `to` and `what` are. */
export interface Row {
  readonly from: string;
  readonly to: string;
  /** `TCP 5432`, `publish`, `read-write`, `s3:PutObject`. */
  readonly what: string;
}

export interface Plane {
  readonly name: PlaneName;
  /** What a row of it tells apart: `workload × peer × port`. */
  readonly grain: string;
  readonly computed: readonly (Row & Place & { readonly says: string })[];
  readonly declared: readonly (Row & { readonly because: string })[];
}

/** What a plane says against what was declared: both lists are empty where the boundary holds. */
export interface PlaneDifference {
  readonly plane: PlaneName;
  /** Rows of both sides together; a plane without any where the topology declares some is blind. */
  readonly examined: number;
  readonly undeclared: Plane['computed'];
  readonly missing: Plane['declared'];
}
