/** Host names in policies, where the network plug-in knows them. */
import type { Edge, Topology } from '../model/index.ts';
import { describedAs, metadataOf } from './manifest.ts';
import type { Manifest, Subject } from './manifest.ts';
import { callsOf, peerOf } from '../topology/policies.ts';
import { ciliumNetworkPolicy } from './resources/cilium.ts';

const DNS_PORT = 53;

const portOf = ({ edge }: { readonly edge: Edge }) => ({ port: String(edge.port), protocol: edge.protocol });

/**
 * A CiliumNetworkPolicy beside the plain one, for callers of providers that have host names. Policies add up, so the plain
 * one keeps the addresses; this one lets the name follow its provider when addresses move.
 *
 * `toFQDNs` learns addresses from answers of the DNS proxy, so DNS must pass through a rule with a `dns` part; and it cannot
 * share a rule with another kind of peer.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
export const namePolicies = (key: string, subject: Subject, topology: Topology): readonly Manifest[] => {
  if (topology.environment.cni.kind !== 'cilium') return [];
  const calls = callsOf(key, topology).map(edge => ({ edge, peer: peerOf(edge.to, topology) }));
  const named = calls.filter(({ peer }) => peer.kind === 'provider' && peer.hosts.length > 0);
  const pods = peerOf(key, topology).pods;
  if (named.length === 0 || pods === null) return [];
  const dns = calls.filter(({ edge, peer }) => edge.port === DNS_PORT && peer.pods !== null);
  const resolvers = [...new Set(dns.flatMap(({ peer }) => peer.pods ?? []))];
  return [ciliumNetworkPolicy(
    describedAs(metadataOf(subject, 'access', `${subject.name}-names`), `Host names that ${subject.name} may reach`),
    {
      endpointSelector: { matchLabels: pods.labels },
      egress: [
        ...resolvers.map(({ namespace, labels }) => ({
          toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...labels } }],
          toPorts: [{ ports: dns.filter(({ peer }) => peer.pods?.namespace === namespace).map(portOf), rules: { dns: [{ matchPattern: '*' }] } }],
        })),
        ...named.map(({ edge, peer }) => ({ toFQDNs: peer.hosts.map(matchName => ({ matchName })), toPorts: [{ ports: [portOf({ edge })] }] })),
      ],
    },
  )];
};
