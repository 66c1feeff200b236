import { defineService } from '../model/index.ts';

export const acquirerBAdapter = defineService({
  name: 'acquirer-b-adapter',
  summary: 'Speaks to acquirer B over mutual TLS and keeps the evidence of every call.',
  owner: 'team-providers',
  tier: 1,
  segment: 'provider',
  provider: 'acquirer-b',
  ports: { https: 8443 },
  load: { flow: 'provider-operation', share: 'acquirerBShare', perReplica: 'adapterPerReplica', handling: 'providerHandling' },
  resources: 'medium',
  money: 'moves',
  commands: true,
  objects: [{ name: 'evidence', access: 'write', why: 'raw requests and responses' }],
  secrets: ['acquirer-b-client-key'],
});
