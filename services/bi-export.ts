import { defineService } from '../model/index.ts';

export const biExport = defineService({
  name: 'bi-export',
  summary: 'Exports aggregates for business intelligence.',
  owner: 'team-insights',
  tier: 4,
  segment: 'analytics',
  load: { flow: 'journal', perReplica: 'consumePerReplica', handling: 'batchHandling' },
  resources: 'small',
  consumes: ['ledger.journals', 'settlement.batches'],
});
