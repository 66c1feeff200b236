import { defineService } from '../model/index.ts';

export const webhookProcessor = defineService({
  name: 'webhook-processor',
  summary: 'Applies stored provider events to payments, once and in order.',
  owner: 'team-providers',
  tier: 1,
  segment: 'core',
  load: { flow: 'webhook', perReplica: 'webhookApplyPerReplica' },
  resources: 'medium',
  money: 'decides',
  calls: [{ to: 'payment-core', why: 'apply what the provider reported' }],
  stores: [{ name: 'payments', access: 'read-write', why: 'inbox that removes duplicates, provider operations' }],
  objects: [{ name: 'evidence', access: 'read', why: 'the raw event behind the message' }],
  consumes: ['webhook.received'],
});
