import { defineService } from '../model/index.ts';

export const cardVault = defineService({
  name: 'card-vault',
  summary: 'Keeps card numbers, encrypted field by field under keys of an HSM.',
  owner: 'team-vault',
  tier: 1,
  segment: 'cde',
  modes: ['vault'],
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 'vaultPerReplica' },
  resources: 'medium',
  stores: [{ name: 'vault', access: 'read-write', why: 'encrypted card numbers' }],
  secrets: ['card-data-key'],
  awsApis: [
    { api: 'kms', why: 'wraps and unwraps data keys' },
    { api: 'payment-cryptography.dataplane', why: 'seals a card number for the acquirer inside the HSM' },
  ],
});
