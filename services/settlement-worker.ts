import { defineService } from '../model/index.ts';

export const settlementWorker = defineService({
  name: 'settlement-worker',
  summary: 'Computes what each merchant is owed, from a fixed watermark, reproducibly.',
  owner: 'team-settlement',
  tier: 2,
  segment: 'batch',
  load: { flow: 'settlement-merchant', perReplica: 'settlementPerReplica' },
  resources: 'large',
  money: 'moves',
  calls: [{ to: 'policy', why: 'fees, reserves and holds of a merchant' }],
  stores: [{ name: 'ledger', access: 'append', hold: 'batchConnectionHold', why: 'reads movements up to the watermark, posts the batch' }],
  publishes: ['settlement.batches'],
  lease: { name: 'settlement', ttlSeconds: 60, renewSeconds: 15, why: 'one owner of a batch, fenced by its token' },
});
