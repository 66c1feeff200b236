/**
 * Certificates with which workloads and jobs log in to stores that operators in the cluster run: which file, copied from
 * which Secret. Empty where AWS runs the stores: an identity of the cloud does the work.
 */
import { ADMINISTRATOR } from './names.ts';

/** A file of `<name>-access` and the Secret of the store's namespace that it is copied from. */
export interface AccessFile {
  readonly file: string;
  readonly namespace: string;
  readonly secret: string;
  readonly property: string;
}

interface Place {
  readonly name: string;
  /** Null where AWS runs it. */
  readonly namespace: string | null;
}

/** Stores by name. */
interface Stores {
  readonly postgres: Readonly<Record<string, Place>>;
  readonly kafka: Readonly<Record<string, Place>>;
}

interface Service {
  readonly name: string;
  readonly stores: readonly { readonly store: string; readonly role: string }[];
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
}

/** Name of the operator's object for a database role: `ledger-payment-core`. */
export const roleObjectOf = (store: string, role: string): string => `${store}-${role.replaceAll('_', '-')}`;

const certificateOf = (file: string, namespace: string, secret: string, crt: string, key: string): readonly AccessFile[] => [
  { file: `${file}.crt`, namespace, secret, property: crt },
  { file: `${file}.key`, namespace, secret, property: key },
];

const databaseFiles = (store: Place | undefined, role: string): readonly AccessFile[] =>
  store === undefined || store.namespace === null
    ? []
    : certificateOf(`postgres-${store.name}`, store.namespace, `${roleObjectOf(store.name, role)}-client-cert`, 'tls.crt', 'tls.key');

const kafkaFiles = (kafka: Place, user: string): readonly AccessFile[] =>
  kafka.namespace === null ? [] : certificateOf(`kafka-${kafka.name}`, kafka.namespace, user, 'user.crt', 'user.key');

/** Whether a service publishes or consumes. */
export const usesKafka = ({ publishes, consumes }: Pick<Service, 'publishes' | 'consumes'>): boolean => publishes.length + consumes.length > 0;

export const accessOfWorkload = (workload: Service, { postgres, kafka }: Stores): readonly AccessFile[] => [
  ...workload.stores.flatMap(use => databaseFiles(postgres[use.store], use.role)),
  ...(usesKafka(workload) ? Object.values(kafka).flatMap(each => kafkaFiles(each, workload.name)) : []),
];

/** The administrator's certificate of a job that prepares a database. */
export const accessOfJob = (job: { readonly kind: string; readonly store: string }, { postgres }: Stores): readonly AccessFile[] =>
  job.kind === 'database-roles' ? databaseFiles(postgres[job.store], ADMINISTRATOR) : [];
