import { defineService } from '../model/index.ts';

export const searchIndexer = defineService({
  name: 'search-indexer',
  summary: 'Projects events into the read model.',
  owner: 'team-insights',
  tier: 3,
  segment: 'read',
  load: { flow: 'outbox-event', perReplica: 'indexPerReplica', handling: 'batchHandling' },
  resources: 'medium',
  stores: [{ name: 'reporting', access: 'read-write', hold: 'batchConnectionHold', why: 'the only writer of the read model' }],
  consumes: ['payment.events', 'ledger.journals', 'ledger.balances', 'payout.events'],
});
