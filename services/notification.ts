import { defineService } from '../model/index.ts';

export const notification = defineService({
  name: 'notification',
  summary: 'Tells merchants what happened; late is fine, wrong is not.',
  owner: 'team-insights',
  tier: 3,
  segment: 'read',
  load: { flow: 'notification', perReplica: 'notifyPerReplica' },
  resources: 'small',
  stores: [{ name: 'reporting', access: 'read-only', endpoint: 'replica', why: 'addresses and preferences of merchants' }],
  consumes: ['payment.events', 'payout.events'],
  secrets: ['merchant-webhook-hmac'],
  awsApis: [{ api: 'sns', why: 'hands messages to the delivery service; nothing here reaches the internet itself' }],
});
