/**
 * May one pod call another on one port? Straight from the text of the Kubernetes documentation, one pod, policy, rule and port at a time, as slow as it
 * likes. Shares no code with `analysis/reach`, on purpose: where both agree, both are right or the text was read wrong twice.
 */

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}
export interface PolicyPort { readonly protocol?: string; readonly port?: number | string; readonly endPort?: number }
export interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
export interface Rule { readonly from?: readonly PolicyPeer[]; readonly to?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }
export interface Policy {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: { readonly podSelector: Selector; readonly policyTypes?: readonly string[]; readonly ingress?: readonly Rule[]; readonly egress?: readonly Rule[] };
}
export interface NaivePod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol?: string }[];
}
export interface NaiveCluster {
  /** Labels of the namespaces that are declared. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly Policy[];
}

/** A pod, or an address outside such as `10.1.2.3`. */
export type End = NaivePod | string;

export const mayTalk = (cluster: NaiveCluster, from: End, to: End, protocol: string, port: number): boolean =>
  sideAllows(cluster, 'Egress', from, to, to, protocol, port) && sideAllows(cluster, 'Ingress', to, from, to, protocol, port);

function sideAllows(cluster: NaiveCluster, type: 'Ingress' | 'Egress', own: End, other: End, callee: End, protocol: string, port: number): boolean {
  if (typeof own === 'string') return true;
  if (own.hostNetwork) return true;
  let isolated = false;
  for (const policy of cluster.policies) {
    if (policy.metadata.namespace !== own.namespace) continue;
    if (!selects(policy.spec.podSelector, own.labels)) continue;
    if (!typesOf(policy).includes(type)) continue;
    isolated = true;
    const rules = (type === 'Ingress' ? policy.spec.ingress : policy.spec.egress) ?? [];
    for (const rule of rules) if (ruleAllows(cluster, policy, rule, other, callee, protocol, port)) return true;
  }
  return !isolated;
}

function typesOf(policy: Policy): readonly string[] {
  const written = policy.spec.policyTypes ?? [];
  if (written.length > 0) return written;
  return (policy.spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function ruleAllows(cluster: NaiveCluster, policy: Policy, rule: Rule, other: End, callee: End, protocol: string, port: number): boolean {
  const peers = rule.from ?? rule.to ?? [];
  let peerFits = peers.length === 0;
  for (const peer of peers) if (peerIs(cluster, policy, peer, other)) peerFits = true;
  if (!peerFits) return false;
  const ports = rule.ports ?? [];
  if (ports.length === 0) return true;
  for (const each of ports) if (portIs(each, callee, protocol, port)) return true;
  return false;
}

function peerIs(cluster: NaiveCluster, policy: Policy, peer: PolicyPeer, other: End): boolean {
  if (peer.ipBlock !== undefined) {
    if (typeof other !== 'string') return false;
    if (!inBlock(other, peer.ipBlock.cidr)) return false;
    for (const hole of peer.ipBlock.except ?? []) if (inBlock(other, hole)) return false;
    return true;
  }
  if (typeof other === 'string') return false;
  if (peer.namespaceSelector === undefined) {
    if (other.namespace !== policy.metadata.namespace) return false;
  } else {
    const labels = { ...cluster.namespaces[other.namespace], 'kubernetes.io/metadata.name': other.namespace };
    if (!selects(peer.namespaceSelector, labels)) return false;
  }
  return peer.podSelector === undefined || selects(peer.podSelector, other.labels);
}

function portIs(each: PolicyPort, callee: End, protocol: string, port: number): boolean {
  if ((each.protocol ?? 'TCP') !== protocol) return false;
  if (each.port === undefined) return true;
  if (typeof each.port === 'string') {
    if (typeof callee === 'string') return false;
    for (const own of callee.ports) if (own.name === each.port && (own.protocol ?? 'TCP') === protocol && own.containerPort === port) return true;
    return false;
  }
  return each.endPort === undefined ? port === each.port : each.port <= port && port <= each.endPort;
}

function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const has = key in labels;
    const among = has && (values ?? []).includes(labels[key] ?? '');
    if (operator === 'In' && !among) return false;
    if (operator === 'NotIn' && among) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}

/** Compares the leading bits as text. */
function inBlock(address: string, cidr: string): boolean {
  const [base = '', length = '32'] = cidr.split('/');
  return bits(address).slice(0, Number(length)) === bits(base).slice(0, Number(length));
}

function bits(address: string): string {
  return address.split('.').map(byte => Number(byte).toString(2).padStart(8, '0')).join('');
}
