import { defineService } from '../model/index.ts';

export const payoutWorker = defineService({
  name: 'payout-worker',
  summary: 'Reserves balance and sends each payout once.',
  owner: 'team-settlement',
  tier: 2,
  segment: 'batch',
  load: { flow: 'payout', perReplica: 'payoutPerReplica', handling: 'payoutHandling' },
  resources: 'medium',
  money: 'moves',
  calls: [
    { to: 'risk', why: 'fails closed: no answer, no payout' },
    { to: 'bank-payout-adapter', timeout: 'payoutTimeout', why: 'send a reserved payout' },
  ],
  stores: [{ name: 'ledger', access: 'read-write', why: 'reservation with row lock on the primary, attempts with fencing token' }],
  publishes: ['payout.events'],
  lease: { name: 'payout', ttlSeconds: 60, renewSeconds: 15, why: 'one sender of a payout, fenced by its token' },
});
