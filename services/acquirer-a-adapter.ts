import { defineService } from '../model/index.ts';

export const acquirerAAdapter = defineService({
  name: 'acquirer-a-adapter',
  summary: 'Speaks to acquirer A and keeps the evidence of every call.',
  owner: 'team-providers',
  tier: 1,
  segment: 'provider',
  provider: 'acquirer-a',
  ports: { https: 8443 },
  load: { flow: 'provider-operation', share: 'acquirerAShare', perReplica: 'adapterPerReplica', handling: 'providerHandling' },
  resources: 'medium',
  money: 'moves',
  commands: true,
  objects: [{ name: 'evidence', access: 'write', why: 'raw requests and responses' }],
  secrets: ['acquirer-a-api-key'],
});
