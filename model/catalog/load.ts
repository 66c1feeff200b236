/** The load profile and the numbers that it rests on. */
import type { Source } from '../quantity.ts';

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
