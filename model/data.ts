/** What travels and what is kept: data classes, encryption, secret classes, customer keys. */

/** The most sensitive thing on an edge or in a store, most sensitive first. */
export const DATA_CLASSES = ['card', 'token', 'credential', 'money', 'personal', 'operational'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** `none` is allowed only for DNS and must be explained wherever else it occurs. */
export type Encryption = 'mtls' | 'tls' | 'ssh' | 'none';

/** How much card data an environment handles. */
export const CARD_DATA_MODES = ['hosted-checkout', 'hosted-fields', 'vault'] as const;
export type CardDataMode = (typeof CARD_DATA_MODES)[number];

export type SecretClass =
  | 'provider-api-key' | 'webhook-signing-secret' | 'database-credential' | 'encryption-data-key' | 'hmac-key' | 'mtls-private-key';

export interface SecretClassRule {
  /** How it is replaced without an outage (part 061 §14). */
  readonly rotation: string;
  /** Longest time between two rotations. */
  readonly rotateEveryDays: number;
  /** The customer key that encrypts it at rest. */
  readonly key: KeyName;
}

export const SECRET_CLASSES: Readonly<Record<SecretClass, SecretClassRule>> = {
  'provider-api-key': { rotation: 'dual credential, then cutover', rotateEveryDays: 90, key: 'provider-secrets' },
  'webhook-signing-secret': { rotation: 'overlapping validation window', rotateEveryDays: 180, key: 'provider-secrets' },
  'database-credential': { rotation: 'short-lived: an IAM token, or a certificate that the operator renews', rotateEveryDays: 30, key: 'platform-secrets' },
  'encryption-data-key': { rotation: 'key version registry: new writes use the new version', rotateEveryDays: 365, key: 'cde-secrets' },
  'hmac-key': { rotation: 'versioned key id', rotateEveryDays: 365, key: 'platform-secrets' },
  'mtls-private-key': { rotation: 'certificate lifecycle: renewed before it expires', rotateEveryDays: 365, key: 'provider-secrets' },
};

export interface EvidenceRule {
  /** Fewest days that a write-once store keeps data of this class, where it proves something. */
  readonly leastDays: number;
  readonly why: string;
}

const FIVE_YEARS: EvidenceRule = { leastDays: 1_826, why: 'FATF recommendation 11 keeps records of transactions for five years' };
const ONE_YEAR: EvidenceRule = { leastDays: 365, why: 'PCI DSS 10.5.1 keeps the audit trail for twelve months' };

/** The documents say that evidence is kept, not for how long: the least that any acquirer's law or contract asks for. */
export const EVIDENCE: Readonly<Record<DataClass, EvidenceRule>> = {
  card: ONE_YEAR, token: ONE_YEAR, credential: ONE_YEAR, money: FIVE_YEARS, personal: ONE_YEAR, operational: ONE_YEAR,
};

/** Customer managed keys of a region, one per data class and boundary. */
export const KEY_NAMES = [
  'money', 'token', 'card', 'events', 'evidence', 'provider-secrets', 'platform-secrets', 'cde-secrets', 'logs', 'cde-logs', 'images', 'cluster',
  'read',
] as const;
export type KeyName = (typeof KEY_NAMES)[number];

/** Operations of part 057 §12; each has its own bulkhead. */
export type ProviderOperation =
  | 'authorize' | 'capture' | 'refund' | 'void' | 'payout' | 'inquiry' | 'report';

/** Kind of conversation with a provider, part 061 §21. */
export type ConnectivityKind = 'https' | 'mtls' | 'private-link' | 'sftp' | 'iso8583';
