/** Conversations without encryption, and what makes up for it (PCI DSS v4.0.1 1.2.6). */
import type { SurveyedConnection } from './survey.ts';

export interface Insecure {
  readonly connection: SurveyedConnection;
  /** Null where nothing makes up for it: a finding. */
  readonly mitigation: string | null;
}

/** Each holds for a reason of the protocol, not for a name somebody chose. */
const MITIGATIONS: readonly { readonly holds: (connection: SurveyedConnection) => boolean; readonly says: string }[] = [
  { holds: ({ port, data }) => port === '53' && data === 'operational', says: 'names and addresses only; TLS to whatever a name leads to proves who answers' },
  { holds: ({ to }) => to === 'network/pod-identity', says: 'a link-local address that ends in the agent of the same node, which authenticates the pod by its token; nothing leaves the node' },
];

export const insecureOf = (connections: readonly SurveyedConnection[]): readonly Insecure[] => connections.filter(({ encryption }) => encryption === 'none' || encryption === 'unknown')
  .map(connection => ({ connection, mitigation: MITIGATIONS.find(({ holds }) => holds(connection))?.says ?? null }));
