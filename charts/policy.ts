/** NetworkPolicies, both directions, from the list of permitted conversations and from nothing else. */
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { LABEL } from '../model/index.ts';
import type { Edge, Peer, Topology } from '../model/index.ts';
import { callersOf, callsOf, peerOf, policyRulesOf } from '../topology/policies.ts';
import { checked, metadataOf } from './manifest.ts';
import type { Manifest, Subject } from './manifest.ts';

/** Annotation that says, line by line, why each conversation is permitted. */
const WHY = `${LABEL}/why`;

const line = (direction: 'egress' | 'ingress', edge: Edge, other: Peer): string => {
  const who = other.pods === null ? `${other.kind}/${other.name}` : `${other.pods.namespace}/${other.name}`;
  return `${direction} ${edge.protocol}/${edge.port} ${who}: ${edge.why}`;
};

/**
 * The one policy of a peer that has pods. Together with `default-deny` of its namespace, what stands here is all that may
 * flow.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const networkPolicyOf = (key: string, subject: Subject, topology: Topology): Manifest => {
  const { name } = peerOf(key, topology);
  const { pods, ingress, egress } = policyRulesOf(key, topology);
  const why = [
    ...callersOf(key, topology).map(edge => line('ingress', edge, peerOf(edge.from, topology))),
    ...callsOf(key, topology).map(edge => line('egress', edge, peerOf(edge.to, topology))),
  ];
  const metadata = metadataOf(subject, 'access', name, { [WHY]: why.join('\n') });
  return checked(NetworkPolicy, metadata, {
    spec: {
      podSelector: { matchLabels: pods },
      policyTypes: ['Ingress', 'Egress'],
      // a policy type without rules lets nothing through; an empty list says the same, but the server forgets it and every apply would write it anew
      ...(ingress.length === 0 ? {} : { ingress: ingress.map(({ peers, ports }) => ({ from: [...peers], ports: [...ports] })) }),
      ...(egress.length === 0 ? {} : { egress: egress.map(({ peers, ports }) => ({ to: [...peers], ports: [...ports] })) }),
    },
  });
};
