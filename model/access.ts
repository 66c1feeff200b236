/** Rights at the Kubernetes API: who may do what in which namespace. What is not in `topology.access` nobody may do. */
import type { Scope } from './segment.ts';

/** One rule of a role, every list written out: no wildcard, and `resourceNames` where the right is for named objects only. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Absent means every object of these resources. */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface Access {
  /** Name of the RoleBinding; unique in its namespace. */
  readonly name: string;
  readonly namespace: string;
  /** PCI scope of the namespace. */
  readonly scope: Scope;
  /** Whether a human being acts with it. */
  readonly actor: 'person' | 'machine';
  readonly subject:
    | { readonly kind: 'Group'; readonly name: string }
    | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string };
  /** A ClusterRole is shared by the namespaces that bind it, and is the same in all of them. */
  readonly role: { readonly kind: 'ClusterRole' | 'Role'; readonly name: string };
  readonly rules: readonly AccessRule[];
  readonly why: string;
  readonly owner: string;
  /** Workload or job in whose name a machine acts; null where it acts for all of the namespace. */
  readonly principal: string | null;
}
