/** Where things are kept. Each PostgreSQL store is a failure domain of its own; object stores are write-once. */
import { defineKafka, defineObjectStore, definePostgres } from '../model/index.ts';

export const stores = [
  definePostgres({
    kind: 'postgres', name: 'payments', summary: 'Payment state, provider operations, idempotency and the outbox', owner: 'team-payments', tier: 0, slot: 0,
    boundary: 'data', data: 'money', key: 'money', database: 'payments', version: '16.8', instanceClass: 'db.r6g.8xlarge', maxConnections: 'auroraConnections',
    volume: '200Gi', recoveryDays: 35, why: 'which command was accepted and what was sent to whom',
  }),
  definePostgres({
    kind: 'postgres', name: 'ledger', summary: 'Journals and entries: financial truth', owner: 'team-ledger', tier: 0, slot: 1,
    boundary: 'data', data: 'money', key: 'money', database: 'ledger', version: '16.8', instanceClass: 'db.r6g.8xlarge', maxConnections: 'auroraConnections',
    volume: '200Gi', recoveryDays: 35, why: 'apart from payments, so that a lock storm there cannot stop posting here',
  }),
  definePostgres({
    kind: 'postgres', name: 'tokens', summary: 'Provider tokens of cards', owner: 'team-vault', tier: 0, slot: 0, modes: ['hosted-fields', 'vault'],
    boundary: 'cde', data: 'token', key: 'token', database: 'tokens', version: '16.8', instanceClass: 'db.r6g.2xlarge', maxConnections: 'auroraConnections',
    volume: '50Gi', recoveryDays: 35, why: 'the only place that maps a customer to a token',
  }),
  definePostgres({
    kind: 'postgres', name: 'vault', summary: 'Encrypted card numbers', owner: 'team-vault', tier: 0, slot: 1, modes: ['vault'],
    boundary: 'cde', data: 'card', key: 'card', database: 'vault', version: '16.8', instanceClass: 'db.r6g.2xlarge', maxConnections: 'auroraConnections',
    volume: '50Gi', recoveryDays: 35, why: 'card numbers in a database of their own with a key of their own',
  }),
  definePostgres({
    kind: 'postgres', name: 'reporting', summary: 'Read models for search, dashboards and reports', owner: 'team-insights', tier: 3, slot: 2,
    boundary: 'data', data: 'personal', key: 'read', database: 'reporting', version: '16.8', instanceClass: 'db.r6g.4xlarge', maxConnections: 'auroraConnections',
    volume: '200Gi', recoveryDays: 14, why: 'reads that may be stale never touch the databases that decide',
  }),
  defineKafka({
    kind: 'kafka', name: 'events', summary: 'Propagation of facts; never financial truth', owner: 'team-data', tier: 1, slot: 3, data: 'money', key: 'events',
    instanceType: 'kafka.m7g.2xlarge', brokersPerZone: 2, versions: { msk: '3.8.x.kraft', strimzi: '4.2.0' }, volumeGiB: 4_000,
    partitionsPerBroker: 'mskPartitions2xlarge', why: 'one stream per aggregate, replayable, idempotent consumers',
  }),
  defineObjectStore({
    kind: 'object', name: 'evidence', summary: 'Raw webhooks, provider responses and reports as received', owner: 'team-data', data: 'money',
    key: 'evidence', lockDays: 2_555, writableIn: 'both', why: 'what proves that money moved when our own state is gone',
  }),
  defineObjectStore({
    kind: 'object', name: 'audit', summary: 'Who did what, and with which approval', owner: 'team-platform', data: 'operational',
    key: 'evidence', lockDays: 2_555, writableIn: 'both', why: 'operator and system actions, out of reach of operators',
  }),
  defineObjectStore({
    kind: 'object', name: 'settlement-files', summary: 'Files sent to and received from banks', owner: 'team-settlement', data: 'money',
    key: 'evidence', lockDays: 2_555, writableIn: 'primary', why: 'a file is sent once and can be shown for years',
  }),
];
