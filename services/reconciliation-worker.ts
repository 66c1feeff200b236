import { defineService } from '../model/index.ts';

export const reconciliationWorker = defineService({
  name: 'reconciliation-worker',
  summary: 'Compares what providers and banks report with what the ledger says.',
  owner: 'team-settlement',
  tier: 2,
  segment: 'batch',
  load: { flow: 'reconciliation-row', perReplica: 'reconciliationPerReplica', handling: 'batchHandling' },
  resources: 'large',
  money: 'decides',
  stores: [
    { name: 'payments', access: 'read-only', hold: 'batchConnectionHold', why: 'provider operations to match against' },
    { name: 'ledger', access: 'read-only', hold: 'batchConnectionHold', why: 'journals up to a watermark' },
  ],
  objects: [{ name: 'settlement-files', access: 'read', why: 'files to compare' }],
  publishes: ['reconciliation.breaks'],
  lease: { name: 'reconciliation', ttlSeconds: 60, renewSeconds: 15, why: 'one worker a chunk' },
});
