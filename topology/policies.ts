/** Permitted conversations as rules of a NetworkPolicy: whom each end means, with which ports. Manifests and the bootstrap of a cluster ask the same. */
import type { Edge, Peer, Topology } from '../model/index.ts';

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

/**
 * The party behind a key.
 *
 * @throws when there is none: a topology that `compile` returned names nothing that is not in it
 */
export const peerOf = (key: string, topology: Topology): Peer => {
  const peer = topology.peers[key];
  if (peer === undefined) throw new Error(`the topology has no peer '${key}'`);
  return peer;
};

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

const portsOf = (edges: readonly Edge[]): readonly RulePort[] => edges.map(edge => ({ protocol: edge.protocol, port: edge.port }));

/** One rule per peer, with all ports of the conversation. */
const rulesOf = (side: 'from' | 'to', edges: readonly Edge[], topology: Topology): readonly PolicyRule[] =>
  [...groupBy(edges, edge => edge[side])].flatMap(([key, group]) => {
    const peers = selectorsOf(peerOf(key, topology));
    return peers.length === 0 ? [] : [{ peers, ports: portsOf(group) }];
  });

/** What one policy lets in and out. */
export interface PolicyRules {
  /** Labels of the pods that it selects. */
  readonly pods: Readonly<Record<string, string>>;
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

interface PolicyRule {
  readonly peers: readonly Selector[];
  readonly ports: readonly RulePort[];
}

type RulePort = Pick<Edge, 'protocol' | 'port'>;

/**
 * All that may flow to and from a peer that has pods.
 *
 * @throws when it has none
 */
export const policyRulesOf = (key: string, topology: Topology): PolicyRules => {
  const { pods } = peerOf(key, topology);
  if (pods === null) throw new Error(`peer '${key}' has no pods to select`);
  return { pods: pods.labels, ingress: rulesOf('from', callersOf(key, topology), topology), egress: rulesOf('to', callsOf(key, topology), topology) };
};
