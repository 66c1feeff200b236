/** What workloads and jobs have in common, and where either finds its credentials. */
import { namespaceOf, usesKafka } from '../model/index.ts';
import type { Job, Workload } from '../model/index.ts';
import type { Subject } from './manifest.ts';

/** Something of ours that runs with an identity: a service or a job. */
export type Principal = Subject & Pick<Workload | Job, 'pool' | 'image' | 'secrets' | 'awsIdentity'>;

/** Where pods find their files. */
export const SECRETS_PATH = '/var/run/secrets/payments';
export const TLS_PATH = '/var/run/secrets/tls';

/** Secret with what the secret manager gives a principal. */
export const secretsNameOf = (name: string): string => `${name}-secrets`;
/** Secret with certificates for stores that an operator in the cluster runs; there is none where AWS runs them. */
export const accessNameOf = (name: string): string => `${name}-access`;
/** Secret with the principal's own certificate. */
export const tlsNameOf = (name: string): string => `${name}-tls`;

/** The role that owns the tables; nobody logs in as it. */
export const ownerRoleOf = (store: { readonly database: string }): string => `${store.database}_owner`;

/** Whether a service logs in to a store or to Kafka at all, whoever runs it. */
export const usesStores = (workload: Workload): boolean => workload.stores.length > 0 || usesKafka(workload);

/** Namespace of the secret sync. */
export const PLATFORM = namespaceOf('platform');
