import { defineService } from '../model/index.ts';

export const inquiryWorker = defineService({
  name: 'inquiry-worker',
  summary: 'Finds out at the provider what became of a call without an answer.',
  owner: 'team-payments',
  tier: 2,
  segment: 'core',
  load: { flow: 'unknown-outcome', perReplica: 'inquiryPerReplica', handling: 'providerHandling' },
  resources: 'small',
  money: 'decides',
  calls: [
    { to: 'acquirer-a-adapter', timeout: 'inquiryTimeout', why: 'status of an unknown operation' },
    { to: 'acquirer-b-adapter', timeout: 'inquiryTimeout', why: 'status of an unknown operation' },
    { to: 'switch-adapter', timeout: 'inquiryTimeout', why: 'status of an unknown operation' },
    { to: 'bank-payout-adapter', timeout: 'inquiryTimeout', why: 'status of an unknown payout' },
    { to: 'payment-core', why: 'apply what was found out' },
  ],
  stores: [{ name: 'payments', access: 'read-write', why: 'queue of unknown outcomes and their evidence' }],
  lease: { name: 'inquiry', ttlSeconds: 60, renewSeconds: 15, why: 'one inquiry per operation at a time' },
});
