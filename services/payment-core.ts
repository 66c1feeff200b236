import { defineService } from '../model/index.ts';

export const paymentCore = defineService({
  name: 'payment-core',
  summary: 'Owns payment state and decides which transition is legal.',
  owner: 'team-payments',
  tier: 1,
  segment: 'core',
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 'confirmPerReplica', handling: 'confirmHandling' },
  resources: 'large',
  money: 'decides',
  commands: true,
  calls: [
    { to: 'risk', timeout: 'riskBudget', why: 'pre-authorization check' },
    { to: 'policy', timeout: 'routeBudget', why: 'which route and limits apply' },
    { to: 'token-vault', data: 'token', timeout: 'vaultTimeout', why: 'turn our token into the token of the provider' },
    { to: 'acquirer-a-adapter', timeout: 'refundTimeout', why: 'authorize, capture, refund' },
    { to: 'acquirer-b-adapter', timeout: 'refundTimeout', why: 'authorize, capture, refund' },
    { to: 'switch-adapter', timeout: 'captureTimeout', why: 'authorize and reverse domestic debit' },
  ],
  stores: [{ name: 'payments', access: 'read-write', hold: 'confirmConnectionHold', why: 'payment state, idempotency and outbox in one transaction' }],
  secrets: ['idempotency-hmac'],
});
