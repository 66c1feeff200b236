import { defineService } from '../model/index.ts';

export const switchAdapter = defineService({
  name: 'switch-adapter',
  summary: 'Holds the ISO 8583 connections to the domestic switch, one per pod, with heartbeat and MAC.',
  owner: 'team-providers',
  tier: 1,
  segment: 'provider',
  shape: 'connection',
  provider: 'domestic-switch',
  ports: { https: 8443 },
  load: { flow: 'provider-operation', share: 'switchShare', perReplica: 'switchPerReplica', handling: 'providerHandling' },
  resources: 'medium',
  money: 'moves',
  commands: true,
  objects: [{ name: 'evidence', access: 'write', why: 'messages without card data, with their trace numbers' }],
  secrets: ['switch-mac-key'],
  awsApis: [{ api: 'payment-cryptography.dataplane', why: 'makes and checks the MAC inside the HSM' }],
});
