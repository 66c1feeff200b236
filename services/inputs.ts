/** Numbers that the two documents or a vendor give. What nobody gives stands in `assumptions.ts`. */
import { stated, vendor } from '../model/index.ts';

export const inputs = {
  // part 057 §16: the worksheet, carried exactly (20,000,000 payments a day are 6250/27 a second)
  paymentsPerDay: stated('057', '§16', 20_000_000, 'payments/day'),
  secondsPerDay: stated('057', '§16', 86_400, 's/day'),
  peakFactor: stated('057', '§16', 8, '1'),
  attemptsPerPayment: stated('057', '§16', '5/4', 'attempts/payment'),
  providerOperationsPerAttempt: stated('057', '§16', '8/5', 'operations/attempt'),
  webhooksPerPayment: stated('057', '§16', '12/5', 'webhooks/payment'),
  journalsPerPayment: stated('057', '§16', '14/5', 'journals/payment'),
  outboxEventsPerPayment: stated('057', '§16', '9/2', 'events/payment'),

  // part 057 §2: what the worksheet does not say
  payoutsPerDay: stated('057', '§2 payout', 250_000, 'payouts/day'),
  payoutsPerPeakHour: stated('057', '§2 payout', 90_000, 'payouts/h'),
  secondsPerHour: stated('057', '§2 payout', 3_600, 's/h'),
  largestFileRows: stated('057', '§2 reconciliation_import', 15_000_000, 'rows'),
  reconciliationWindow: stated('057', '§2 reconciliation_import (90 min)', 5_400, 's'),
  merchantsPerCutoff: stated('057', '§2 settlement', 400_000, 'merchants'),
  settlementWindow: stated('057', '§2 settlement (45 min)', 2_700, 's'),

  // part 057 §3: stages of a confirm that hold a database connection (25 + 20 + 20 + 40 + 10 ms)
  confirmConnectionHold: stated('057', '§3', 115, 'ms'),
  confirmBudget: stated('057', '§3', 1_200, 'ms'),
  riskBudget: stated('057', '§3', 80, 'ms'),
  routeBudget: stated('057', '§3', 15, 'ms'),

  // part 057 §12: provider limits
  authorizeConcurrency: stated('057', '§12 acquirer_a.authorize', 800, 'calls'),
  authorizeTimeout: stated('057', '§12 acquirer_a.authorize', 2_500, 'ms'),
  authorizeRetries: stated('057', '§12 acquirer_a.authorize', 200, 'retries/min'),
  captureConcurrency: stated('057', '§12 acquirer_a.capture', 400, 'calls'),
  captureTimeout: stated('057', '§12 acquirer_a.capture', 3_000, 'ms'),
  refundConcurrency: stated('057', '§12 acquirer_a.refund', 200, 'calls'),
  refundTimeout: stated('057', '§12 acquirer_a.refund', 5_000, 'ms'),
  payoutConcurrency: stated('057', '§12 bank_payout_x.payout', 100, 'calls'),
  payoutTimeout: stated('057', '§12 bank_payout_x.payout', 10_000, 'ms'),

  // part 057 §18: outcomes of the provider simulator
  unknownOutcomes: stated('057', '§18 timeout_unknown', '3/100', '1'),

  // vendors
  auroraConnections: vendor(5_000, 'connections', 'Aurora PostgreSQL: LEAST(memory ÷ 9531392, 5000) from 48 GiB on', '2026-10-01'),
  mskPartitions2xlarge: vendor(2_000, 'partition replicas/broker', 'MSK Standard, m7g.2xlarge, recommended', '2026-10-01'),
  keepalive: vendor(30_000, 'ms', 'HikariCP: least keepaliveTime', '2026-10-01'),
};
