/** Banks, acquirers and switches, and secrets, as people write them. */
import type { CardDataMode, ConnectivityKind, Encryption, ProviderOperation, SecretClass } from '../data.ts';
import type { InputName } from './load.ts';

export interface EndpointSpec {
  /** Host names; SNI and certificate are checked against them. Empty where a provider has addresses only. */
  readonly hosts: readonly string[];
  /** CIDR blocks of the provider; the network allows these and no others. */
  readonly addresses: readonly string[];
  readonly port: number;
}

export interface ProviderSpec {
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly connectivity: ConnectivityKind;
  readonly encryption: Encryption;
  /** Real money. */
  readonly live: EndpointSpec;
  /** The provider's own test system. */
  readonly test: EndpointSpec;
  /** Two tunnels in two zones, for `private-link`. @default none */
  readonly tunnels?: { readonly customerGateways: readonly string[]; readonly asn: number };
  /** Limits per operation (part 057 §12); every operation has a bulkhead of its own. */
  readonly operations: Readonly<Partial<Record<ProviderOperation, {
    readonly maxConcurrency: InputName;
    readonly timeoutMs: InputName;
    /** @default no automatic retry */
    readonly retryBudgetPerMinute?: InputName;
  }>>>;
  /** How an outcome that nobody heard of is found out. */
  readonly inquiry: string;
  /** Number of long-lived connections, for `iso8583`. @default none */
  readonly connections?: number;
}

export interface SecretSpec {
  readonly name: string;
  readonly class: SecretClass;
  readonly owner: string;
  readonly why: string;
  /** The provider whose credential it is. @default none */
  readonly provider?: string;
  /** Card-data modes in which it exists. @default all */
  readonly modes?: readonly CardDataMode[];
}
