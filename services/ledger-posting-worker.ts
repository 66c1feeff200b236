import { defineService } from '../model/index.ts';

export const ledgerPostingWorker = defineService({
  name: 'ledger-posting-worker',
  summary: 'Posts balanced journals, idempotently, from payment facts.',
  owner: 'team-ledger',
  tier: 1,
  segment: 'core',
  load: { flow: 'journal', perReplica: 'journalPerReplica', handling: 'batchHandling' },
  resources: 'medium',
  money: 'decides',
  stores: [{ name: 'ledger', access: 'append', hold: 'batchConnectionHold', why: 'journals and entries are inserted, never changed' }],
  consumes: ['payment.events', 'settlement.batches', 'payout.events'],
  publishes: ['ledger.journals', 'ledger.balances'],
});
