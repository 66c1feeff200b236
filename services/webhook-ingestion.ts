import { defineService } from '../model/index.ts';

export const webhookIngestion = defineService({
  name: 'webhook-ingestion',
  summary: 'Stores the raw event of a provider before anybody decides anything about it.',
  owner: 'team-providers',
  tier: 1,
  segment: 'webhook',
  ports: { https: 8443 },
  load: { flow: 'webhook', perReplica: 'webhookPerReplica' },
  resources: 'medium',
  route: { name: 'webhook', port: 'https' },
  objects: [{ name: 'evidence', access: 'write', why: 'the raw event, written before it is acknowledged' }],
  publishes: ['webhook.received'],
  secrets: ['acquirer-a-webhook-secret', 'acquirer-b-webhook-secret'],
});
