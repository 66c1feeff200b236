/** SQL that makes a database's roles exactly what the catalog says. */
import type { Postgres, Topology } from '../../model/index.ts';
import { named } from '../lookup.ts';
import { ownerRoleOf } from '../principal.ts';

type Role = Postgres['roles'][number];

/** Names come from the catalog's schema; quoting keeps a reserved word from being one here. */
const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Rights on tables. `append` cannot change what is written: no update, no delete, no truncate. */
const TABLES: Readonly<Record<Role['access'], string>> = {
  'read-write': 'select, insert, update, delete',
  append: 'select, insert',
  'read-only': 'select',
};

/** One schema per database, named like it; `public` is closed. */
const schemaOf = (store: Postgres): string => name(store.database);

const createRole = (role: string, how: 'login' | 'nologin'): string => `do $$
begin
  if not exists (select from pg_roles where rolname = ${text(role)}) then
    create role ${name(role)} ${how};
  end if;
end
$$;`;

/**
 * Limits of one role's sessions, from the pool of its service: the server gives up when no client waits any more.
 *
 * `statement_timeout` does not end a commit that waits for its standby, and nothing may (measured on PostgreSQL 15): the
 * client's socket timeout does, and the outcome is then unknown until it is asked for.
 */
const sessionLimits = (store: Postgres, { role, service }: Role, topology: Topology): Readonly<Record<string, string>> => {
  const pool = named(topology.workloads, service, 'workload').stores.find(use => use.store === store.name && use.role === role)?.pool;
  if (pool === undefined) throw new Error(`${service} does not use ${store.name} as '${role}'`);
  return {
    search_path: store.database,
    statement_timeout: `${pool.socketTimeoutMs}ms`,
    lock_timeout: `${pool.connectionTimeoutMs}ms`,
    idle_in_transaction_session_timeout: `${pool.socketTimeoutMs}ms`,
  };
};

const settings = (store: Postgres, role: Role, topology: Topology): string => Object.entries(sessionLimits(store, role, topology))
  .map(([setting, value]) => `alter role ${name(role.role)} set ${setting} = ${text(value)};`).join('\n');

/**
 * Where AWS runs the database the administrator creates roles itself and lets them log in by IAM. Where an operator does, it
 * made them with their certificates and limits, and the administrator is a member: then each role sets its own defaults.
 */
const roleStatements = (store: Postgres, role: Role, topology: Topology): string => store.binding === 'aurora'
  ? [
      createRole(role.role, 'login'),
      `alter role ${name(role.role)} connection limit ${role.connections};`,
      `grant rds_iam to ${name(role.role)};`,
      settings(store, role, topology),
    ].join('\n')
  : [`set local role ${name(role.role)};`, settings(store, role, topology), 'reset role;'].join('\n');

/** Everything is taken away first, in the same transaction, so that a right that the catalog no longer gives is gone. */
const grants = (store: Postgres, { role, access }: Role): string => {
  const schema = schemaOf(store);
  const who = name(role);
  return [
    `revoke all on all tables in schema ${schema} from ${who};`,
    `revoke all on all sequences in schema ${schema} from ${who};`,
    `grant usage on schema ${schema} to ${who};`,
    `grant ${TABLES[access]} on all tables in schema ${schema} to ${who};`,
    `alter default privileges in schema ${schema} revoke all on tables from ${who};`,
    `alter default privileges in schema ${schema} grant ${TABLES[access]} on tables to ${who};`,
    `alter default privileges in schema ${schema} revoke all on sequences from ${who};`,
    ...(access === 'read-only' ? [] : [
      `grant usage on all sequences in schema ${schema} to ${who};`,
      `alter default privileges in schema ${schema} grant usage on sequences to ${who};`,
    ]),
  ].join('\n');
};

const owner = (store: Postgres): string => {
  const role = ownerRoleOf(store);
  return store.binding === 'aurora'
    ? [
        createRole(role, 'nologin'),
        `grant ${name(role)} to current_user;`,
        '-- From now on this login takes IAM tokens and no password.',
        'grant rds_iam to current_user;',
      ].join('\n')
    : `-- ${role} came with the cluster.`;
};

/** Idempotent; run it in one transaction. No password stands here: roles log in by IAM or by certificate. */
export const rolesSql = (store: Postgres, topology: Topology): string => {
  const schema = schemaOf(store);
  const database = name(store.database);
  const blocks: readonly (readonly string[])[] = [
    [
      `-- Roles and grants of database ${store.database}: what each service may do, and nothing more.`,
      '-- Run again, it changes nothing. One transaction: all of it, or none.',
      "set local lock_timeout = '5s';",
    ],
    [
      '-- Tables belong to a role that no service logs in as.',
      owner(store),
      `create schema if not exists ${schema} authorization ${name(ownerRoleOf(store))};`,
    ],
    ['-- No role has a right that is not given below.', 'revoke all on schema public from public;', `revoke all on database ${database} from public;`],
    ...store.roles.map(role => [
      `-- ${role.service}: at most ${role.connections} connections`,
      roleStatements(store, role, topology),
      `grant connect on database ${database} to ${name(role.role)};`,
    ]),
    ['-- Rights on tables, given by their owner.', `set local role ${name(ownerRoleOf(store))};`],
    ...store.roles.map(role => [`-- ${role.service}: ${role.access}`, grants(store, role)]),
    ['reset role;'],
  ];
  return `${blocks.map(block => block.join('\n')).join('\n\n')}\n`;
};
