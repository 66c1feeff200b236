/**
 * Banks, acquirers and switches, one per kind of connectivity. Addresses are documentation ranges (RFC 5737): replace them
 * with those of your contracts.
 */
import { defineProvider } from '../model/index.ts';

export const providers = [
  defineProvider({
    name: 'acquirer-a', summary: 'Card acquirer over public HTTPS', owner: 'team-providers', connectivity: 'https', encryption: 'tls',
    live: { hosts: ['api.acquirer-a.example'], addresses: ['203.0.113.0/27'], port: 443 },
    test: { hosts: ['sandbox.acquirer-a.example'], addresses: ['203.0.113.32/27'], port: 443 },
    operations: {
      authorize: { maxConcurrency: 'authorizeConcurrency', timeoutMs: 'authorizeTimeout', retryBudgetPerMinute: 'authorizeRetries' },
      capture: { maxConcurrency: 'captureConcurrency', timeoutMs: 'captureTimeout' },
      refund: { maxConcurrency: 'refundConcurrency', timeoutMs: 'refundTimeout' },
      inquiry: { maxConcurrency: 'inquiryConcurrency', timeoutMs: 'inquiryTimeout' },
    },
    inquiry: 'GET by our idempotency key, then the daily report',
  }),
  defineProvider({
    name: 'acquirer-b', summary: 'Card acquirer over mutual TLS', owner: 'team-providers', connectivity: 'mtls', encryption: 'mtls',
    live: { hosts: ['gateway.acquirer-b.example'], addresses: ['198.51.100.0/28'], port: 8443 },
    test: { hosts: ['gateway.test.acquirer-b.example'], addresses: ['198.51.100.16/28'], port: 8443 },
    operations: {
      authorize: { maxConcurrency: 'acquirerBConcurrency', timeoutMs: 'authorizeTimeout' },
      capture: { maxConcurrency: 'captureConcurrency', timeoutMs: 'captureTimeout' },
      refund: { maxConcurrency: 'refundConcurrency', timeoutMs: 'refundTimeout' },
      inquiry: { maxConcurrency: 'inquiryConcurrency', timeoutMs: 'inquiryTimeout' },
    },
    inquiry: 'status call by merchant reference, then the daily report',
  }),
  defineProvider({
    name: 'domestic-switch', summary: 'Domestic debit switch, ISO 8583 over TCP inside TLS', owner: 'team-providers', connectivity: 'iso8583', encryption: 'tls',
    live: { hosts: [], addresses: ['198.51.100.64/30'], port: 5_600 },
    test: { hosts: [], addresses: ['198.51.100.68/30'], port: 5_600 },
    connections: 12,
    operations: {
      authorize: { maxConcurrency: 'switchConcurrency', timeoutMs: 'authorizeTimeout' },
      void: { maxConcurrency: 'captureConcurrency', timeoutMs: 'captureTimeout' },
      inquiry: { maxConcurrency: 'inquiryConcurrency', timeoutMs: 'inquiryTimeout' },
    },
    inquiry: 'reversal advice (0420) with the original trace number, then the switch report',
  }),
  defineProvider({
    name: 'bank-payout', summary: 'Payout bank over a private link with two tunnels', owner: 'team-settlement', connectivity: 'private-link', encryption: 'mtls',
    live: { hosts: ['payouts.bank.example'], addresses: ['172.30.10.0/28'], port: 443 },
    test: { hosts: ['payouts.uat.bank.example'], addresses: ['172.30.10.16/28'], port: 443 },
    tunnels: { customerGateways: ['192.0.2.10', '192.0.2.11'], asn: 64_820 },
    operations: {
      payout: { maxConcurrency: 'payoutConcurrency', timeoutMs: 'payoutTimeout' },
      inquiry: { maxConcurrency: 'inquiryConcurrency', timeoutMs: 'inquiryTimeout' },
    },
    inquiry: 'status by end-to-end id 60 s after an unknown outcome, then the bank statement',
  }),
  defineProvider({
    name: 'settlement-files', summary: 'Settlement and bank files over SFTP', owner: 'team-settlement', connectivity: 'sftp', encryption: 'ssh',
    live: { hosts: ['sftp.clearing.example'], addresses: ['192.0.2.64/29'], port: 22 },
    test: { hosts: ['sftp-test.clearing.example'], addresses: ['192.0.2.72/29'], port: 22 },
    operations: { report: { maxConcurrency: 'reportConcurrency', timeoutMs: 'reportTimeout' } },
    inquiry: 'the directory listing and the fingerprint of each file',
  }),
];
