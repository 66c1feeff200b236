/** Roles and grants of one database, applied by its administrator. */
import { ADMINISTRATOR } from '../../model/index.ts';
import type { Job, Postgres, Topology } from '../../model/index.ts';
import { databaseHost } from '../facets/endpoints.ts';
import { named } from '../lookup.ts';
import { SECRETS_PATH, TLS_PATH } from '../principal.ts';
import { rolesSql } from './roles-sql.ts';
import { CONFIG_PATH } from './run-once.ts';
import type { Task } from './run-once.ts';

/**
 * A token of the job's own AWS identity is its password, for 15 minutes; elsewhere its certificate is enough. A standby cannot
 * be written and needs nothing: its roles are the primary's.
 */
const SCRIPT = `#!/bin/sh
set -eu
if [ "$STORE_AUTH" = iam ]; then
  PGPASSWORD="$(aws rds generate-db-auth-token --hostname "$PGHOST" --port "$PGPORT" --username "$PGUSER" --region "$REGION")"
  export PGPASSWORD
fi
if [ "$(psql --no-psqlrc --quiet --tuples-only --no-align --command='select pg_is_in_recovery()')" = t ]; then
  echo "$PGHOST replicates another region: roles and grants arrive with the data"
  exit 0
fi
exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --single-transaction --file=${CONFIG_PATH}/roles.sql
`;

/** How libpq proves who it is and whom it believes. */
const login = (store: Postgres): Readonly<Record<string, string>> => store.binding === 'aurora'
  // The image's trust store holds the authorities of RDS.
  ? { STORE_AUTH: 'iam', PGSSLROOTCERT: 'system' }
  : {
      STORE_AUTH: 'certificate',
      PGSSLROOTCERT: `${TLS_PATH}/ca.crt`,
      PGSSLCERT: `${SECRETS_PATH}/postgres-${store.name}.crt`,
      PGSSLKEY: `${SECRETS_PATH}/postgres-${store.name}.key`,
    };

export const databaseRoles = (job: Job, topology: Topology): Task => {
  const store = named(topology.postgres, job.store, 'store');
  return {
    files: { 'run.sh': SCRIPT, 'roles.sql': rolesSql(store, topology) },
    endpoints: {
      PGHOST: databaseHost(store, 'primary'),
      PGPORT: String(store.port),
      PGDATABASE: store.database,
      PGUSER: ADMINISTRATOR,
      PGSSLMODE: 'verify-full',
      PGAPPNAME: job.name,
      PGCONNECT_TIMEOUT: '10',
      REGION: topology.region.name,
      ...login(store),
    },
  };
};
