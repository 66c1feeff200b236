/** What is known of the boundary of one region, in rows: the one source of every picture, table and sentence of a report. */
import type { DataClass, Encryption, Scope, Segment, Topology } from '../../model/index.ts';
import type { Place } from './words.ts';

export interface SurveyedParty {
  /** `workload/payment-core` */
  readonly key: string;
  readonly kind: Topology['peers'][string]['kind'] | 'undeclared';
  readonly name: string;
  readonly summary: string;
  readonly segment: Segment | null;
  readonly owner: string;
  readonly declared: Scope;
  readonly computed: Scope;
  /** Why it has the computed scope: every path, key, secret, node and right that pulls it in. */
  readonly reasons: readonly string[];
  /** Conversations from the internet to it, one after another; null where no chain leads there. */
  readonly hops: number | null;
}

/** One row of the port register: a conversation that every layer lets through. */
export interface SurveyedConnection {
  /** Of the edge, `<from> <to> <protocol>/<port>`: stable as long as the conversation is the same. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly encryption: Encryption | 'unknown';
  readonly data: DataClass | 'unknown';
  readonly why: string;
  readonly owner: string;
  readonly because: string;
  readonly crossing: 'into the CDE' | 'out of the CDE' | 'inside the CDE' | 'from the internet' | 'to the outside' | '';
  /** Rules of every layer that let it through. */
  readonly rules: readonly (Place & { readonly layer: string })[];
}
