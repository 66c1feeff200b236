/** What people write about an environment. */
import type { Catalog } from './catalog.ts';
import type { CardDataMode } from './data.ts';
import type { RouteName } from './segment.ts';

export type EnvironmentName = string;

export interface RegionSpec {
  /** AWS region code, or a name for a cluster elsewhere. */
  readonly name: string;
  readonly role: 'primary' | 'standby';
  /** One or three availability zones, full names. */
  readonly zones: readonly string[];
  /** A /16 that no other region or environment has. */
  readonly cidr: string;
  /**
   * Part of the primary's replicas and nodes that run here; the maxima stay full, so that a promoted standby can grow.
   * @default 1 in a primary; a standby must say it
   */
  readonly scale?: string;
}

/** What a pipeline writes after Terraform was applied: facts that nobody can compute. A missing one is a finding. */
export interface RegionEndpoints {
  /** PostgreSQL writer and reader host names by store. */
  readonly postgres?: Readonly<Record<string, { readonly primary: string; readonly replica: string }>>;
  /** Kafka bootstrap host names. */
  readonly kafka?: readonly string[];
}

export interface WaiverSpec {
  /** Code of the finding. */
  readonly code: string;
  /** Object it is accepted for, as the finding names it. */
  readonly object: string;
  readonly environment: EnvironmentName;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string;
  /** ISO date; from this day on the waiver is expired. */
  readonly expires: string;
}

export interface EnvironmentSpec {
  readonly name: EnvironmentName;
  readonly purpose: string;
  /** What data may be here. `masked` went through a reviewed masking. */
  readonly data: 'real' | 'masked' | 'synthetic' | 'fixtures';
  /** @default `hosted-fields` */
  readonly cardData?: CardDataMode;
  /** Which of a provider's endpoints are used. */
  readonly providers: 'live' | 'test' | 'simulator';
  /** Where it runs. */
  readonly cloud:
    | { readonly kind: 'aws'; readonly account: string; readonly stateBucket: string }
    | { readonly kind: 'existing'; readonly apiServer: string };
  /** Minor version of Kubernetes. */
  readonly kubernetes: string;
  /** The plug-in that enforces network policies, and whether it does. */
  readonly cni: { readonly kind: 'vpc-cni' | 'cilium' | 'calico'; readonly enforces: true };
  /** How stores are supplied. */
  readonly bindings: {
    readonly postgres: 'aurora' | 'cloudnative-pg';
    readonly kafka: 'msk' | 'strimzi';
    readonly secrets: 'aws' | 'kubernetes';
    readonly objects: 's3' | 'none';
  };
  readonly regions: readonly RegionSpec[];
  /** Part of the catalog's load, as a ratio (`'1/100'`). @default all of it */
  readonly loadScale?: string;
  /** Registry host and path in front of every image; `{region}` stands for the region's name, so that a standby pulls from its own. */
  readonly registry: string;
  /** Image digests by repository, from `environments/<name>.images.json`, which a pipeline writes. */
  readonly images: Readonly<Record<string, string>>;
  /** Facts by region, from `environments/<name>.endpoints.json`. @default none known yet */
  readonly endpoints?: Readonly<Record<string, RegionEndpoints>>;
  /** Host names of the routes. */
  readonly hosts: Readonly<Record<RouteName, string>>;
  /** Hosted zone of those names. */
  readonly dnsZone: string;
  /** Networks that operators come from. */
  readonly operators: readonly string[];
  /** Networks that deployment pipelines run in. */
  readonly pipelines: readonly string[];
  /** Days that write-once stores keep everything, where evidence proves nothing about real money. @default what each object store asks for */
  readonly lockDays?: number;
  /** Instance type of every node group; one of `catalog.nodeTypes`. */
  readonly nodeType: string;
  /** Snapshot or backup that stores are restored from. @default none */
  readonly restoreFrom?: { readonly environment: EnvironmentName; readonly backup: string; readonly masked: boolean };
}

/** What `topology.config.ts` exports. */
export interface Config {
  readonly catalog: Catalog;
  readonly environments: readonly EnvironmentSpec[];
  /** Accepted findings. @default none */
  readonly waivers?: readonly WaiverSpec[];
}
