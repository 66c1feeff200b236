/** Streams. Key and partitions are immutable after release: changing either reorders what consumers rely on. */
import { defineTopic } from '../model/index.ts';

export const topics = [
  defineTopic({
    name: 'payment.events', why: 'the life of one payment, in order', owner: 'team-payments', key: 'payment_id', flow: 'outbox-event',
    cleanup: 'delete', retentionDays: 7, partitions: 48, data: 'money', quarantine: 'payments on call repairs the consumer, then replays by payment',
  }),
  defineTopic({
    name: 'ledger.journals', why: 'posted journals as immutable facts', owner: 'team-ledger', key: 'journal_id', flow: 'journal',
    cleanup: 'delete', retentionDays: 7, partitions: 48, data: 'money', quarantine: 'ledger on call proves the journal against the ledger, then replays',
  }),
  defineTopic({
    name: 'ledger.balances', why: 'the latest balance of an account, for readers', owner: 'team-ledger', key: 'account_id', flow: 'journal',
    cleanup: 'compact', retentionDays: 7, partitions: 48, data: 'money', quarantine: 'rebuilt from the ledger; the message is kept as evidence',
  }),
  defineTopic({
    name: 'webhook.received', why: 'what a provider reported about one object, in order', owner: 'team-providers', key: 'provider_code + provider_object_ref',
    flow: 'webhook', cleanup: 'delete', retentionDays: 14, partitions: 48, data: 'money',
    quarantine: 'providers on call reads the raw event from evidence, fixes the mapping, replays by object',
  }),
  defineTopic({
    name: 'reconciliation.breaks', why: 'differences that a person or a rule must explain', owner: 'team-settlement', key: 'break_id',
    flow: 'backoffice-request', cleanup: 'delete', retentionDays: 30, partitions: 6, data: 'money', quarantine: 'becomes a case in the backoffice',
  }),
  defineTopic({
    name: 'settlement.batches', why: 'steps of one settlement batch', owner: 'team-settlement', key: 'settlement_batch_id',
    flow: 'settlement-merchant', cleanup: 'delete', retentionDays: 30, partitions: 6, data: 'money', quarantine: 'freezes the batch; settlement on call decides',
  }),
  defineTopic({
    name: 'payout.events', why: 'the life of one payout, in order', owner: 'team-settlement', key: 'payout_id', flow: 'payout',
    cleanup: 'delete', retentionDays: 30, partitions: 6, data: 'money', quarantine: 'freezes the payout; payouts on call asks the bank first',
  }),
];
