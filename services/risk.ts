import { defineService } from '../model/index.ts';

export const risk = defineService({
  name: 'risk',
  summary: 'Scores a payment or payout before money moves.',
  owner: 'team-risk',
  tier: 2,
  segment: 'core',
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 'riskPerReplica' },
  resources: 'large',
  money: 'decides',
  stores: [{ name: 'payments', access: 'append', why: 'velocity counters and the evidence of each decision' }],
});
