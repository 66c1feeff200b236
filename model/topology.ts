/**
 * What renderers get: every default applied, every size computed, nothing optional.
 *
 * `null` means "has none" (no lease, no route); it never means "unknown". The shapes with quantities (`Sized…`) live only
 * between sizing and `settle`; everybody else sees `Plain<…>`, and `Topology` is written to `topology.json` as it is.
 */
import type { Access } from './access.ts';
import type { WaiverSpec } from './environment.ts';
import type { Derivation, Plain, Quantity } from './quantity.ts';
import type { NodePoolName, Segment } from './segment.ts';
import type { Tier, TierRule } from './tier.ts';
import type { Edge, Peer } from './topology/conversation.ts';
import type { AddressPlan, Environment, Region } from './topology/place.ts';
import type { ObjectStore, Provider, Secret, SizedKafka, SizedPostgres, SizedTopic } from './topology/store.ts';
import type { Component, SizedJob, SizedNodePool, SizedSegment, SizedWorkload } from './topology/workload.ts';

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
