/** Where a topology stands: environment, region and addresses. */
import type { CardDataMode } from '../data.ts';
import type { RouteName, SubnetTier } from '../segment.ts';

export interface Environment {
  readonly name: string;
  readonly purpose: string;
  readonly data: 'real' | 'masked' | 'synthetic' | 'fixtures';
  readonly cardData: CardDataMode;
  readonly providers: 'live' | 'test' | 'simulator';
  readonly cloud:
    | { readonly kind: 'aws'; readonly account: string; readonly stateBucket: string }
    | { readonly kind: 'existing'; readonly apiServer: string };
  readonly cni: { readonly kind: 'vpc-cni' | 'cilium' | 'calico'; readonly enforces: true };
  readonly bindings: {
    readonly postgres: 'aurora' | 'cloudnative-pg';
    readonly kafka: 'msk' | 'strimzi';
    readonly secrets: 'aws' | 'kubernetes';
    readonly objects: 's3' | 'none';
  };
  readonly registry: string;
  readonly hosts: Readonly<Record<RouteName, string>>;
  readonly dnsZone: string;
  readonly kubernetes: string;
  readonly operators: readonly string[];
  readonly pipelines: readonly string[];
  readonly restoreFrom: { readonly environment: string; readonly backup: string; readonly masked: boolean } | null;
}

export interface Region {
  readonly name: string;
  readonly role: 'primary' | 'standby';
  readonly zones: readonly string[];
  readonly cidr: string;
  /** Commands are refused, lease workers stand still, provider egress is closed. */
  readonly fenced: boolean;
  /** The other region of the environment, or null; enough to compute its names, never to read its state. */
  readonly counterpart: { readonly name: string; readonly role: 'primary' | 'standby'; readonly cidr: string; readonly zones: readonly string[] } | null;
}

/** Address ranges of the region; every list is by zone, in the order of `region.zones`. */
export interface AddressPlan {
  readonly tiers: Readonly<Record<SubnetTier, { readonly range: string; readonly zones: readonly string[] }>>;
  /** Subnets of each managed store, cut from `data` or `cde-data`. */
  readonly stores: Readonly<Record<string, readonly string[]>>;
}
