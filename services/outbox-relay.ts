import { defineService } from '../model/index.ts';

export const outboxRelay = defineService({
  name: 'outbox-relay',
  summary: 'Publishes what was committed to the outbox, in order, at least once.',
  owner: 'team-payments',
  tier: 1,
  segment: 'core',
  load: { flow: 'outbox-event', perReplica: 'outboxPerReplica', handling: 'batchHandling' },
  resources: 'medium',
  money: 'none',
  stores: [{ name: 'payments', access: 'read-write', hold: 'batchConnectionHold', why: 'reads the outbox and marks what was published' }],
  publishes: ['payment.events'],
});
