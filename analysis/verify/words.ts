/** A running cluster beside the files of a region: what differs, and what could not be looked at. Nothing here asks anybody; `bin` hands in what the server said. */
import type { ClusterRuleCode } from '../../model/index.ts';
import type { Json } from '../reach/json.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';

export interface Difference {
  readonly code: ClusterRuleCode;
  /** `Deployment payments-core/payment-core`, `node ip-10-16-0-9`. */
  readonly object: string;
  /** File below the output folder that declares it; empty where none does. */
  readonly file: string;
  /** `spec.replicas`; empty for the whole. */
  readonly field: string;
  readonly saw: string;
  readonly want: string;
}

/** What nobody can judge from here, and why. */
export interface NotCheckable {
  readonly what: string;
  readonly why: string;
}

export interface Part {
  /** What was looked at, such as `378 objects`. */
  readonly compared: number;
  readonly differences: readonly Difference[];
  readonly notCheckable: readonly NotCheckable[];
}

/** An object of the files with the place where it stands; its namespace is empty where it is of the whole cluster. */
export type Declared = Omit<KubernetesObject, 'index'>;

/** What the server said about objects. */
export interface LiveObjects {
  /** Objects of the kinds that the files have, whole. */
  readonly objects: readonly Json[];
  /** Objects of other kinds with the label of the platform: kind and metadata alone. */
  readonly others: readonly Json[];
  /** Kinds that the server does not know, as `kindOf` names them. */
  readonly unknownKinds: ReadonlySet<string>;
  /** Why objects could not be read, by `kindOf` and `keyOf`. */
  readonly unread: ReadonlyMap<string, string>;
}

export const part = (compared: number, differences: readonly Difference[], notCheckable: readonly NotCheckable[] = []): Part => ({ compared, differences, notCheckable });

/** Everything in one. */
export const joined = (parts: readonly Part[]): Part =>
  part(parts.reduce((sum, { compared }) => sum + compared, 0), parts.flatMap(({ differences }) => differences), parts.flatMap(({ notCheckable }) => notCheckable));
