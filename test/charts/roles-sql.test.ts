/** The SQL of the roles' job, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rolesSql } from '../../charts/jobs/roles-sql.ts';
import type { Postgres, Topology } from '../../model/index.ts';
import { type PostgresServer, serverPrograms, startPostgres } from './postgres-server.ts';
import { topologyOf } from './support.ts';

const programs = serverPrograms();
if (programs === null) console.log('the SQL of database roles was not run: no PostgreSQL server here (pg_config names no folder with initdb)');

const storeOf = (topology: Topology): Postgres => {
  const { payments } = topology.postgres;
  if (payments === undefined) throw new Error('no store payments');
  return payments;
};
const roleWith = (store: Postgres, access: Postgres['roles'][number]['access']): string => {
  const found = store.roles.find(role => role.access === access);
  if (found === undefined) throw new Error(`no role with ${access}`);
  return found.role;
};
const database = 'payments';
const administrator = { user: 'administrator', database, transaction: true };

/** A table, made as a migration would make it. */
const TABLE = 'set role payments_owner; create table payments.attempts (id bigserial primary key, state text not null)';

describe.skipIf(programs === null)('roles where AWS runs the database: the administrator makes them', () => {
  let server: PostgresServer;
  const topology = topologyOf('production');
  const store = storeOf(topology);
  const [writer, appender, reader] = (['read-write', 'append', 'read-only'] as const).map(access => roleWith(store, access)) as [string, string, string];
  const as = (user: string) => ({ user, database });

  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    // What RDS brings: a role that stands for tokens, and an administrator who may grant it.
    server.sql(['create role rds_iam', 'create role administrator login createrole createdb', 'grant rds_iam to administrator with admin option'].join(';\n'));
    server.sql('create role stranger login; create database payments owner administrator');
    server.sql(rolesSql(store, topology), administrator);
    server.sql(TABLE, as('administrator'));
  });
  afterAll(() => server.stop());

  test('run again, it changes nothing', () => {
    const before = server.dump(database);
    server.sql(rolesSql(store, topology), administrator);
    expect(server.dump(database)).toBe(before);
  });

  test('a service that reads and writes may do both, in its own schema without naming it', () => {
    expect(server.sql("insert into attempts (state) values ('new') returning state", as(writer))).toBe('new');
    expect(server.sql("update attempts set state = 'sent' returning state", as(writer))).toBe('sent');
  });

  test('a service that appends can change and remove nothing', () => {
    expect(server.sql("insert into attempts (state) values ('new') returning state", as(appender))).toBe('new');
    for (const statement of ["update attempts set state = 'lost'", 'delete from attempts', 'truncate attempts']) {
      expect(() => server.sql(statement, as(appender)), statement).toThrow('permission denied for table attempts');
    }
  });

  test('a service that reads can write nothing', () => {
    expect(Number(server.sql('select count(*) from attempts', as(reader)))).toBeGreaterThan(0);
    expect(() => server.sql("insert into attempts (state) values ('new')", as(reader))).toThrow('permission denied');
  });

  test('no service can make a table, and nobody undeclared can connect', () => {
    for (const schema of ['payments', 'public']) expect(() => server.sql(`create table ${schema}.own ()`, as(writer)), schema).toThrow('permission denied for schema');
    expect(() => server.sql('select 1', as('stranger'))).toThrow('permission denied for database');
  });

  test('sessions end when no client waits for them any more, and there are no more than planned', () => {
    const role = store.roles.find(each => each.role === writer);
    const pool = topology.workloads[role?.service ?? '']?.stores.find(use => use.store === store.name)?.pool;
    const milliseconds = (name: string) => Number(server.sql(`select setting from pg_settings where name = '${name}'`, as(writer)));
    expect(milliseconds('statement_timeout')).toBe(pool?.socketTimeoutMs);
    expect(milliseconds('lock_timeout')).toBe(pool?.connectionTimeoutMs);
    expect(milliseconds('idle_in_transaction_session_timeout')).toBe(pool?.socketTimeoutMs);
    expect(server.sql(`select rolconnlimit from pg_roles where rolname = '${writer}'`)).toBe(String(role?.connections));
  });

  test('a right that the catalog takes back is gone, also for tables to come', () => {
    const less: Postgres = { ...store, roles: store.roles.map(role => (role.role === appender ? { ...role, access: 'read-only' } : role)) };
    server.sql(rolesSql(less, topology), administrator);
    expect(() => server.sql("insert into attempts (state) values ('new')", as(appender))).toThrow('permission denied for table attempts');
    server.sql('set role payments_owner; create table payments.later (id int)', as('administrator'));
    expect(() => server.sql('insert into later values (1)', as(appender))).toThrow('permission denied for table later');
    expect(server.sql('select count(*) from later', as(appender))).toBe('0');
  });
});

describe.skipIf(programs === null)('roles where an operator runs the database: it makes them, the administrator grants', () => {
  let server: PostgresServer;
  const topology = topologyOf('sandbox');
  const store = storeOf(topology);

  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    // As CloudNativePG does, from the Cluster and the DatabaseRoles.
    const names = store.roles.map(({ role }) => role);
    server.sql([
      'create role payments_owner login', 'create database payments owner payments_owner', 'create role administrator login nocreaterole',
      ...store.roles.map(({ role, connections }) => `create role "${role}" login connection limit ${connections}`),
      `grant ${['payments_owner', ...names.map(name => `"${name}"`)].join(', ')} to administrator`,
    ].join(';\n'));
    server.sql(rolesSql(store, topology), administrator);
    server.sql(TABLE, { user: 'administrator', database });
  });
  afterAll(() => server.stop());

  test('run again, it changes nothing', () => {
    const before = server.dump(database);
    server.sql(rolesSql(store, topology), administrator);
    expect(server.dump(database)).toBe(before);
  });

  test('an administrator without the right to make roles is enough', () => {
    expect(server.sql("insert into attempts (state) values ('new') returning state", { user: roleWith(store, 'append'), database })).toBe('new');
    expect(() => server.sql('delete from attempts', { user: roleWith(store, 'append'), database })).toThrow('permission denied');
    expect(server.sql('show search_path', { user: roleWith(store, 'read-write'), database })).toBe(database);
  });
});
