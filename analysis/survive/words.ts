/** What decides where pods run and what is left when something is taken away; nothing here knows a clock. */
import type { Tier } from '../../model/index.ts';
import type { Labels, Selector } from '../reach/kubernetes/selector.ts';

/** From the least to the most, both included; equal where nothing is left to chance. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What a node gives to pods, and what a pod asks for. */
export interface Room {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

export type Effect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: Effect;
}

/** Of a pod: an empty key tolerates every key, an empty effect every effect; seconds are null where it stays for good. */
export interface Toleration {
  readonly key: string;
  readonly operator: 'Equal' | 'Exists';
  readonly value: string;
  readonly effect: Effect | '';
  readonly seconds: number | null;
}

/** Machines of one kind in one or more zones, as Terraform declares them. */
export interface NodeGroup {
  readonly name: string;
  readonly zones: readonly string[];
  readonly labels: Labels;
  /** What every node of it has besides, said by nobody. */
  readonly wellKnown: Labels;
  readonly taints: readonly Taint[];
  readonly allocatable: Room;
  readonly count: { readonly least: number; readonly usual: number; readonly most: number };
  readonly upgrade: {
    /** Nodes of the group that are drained at once. */
    readonly unavailable: number;
    /** Whether new nodes come before old ones go. */
    readonly surges: boolean;
  };
  /** Terraform address, and the file that holds it; where no Terraform makes nodes, the place in topology.json. */
  readonly object: string;
  readonly file: string;
}

export interface Node {
  readonly name: string;
  readonly zone: string;
  readonly group: NodeGroup;
  /** With zone and host name. */
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  readonly allocatable: Room;
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
export interface Spread {
  readonly key: string;
  readonly maxSkew: number;
  readonly hard: boolean;
  readonly minDomains: number;
  /** Whether nodes that the pod does not select, or whose taints it does not tolerate, count as places with nobody. */
  readonly affinity: 'Honor' | 'Ignore';
  readonly taints: 'Honor' | 'Ignore';
  readonly selector: Selector;
  /** Pods of another revision are not counted. */
  readonly ownRevision: boolean;
}

/** Required anti-affinity: no two pods of the selector in one domain. */
export interface Apart {
  readonly key: string;
  readonly selector: Selector;
}

/** What every pod of a workload has in common, with all that admission adds. */
export interface PodShape {
  readonly labels: Labels;
  readonly requests: Room;
  /** What a quota counts of each pod; null what it does not say, which a quota on it refuses. */
  readonly charges: Readonly<Record<Charged, number | null>>;
  /** One of the selectors must match the labels of a node; none means every node. */
  readonly nodes: readonly Selector[];
  readonly tolerations: readonly Toleration[];
  readonly spread: readonly Spread[];
  readonly apart: readonly Apart[];
  readonly priority: number;
  readonly preempts: boolean;
  readonly graceSeconds: number;
  /** Until it is ready: at once at best, at the end of what its startup probe allows at worst. */
  readonly startSeconds: Range;
}

/** What quotas limit. */
export const CHARGED = ['pods', 'cpuMillis', 'memoryMiB', 'limitCpuMillis', 'limitMemoryMiB'] as const;
export type Charged = (typeof CHARGED)[number];

export interface Budget {
  readonly object: string;
  readonly file: string;
  readonly namespace: string;
  readonly selector: Selector;
  readonly bound: { readonly kind: 'maxUnavailable' | 'minAvailable'; readonly amount: Amount };
  /** Whether pods that are not ready may always go. */
  readonly unreadyMayGo: boolean;
}

/** A count, or a part of all in percent. */
export type Amount = { readonly pods: number } | { readonly percent: number };

export type Kind = 'Deployment' | 'StatefulSet' | 'Cluster' | 'KafkaNodePool' | 'Component';

export interface Workload {
  /** Place in the list of all. */
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: Kind;
  /** `Deployment/payments-core/payment-core` */
  readonly object: string;
  readonly file: string;
  readonly tier: Tier | null;
  /** Without load, and at the autoscaler's maximum. */
  readonly replicas: number;
  readonly most: number;
  /** Who decides the count: the autoscaler's file, else the workload's own. */
  readonly counted: { readonly object: string; readonly file: string; readonly field: string; readonly mostField: string };
  /** What the topology planned; null for what no topology knows. */
  readonly plan: { readonly replicas: number; readonly most: number; readonly need: number; readonly needAtPeak: number; readonly tolerationSeconds: number } | null;
  readonly pod: PodShape;
  /** More than the replicas while a rollout goes on, and fewer that are ready. */
  readonly rollout: { readonly surge: Amount; readonly unavailable: Amount; readonly kind: 'RollingUpdate' | 'Recreate' | 'OneByOne' | 'ByHand' };
  /** What a pod cannot leave: its node's object (StatefulSet), or the zone of its volume. */
  readonly bound: 'free' | 'node' | 'zone';
  readonly budgets: readonly Budget[];
}

export interface Quota {
  readonly object: string;
  readonly file: string;
  readonly namespace: string;
  /** Null where a resource is not limited. */
  readonly hard: Readonly<Record<Charged, number | null>>;
}

/** Everything that decides in one region. */
export interface Cluster {
  /** `production/ap-southeast-3` */
  readonly path: string;
  readonly role: 'primary' | 'standby';
  readonly zones: readonly string[];
  readonly groups: readonly NodeGroup[];
  readonly workloads: readonly Workload[];
  readonly quotas: readonly Quota[];
  /** What is in the files and not in the model, in words. */
  readonly notModelled: readonly string[];
  readonly problems: readonly SurviveProblem[];
}

/** Something that keeps an answer from being one. */
export interface SurviveProblem {
  readonly file: string;
  readonly at: string;
  readonly saw: string;
  readonly want: string;
}
