import { defineService } from '../model/index.ts';

export const bankPayoutAdapter = defineService({
  name: 'bank-payout-adapter',
  summary: 'Sends payout orders to the bank and asks what became of them.',
  owner: 'team-settlement',
  tier: 1,
  segment: 'provider',
  provider: 'bank-payout',
  ports: { https: 8443 },
  load: { flow: 'payout', perReplica: 'payoutPerReplica', handling: 'payoutHandling' },
  resources: 'medium',
  money: 'moves',
  commands: true,
  objects: [{ name: 'evidence', access: 'write', why: 'signed orders and answers of the bank' }],
  secrets: ['bank-payout-client-key', 'bank-payout-signing-key'],
});
