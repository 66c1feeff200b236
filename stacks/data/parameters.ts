/** Engine and parameters of every Aurora PostgreSQL cluster. */
import type { Postgres } from '../../model/index.ts';

export const ENGINE = 'aurora-postgresql';

/** Parameter groups go by major version. */
export const familyOf = (store: Postgres): string => `${ENGINE}${store.version.split('.')[0]}`;

interface Parameter {
  readonly name: string;
  readonly value: string;
  /** `pending-reboot` for those that the engine reads only when it starts. */
  readonly applyMethod: 'immediate' | 'pending-reboot';
}

const now = (name: string, value: string): Parameter => ({ name, value, applyMethod: 'immediate' });
const atStart = (name: string, value: string): Parameter => ({ name, value, applyMethod: 'pending-reboot' });

/**
 * Parameters of a store. Time-outs are the last line for sessions that forgot theirs; each database role has tighter ones.
 * `rds.global_db_rpo` is left alone: it stalls commits of the writer when the other region lags.
 */
export const parametersOf = (store: Postgres): readonly Parameter[] => [
  atStart('shared_preload_libraries', 'pg_stat_statements,pgaudit'),
  // connections were planned against this number, so the engine uses it, not the one it derives from memory
  atStart('max_connections', String(store.maxConnections)),
  now('rds.force_ssl', '1'),
  now('ssl_min_protocol_version', 'TLSv1.2'),
  now('password_encryption', 'scram-sha-256'),
  now('rds.accepted_password_auth_method', 'scram'),
  // in the card-data environment every access to stored data is recorded, elsewhere changes of structure and rights
  now('pgaudit.log', store.boundary === 'cde' ? 'ddl,role,read,write' : 'ddl,role'),
  // values of statements never reach a log
  now('pgaudit.log_parameter', '0'),
  now('log_parameter_max_length', '0'),
  now('log_parameter_max_length_on_error', '0'),
  now('log_connections', '1'),
  now('log_disconnections', '1'),
  now('log_lock_waits', '1'),
  now('statement_timeout', '60000'),
  now('lock_timeout', '10000'),
  now('idle_in_transaction_session_timeout', '30000'),
];
