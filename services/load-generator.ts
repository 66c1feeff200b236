import { defineService } from '../model/index.ts';

export const loadGenerator = defineService({
  name: 'load-generator',
  summary: 'Plays merchants outside production.',
  owner: 'team-payments',
  tier: 4,
  segment: 'edge',
  only: 'lower',
  load: { flow: 'payment-api', perReplica: 'simulatorPerReplica' },
  resources: 'small',
  calls: [{ to: 'api-gateway', timeout: 'refundTimeout', why: 'load tests over the whole lifecycle' }],
});
