/** A platform component as people write it. */
import type { Encryption } from '../data.ts';
import type { Tier } from '../tier.ts';

/** A component that others publish (chart or add-on) and this catalog places, isolates and reviews. */
export interface ComponentSpec {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly tier: Tier;
  /** `platform` is a segment of ours; `kube-system` belongs to the cluster. @default `platform` */
  readonly namespace?: 'platform' | 'kube-system';
  /** Labels of its pods, as its publisher sets them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  /** Where it comes from and the version that was read. */
  readonly install: { readonly kind: 'helm' | 'eks-addon'; readonly source: string; readonly version: string };
  /** Custom resources it brings. @default none */
  readonly crds?: readonly string[];
  /** Ports on which the API server calls it (admission, conversion, aggregated APIs). @default none */
  readonly calledByControlPlane?: readonly { readonly port: string; readonly why: string }[];
  /** Why it talks to the Kubernetes API. @default it does not */
  readonly kubernetesApi?: string;
  /** AWS APIs by endpoint name (`secretsmanager`, `sts`, …). @default none */
  readonly awsApis?: readonly { readonly api: string; readonly why: string }[];
  /** Calls every workload on this port. @default none */
  readonly callsAll?: { readonly port: string; readonly why: string };
  /** Every workload calls it on this port. @default none */
  readonly calledByAll?: { readonly port: string; readonly protocols: readonly ('TCP' | 'UDP')[]; readonly encryption: Encryption; readonly why: string };
  /** It calls the nodes (kubelet) on this port. @default none */
  readonly callsNodes?: { readonly port: number; readonly why: string };
  /** Calls to outside the cluster that it needs. @default none */
  readonly callsStores?: { readonly binding: 'cloudnative-pg' | 'strimzi'; readonly ports: readonly number[]; readonly why: string };
  /** Exists only with this binding. @default always */
  readonly when?: 'aws' | 'cloudnative-pg' | 'strimzi';
}
