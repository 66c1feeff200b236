/** Segments, PCI scopes, subnet tiers and node pools: where things stand in the network. */

import type { DataClass } from './data.ts';

/** PCI scope, strictest first. */
export const SCOPES = ['cde', 'connected-to', 'security-impacting', 'out-of-scope'] as const;
export type Scope = (typeof SCOPES)[number];

export const SEGMENT_NAMES = [
  'edge', 'webhook', 'core', 'provider', 'cde', 'batch', 'backoffice', 'read', 'analytics', 'data', 'platform',
] as const;
export type Segment = (typeof SEGMENT_NAMES)[number];

/** A pool is one EKS node group per region: one subnet tier, one scope, one taint. */
export const NODE_POOL_NAMES = ['edge', 'core', 'provider', 'cde', 'read', 'data', 'platform'] as const;
export type NodePoolName = (typeof NODE_POOL_NAMES)[number];

/**
 * Subnet tiers, the same offsets in every region, so that a reviewer reads the scope from an address.
 * `control` holds the API server's own interfaces, `endpoints` the interface endpoints of AWS APIs, `firewall` the egress
 * firewall; `data` and `cde-data` are cut again into one range per store.
 */
export const SUBNET_TIERS = [
  'public', 'app', 'read', 'provider', 'operations', 'control', 'endpoints', 'firewall', 'data', 'cde', 'cde-data',
] as const;
export type SubnetTier = (typeof SUBNET_TIERS)[number];

export interface SegmentRule {
  /** What a reviewer must know. */
  readonly holds: string;
  /** The scope declared for everything in it; a check computes the real one. */
  readonly scope: Scope;
  /** Which load balancers may reach it: none, the internet's, or only the operators' network. */
  readonly inbound: 'none' | 'internet' | 'operators';
  /** What it may reach outside the cluster and its stores. */
  readonly outbound: 'none' | 'own-provider' | 'declared';
  readonly pool: NodePoolName;
}

export const SEGMENTS: Readonly<Record<Segment, SegmentRule>> = {
  edge: { holds: 'merchant API gateway', scope: 'connected-to', inbound: 'internet', outbound: 'none', pool: 'edge' },
  webhook: { holds: 'webhook ingestion: store first, decide later', scope: 'connected-to', inbound: 'internet', outbound: 'none', pool: 'edge' },
  core: { holds: 'payment core, ledger posting, outbox relay, risk, policy, inquiry', scope: 'connected-to', inbound: 'none', outbound: 'none', pool: 'core' },
  provider: { holds: 'one adapter per provider, the only holders of provider credentials', scope: 'connected-to', inbound: 'none', outbound: 'own-provider', pool: 'provider' },
  cde: { holds: 'token vault, and the card vault in vault mode', scope: 'cde', inbound: 'none', outbound: 'none', pool: 'cde' },
  batch: { holds: 'reconciliation, settlement, payout, report import', scope: 'connected-to', inbound: 'none', outbound: 'none', pool: 'core' },
  backoffice: { holds: 'backoffice API with its own route and identity', scope: 'connected-to', inbound: 'operators', outbound: 'none', pool: 'edge' },
  read: { holds: 'merchant dashboard, search read model, reporting, notifications', scope: 'out-of-scope', inbound: 'internet', outbound: 'none', pool: 'read' },
  analytics: { holds: 'analytics, BI export, experiments: event consumers only', scope: 'out-of-scope', inbound: 'none', outbound: 'none', pool: 'read' },
  data: { holds: 'PostgreSQL and Kafka where operators in the cluster run them', scope: 'connected-to', inbound: 'none', outbound: 'none', pool: 'data' },
  platform: { holds: 'secret sync, certificates, ingress, telemetry, policy', scope: 'security-impacting', inbound: 'none', outbound: 'declared', pool: 'platform' },
};

export interface NodePoolRule {
  readonly tier: SubnetTier;
  readonly scope: Scope;
}

/** Pods take addresses of their node's subnet, so a pool decides who may route where. */
export const NODE_POOLS: Readonly<Record<NodePoolName, NodePoolRule>> = {
  edge: { tier: 'app', scope: 'connected-to' },
  core: { tier: 'app', scope: 'connected-to' },
  provider: { tier: 'provider', scope: 'connected-to' },
  cde: { tier: 'cde', scope: 'cde' },
  read: { tier: 'read', scope: 'out-of-scope' },
  data: { tier: 'app', scope: 'connected-to' },
  platform: { tier: 'operations', scope: 'security-impacting' },
};

/** How people and machines outside come in; each route has its own load balancer, WAF, host name and certificate. */
export const ROUTE_NAMES = ['merchant', 'webhook', 'dashboard', 'backoffice'] as const;
export type RouteName = (typeof ROUTE_NAMES)[number];

export interface RouteRule {
  readonly from: 'internet' | 'operators';
  /** Command routes change region only by an operator's act; webhook routes may follow a health check. */
  readonly failover: 'operator' | 'health-check';
  /** Most sensitive data class that crosses. */
  readonly data: DataClass;
  readonly why: string;
}

export const ROUTES: Readonly<Record<RouteName, RouteRule>> = {
  merchant: { from: 'internet', failover: 'operator', data: 'money', why: 'merchants send payment commands' },
  webhook: { from: 'internet', failover: 'health-check', data: 'money', why: 'providers report what happened to money' },
  dashboard: { from: 'internet', failover: 'operator', data: 'personal', why: 'merchants look at their payments' },
  backoffice: { from: 'operators', failover: 'operator', data: 'money', why: 'operators repair and approve' },
};
