import { defineService } from 'payment-topology';

export const feeQuote = defineService({
  name: 'fee-quote',
  summary: 'Says what a payment would cost before it is made.',
  owner: 'team-risk',
  tier: 2,
  segment: 'core',
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 400 },
  resources: 'small',
  calls: [{ to: 'policy', why: 'fee plan of the merchant' }],
  stores: [{ name: 'payments', access: 'read-only', why: 'volume tiers of the current month' }],
  publishes: ['payment.events'],
});
