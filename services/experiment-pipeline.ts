import { defineService } from '../model/index.ts';

export const experimentPipeline = defineService({
  name: 'experiment-pipeline',
  summary: 'Measures experiments from events, never on the write path.',
  owner: 'team-insights',
  tier: 4,
  segment: 'analytics',
  load: { flow: 'checkout-confirm', perReplica: 'consumePerReplica', handling: 'batchHandling' },
  resources: 'small',
  consumes: ['payment.events'],
});
