/** NetworkPolicies, both directions, from the list of permitted conversations and from nothing else. */
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { LABEL } from '../model/index.ts';
import type { Edge, Peer, Topology } from '../model/index.ts';
import { named } from './lookup.ts';
import { checked, metadataOf } from './manifest.ts';
import type { Manifest, Subject } from './manifest.ts';

/** Annotation that says, line by line, why each conversation is permitted. */
const WHY = `${LABEL}/why`;

interface Conversations {
  /** Edges by caller, and by callee. */
  readonly from: ReadonlyMap<string, readonly Edge[]>;
  readonly to: ReadonlyMap<string, readonly Edge[]>;
}

/** A topology never changes, so its edges are sorted into callers and callees once. */
const known = new WeakMap<Topology, Conversations>();

const groupBy = (edges: readonly Edge[], key: (edge: Edge) => string): ReadonlyMap<string, readonly Edge[]> => {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const group = groups.get(key(edge));
    if (group === undefined) groups.set(key(edge), [edge]);
    else group.push(edge);
  }
  return groups;
};

const conversations = (topology: Topology): Conversations => {
  const seen = known.get(topology);
  if (seen !== undefined) return seen;
  const made = { from: groupBy(topology.edges, edge => edge.from), to: groupBy(topology.edges, edge => edge.to) };
  known.set(topology, made);
  return made;
};

/** Edges on which a peer is the caller. */
export const callsOf = (peer: string, topology: Topology): readonly Edge[] => conversations(topology).from.get(peer) ?? [];

/** Edges on which a peer is called. */
export const callersOf = (peer: string, topology: Topology): readonly Edge[] => conversations(topology).to.get(peer) ?? [];

/** The party behind a key. */
export const peerOf = (key: string, topology: Topology): Peer => named(topology.peers, key, 'peer');

/** Whom a rule means: addresses, or certain pods of a certain namespace. */
export type Selector =
  | { readonly ipBlock: { readonly cidr: string } }
  | {
      readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
      readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    };

/**
 * Selectors of a peer: its pods in its namespace (both in one element, or it would mean either), or its addresses. Empty for
 * a peer known by name only: then no rule may be made, for an empty list means everybody.
 */
export const selectorsOf = (peer: Peer): Selector[] => peer.pods === null
  ? peer.cidrs.map(cidr => ({ ipBlock: { cidr } }))
  : [{
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.pods.namespace } },
      podSelector: { matchLabels: peer.pods.labels },
    }];

const portsOf = (edges: readonly Edge[]) => edges.map(edge => ({ protocol: edge.protocol, port: edge.port }));

const line = (direction: 'egress' | 'ingress', edge: Edge, other: Peer): string => {
  const who = other.pods === null ? `${other.kind}/${other.name}` : `${other.pods.namespace}/${other.name}`;
  return `${direction} ${edge.protocol}/${edge.port} ${who}: ${edge.why}`;
};

/** One rule per peer, with all ports of the conversation. */
const rulesOf = <K extends 'from' | 'to'>(side: K, edges: readonly Edge[], topology: Topology) =>
  [...groupBy(edges, edge => edge[side])].flatMap(([key, group]) => {
    const selectors = selectorsOf(peerOf(key, topology));
    return selectors.length === 0 ? [] : [{ [side]: selectors, ports: portsOf(group) }];
  });

/**
 * The one policy of a peer that has pods. Together with `default-deny` of its namespace, what stands here is all that may
 * flow.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const networkPolicyOf = (key: string, subject: Subject, topology: Topology): Manifest => {
  const peer = peerOf(key, topology);
  if (peer.pods === null) throw new Error(`peer '${key}' has no pods to select`);
  const calls = callsOf(key, topology);
  const callers = callersOf(key, topology);
  const why = [
    ...callers.map(edge => line('ingress', edge, peerOf(edge.from, topology))),
    ...calls.map(edge => line('egress', edge, peerOf(edge.to, topology))),
  ];
  const metadata = metadataOf(subject, 'access', peer.name, { [WHY]: why.join('\n') });
  return checked(NetworkPolicy, metadata, {
    spec: {
      podSelector: { matchLabels: peer.pods.labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: rulesOf('from', callers, topology),
      egress: rulesOf('to', calls, topology),
    },
  });
};
