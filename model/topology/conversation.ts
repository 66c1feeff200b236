/** Who may talk to whom. */
import type { DataClass, Encryption } from '../data.ts';
import type { NodePoolName, Scope } from '../segment.ts';

/**
 * A party to a conversation. Its key in `topology.peers` is `<kind>/<name>`.
 * `pods` are selected by namespace and labels; `addresses` by CIDR blocks.
 */
export interface Peer {
  readonly kind:
    | 'workload'        // a service of ours
    | 'job'             // an ordered, idempotent job of ours
    | 'component'       // a platform component others publish
    | 'store'           // PostgreSQL writer (`ledger`), readers (`ledger-replica`), every pod an operator runs for it (`ledger-instances`), Kafka
    | 'provider'
    | 'load-balancer'   // by route name
    | 'aws-api'         // an interface endpoint, by API name (`s3`, `sts`, …)
    | 'nodes'           // the nodes of a pool themselves (kubelet, container runtime)
    | 'network';        // `internet`, `operators`, `pipelines`, `control-plane`, `pod-identity`, `resolver`
  readonly name: string;
  readonly pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | null;
  /** Used where there are no pods. */
  readonly cidrs: readonly string[];
  /** Host names, for firewalls and policies that know names. */
  readonly hosts: readonly string[];
  /** Node pool whose subnets and security group it uses, for pods and nodes. */
  readonly pool: NodePoolName | null;
  readonly scope: Scope;
}

export interface Edge {
  /** Stable: `<from> <to> <protocol>/<port>`. */
  readonly id: string;
  /** Keys of `topology.peers`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly encryption: Encryption;
  readonly data: DataClass;
  readonly why: string;
  /** `declared` by a person on the caller, or `derived` from another fact. */
  readonly origin: 'declared' | 'derived';
  /** The fact: `service payment-core › calls[0]`, `store ledger`, `component dns`. */
  readonly because: string;
  readonly owner: string;
  /** The caller stands still until the callee answers. */
  readonly waits: boolean;
}
