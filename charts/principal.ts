/** What workloads and jobs have in common, and the credentials that either holds. */
import { ADMINISTRATOR, namespaceOf } from '../model/index.ts';
import type { Job, Kafka, Postgres, Topology, Workload } from '../model/index.ts';
import { named } from './lookup.ts';
import type { Subject } from './manifest.ts';

/** Something of ours that runs with an identity: a service or a job. */
export type Principal = Subject & Pick<Workload | Job, 'pool' | 'image' | 'secrets' | 'awsIdentity'>;

/** Where pods find their files. */
export const SECRETS_PATH = '/var/run/secrets/payments';
export const TLS_PATH = '/var/run/secrets/tls';

/** Where secrets come from in an environment without a secret manager: filled by a person, read by name only. */
export const SECRET_SOURCE = 'payments-secret-source';

/** Secret with what the secret manager gives a principal. */
export const secretsNameOf = (name: string): string => `${name}-secrets`;
/** Secret with certificates for stores that an operator in the cluster runs; there is none where AWS runs them. */
export const accessNameOf = (name: string): string => `${name}-access`;
/** Secret with the principal's own certificate. */
export const tlsNameOf = (name: string): string => `${name}-tls`;

/** A file of `<name>-access` and the Secret of the store's namespace that it is copied from. */
export interface AccessFile {
  readonly file: string;
  readonly namespace: string;
  readonly secret: string;
  readonly property: string;
}

/** Name of the operator's object for a database role: `ledger-payment-core`. */
export const roleObjectOf = (store: string, role: string): string => `${store}-${role.replaceAll('_', '-')}`;

/** The role that owns the tables; nobody logs in as it. */
export const ownerRoleOf = (store: { readonly database: string }): string => `${store.database}_owner`;

const certificateOf = (file: string, namespace: string, secret: string, crt: string, key: string): readonly AccessFile[] => [
  { file: `${file}.crt`, namespace, secret, property: crt },
  { file: `${file}.key`, namespace, secret, property: key },
];

const databaseFiles = (store: Postgres, role: string): readonly AccessFile[] =>
  store.namespace === null
    ? []
    : certificateOf(`postgres-${store.name}`, store.namespace, `${roleObjectOf(store.name, role)}-client-cert`, 'tls.crt', 'tls.key');

const kafkaFiles = (kafka: Kafka, user: string): readonly AccessFile[] =>
  kafka.namespace === null ? [] : certificateOf(`kafka-${kafka.name}`, kafka.namespace, user, 'user.crt', 'user.key');

/** Whether a service publishes or consumes. */
export const usesKafka = (workload: Workload): boolean => workload.publishes.length + workload.consumes.length > 0;

/** Whether a service logs in to a store or to Kafka at all, whoever runs it. */
export const usesStores = (workload: Workload): boolean => workload.stores.length > 0 || usesKafka(workload);

/** Client certificates of a service, where operators in the cluster issue them; empty where AWS identities do the work. */
export const accessOfWorkload = (workload: Workload, topology: Topology): readonly AccessFile[] => [
  ...workload.stores.flatMap(use => databaseFiles(named(topology.postgres, use.store, 'store'), use.role)),
  ...(usesKafka(workload) ? Object.values(topology.kafka).flatMap(kafka => kafkaFiles(kafka, workload.name)) : []),
];

/** The administrator's certificate of a job that prepares a database. */
export const accessOfJob = (job: Job, topology: Topology): readonly AccessFile[] =>
  job.kind === 'database-roles' ? databaseFiles(named(topology.postgres, job.store, 'store'), ADMINISTRATOR) : [];

/** Namespace of the secret sync. */
export const PLATFORM = namespaceOf('platform');
