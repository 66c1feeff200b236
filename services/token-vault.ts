import { defineService } from '../model/index.ts';

export const tokenVault = defineService({
  name: 'token-vault',
  summary: 'Keeps provider tokens of cards; card numbers go from the browser to the provider.',
  owner: 'team-vault',
  tier: 1,
  segment: 'cde',
  modes: ['hosted-fields', 'vault'],
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 'vaultPerReplica' },
  resources: 'medium',
  calls: [{ to: 'card-vault', data: 'card', timeout: 'vaultTimeout', why: 'in vault mode, the card behind a token, sealed for the acquirer' }],
  stores: [{ name: 'tokens', access: 'read-write', why: 'maps our tokens to those of the provider' }],
  secrets: ['token-data-key'],
  awsApis: [{ api: 'kms', why: 'wraps and unwraps data keys' }],
});
