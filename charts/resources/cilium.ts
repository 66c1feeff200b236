/** The part of CiliumNetworkPolicy that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

interface PortRule {
  readonly ports: readonly { readonly port: string; readonly protocol: 'TCP' | 'UDP' }[];
  readonly rules?: { readonly dns: readonly { readonly matchPattern: string }[] };
}

export interface CiliumNetworkPolicySpec {
  readonly endpointSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly egress: readonly {
    readonly toEndpoints?: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
    readonly toFQDNs?: readonly { readonly matchName: string }[];
    readonly toPorts: readonly PortRule[];
  }[];
}

/** @see https://docs.cilium.io/en/stable/security/policy/ */
export const ciliumNetworkPolicy = (metadata: Metadata, spec: CiliumNetworkPolicySpec): Manifest =>
  ({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec });
