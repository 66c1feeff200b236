import { defineService } from '../model/index.ts';

export const analyticsConsumer = defineService({
  name: 'analytics-consumer',
  summary: 'Feeds the warehouse from events.',
  owner: 'team-insights',
  tier: 4,
  segment: 'analytics',
  load: { flow: 'outbox-event', perReplica: 'consumePerReplica', handling: 'batchHandling' },
  resources: 'small',
  consumes: ['payment.events', 'ledger.journals'],
});
