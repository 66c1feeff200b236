/** Secrets by name: what they are for, never what they are. Who holds one is said by the service that lists it. */
import { defineSecret } from '../model/index.ts';

export const secrets = [
  defineSecret({ name: 'acquirer-a-api-key', class: 'provider-api-key', owner: 'team-providers', provider: 'acquirer-a', why: 'authenticates our calls' }),
  defineSecret({ name: 'acquirer-a-webhook-secret', class: 'webhook-signing-secret', owner: 'team-providers', why: 'proves that a webhook comes from acquirer A' }),
  defineSecret({ name: 'acquirer-b-client-key', class: 'mtls-private-key', owner: 'team-providers', provider: 'acquirer-b', why: 'our side of mutual TLS' }),
  defineSecret({ name: 'acquirer-b-webhook-secret', class: 'webhook-signing-secret', owner: 'team-providers', why: 'proves that a webhook comes from acquirer B' }),
  defineSecret({ name: 'switch-mac-key', class: 'provider-api-key', owner: 'team-providers', provider: 'domestic-switch', why: 'reference of the MAC key in the HSM' }),
  defineSecret({ name: 'bank-payout-client-key', class: 'mtls-private-key', owner: 'team-settlement', provider: 'bank-payout', why: 'our side of mutual TLS to the bank' }),
  defineSecret({ name: 'bank-payout-signing-key', class: 'provider-api-key', owner: 'team-settlement', provider: 'bank-payout', why: 'signs every payout order' }),
  defineSecret({ name: 'settlement-sftp-key', class: 'mtls-private-key', owner: 'team-settlement', provider: 'settlement-files', why: 'logs in to the file exchange' }),
  defineSecret({ name: 'idempotency-hmac', class: 'hmac-key', owner: 'team-payments', why: 'fingerprints of requests cannot be guessed' }),
  defineSecret({ name: 'merchant-webhook-hmac', class: 'hmac-key', owner: 'team-insights', why: 'merchants can check that a notification is ours' }),
  defineSecret({ name: 'merchant-token-key', class: 'hmac-key', owner: 'team-edge', why: 'verifies access tokens of merchants' }),
  defineSecret({ name: 'operator-session-key', class: 'hmac-key', owner: 'team-backoffice', why: 'sessions of operators, apart from those of merchants' }),
  defineSecret({
    name: 'token-data-key', class: 'encryption-data-key', owner: 'team-vault', modes: ['hosted-fields', 'vault'], why: 'version registry of the keys that wrap tokens',
  }),
  defineSecret({ name: 'card-data-key', class: 'encryption-data-key', owner: 'team-vault', modes: ['vault'], why: 'version registry of the keys that wrap card numbers' }),
];
