/** Names and labels that more than one renderer must agree on. Pure text; limits of the platforms are noted where they bind. */
import type { RouteName, Scope, Segment } from './segment.ts';
import type { Tier } from './tier.ts';

/** Prefix of every label and annotation of this package. */
export const LABEL = 'payment-topology.dev';
export const PART_OF = 'payment-platform';
export const MANAGEMENT_PORT = 9090;
export const POSTGRES_PORT = 5432;
/** Login of the job that makes roles and grants; no service and no person uses it. Engines reserve `admin`. */
export const ADMINISTRATOR = 'administrator';
/** Addresses of Services: outside every VPC (10.0.0.0/8), seen by nobody outside the cluster. */
export const SERVICE_CIDR = '172.20.0.0/16';
/** TLS with IAM on MSK; TLS with client certificates on Strimzi. */
export const KAFKA_PORT = { msk: 9098, strimzi: 9093 } as const;
/** Taint and node label that reserve a pool: `payment-topology.dev/pool=<pool>:NoSchedule`. */
export const POOL_LABEL = `${LABEL}/pool`;
/** How critical the pods are that carry it: 0 to 4. */
export const TIER_LABEL = `${LABEL}/tier`;
export const CLUSTER_ISSUER = 'payments-internal';
/** Group of the people on duty, as the cluster's sign-in calls it. */
export const OPERATORS = 'payments-operators';
/** Component that copies secrets, and the account that it runs as. */
export const SECRET_SYNC = 'external-secrets';
/** Where secrets come from in an environment without a secret manager: filled by a person, read by name only. */
export const SECRET_SOURCE = 'payments-secret-source';
/** Role value that application code reads to know whether commands are refused. */
export const REGION_ROLE = 'REGION_ROLE';

/** Waves of application: lower first (`argocd.argoproj.io/sync-wave` and the label `payment-topology.dev/wave`). */
export const WAVES = { cluster: 0, namespace: 1, access: 2, stores: 3, topics: 4, jobs: 5, workloads: 6, routes: 7 } as const;
export type Wave = keyof typeof WAVES;

export const namespaceOf = (segment: Segment): string => `payments-${segment}`;

export const labelsOf = (w: { readonly name: string; readonly tier: Tier; readonly segment: Segment; readonly scope: Scope; readonly owner: string }):
Readonly<Record<string, string>> => ({
  ...selectorOf(w.name),
  'app.kubernetes.io/part-of': PART_OF,
  [TIER_LABEL]: String(w.tier),
  [`${LABEL}/segment`]: w.segment,
  [`${LABEL}/scope`]: w.scope,
  [`${LABEL}/owner`]: w.owner,
});

/** What Deployments, Services, budgets and policies select by; immutable once applied. */
export const selectorOf = (name: string): Readonly<Record<string, string>> => ({ 'app.kubernetes.io/name': name });

/** `production-ap-southeast-3`: first part of every AWS name. */
export const prefixOf = (environment: string, region: string): string => `${environment}-${region}`;

/** IAM role of a workload or job (64 characters at most). */
export const roleOf = (environment: string, region: string, workload: string): string => `${prefixOf(environment, region)}-${workload}`;

/** IAM role with which the secret sync reads the secrets of one workload (64 at most). */
export const secretRoleOf = (environment: string, region: string, workload: string): string => `${prefixOf(environment, region)}-${workload}-secrets`;

/** ServiceAccount with which the secret sync acts for one workload; no pod ever runs as it. */
export const secretAccountOf = (workload: string): string => `${workload}-secrets`;

/** Target group of a public route (32 characters at most); the same in both regions, so that manifests agree. */
export const targetGroupOf = (environment: string, route: RouteName): string => `${environment}-${route}`.slice(0, 32);

/** Stacks in the order of application within a region; `cluster` makes the roles that later stacks attach policies to. */
export const STACKS = [
  'keys', 'network', 'registry', 'observability', 'cluster', 'secrets', 'evidence', 'data', 'messaging', 'edge', 'recovery', 'bootstrap',
] as const;
export type StackName = (typeof STACKS)[number];

/** `<environment>-<region>-<stack>`: name of a stack in `out/manifest.json` and key of its state. */
export const stackNameOf = (environment: string, region: string, stack: StackName): string => `${prefixOf(environment, region)}-${stack}`;
