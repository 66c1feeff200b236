/** The load profile: part 057 §16 for rates, §2 for windows. Each row is a product of named inputs, never a number of its own. */
import { defineFlows } from '../model/index.ts';

/** A row that follows payments: the day spread evenly, and eight times that. */
const perPayment = (why: string, ...times: string[]) => ({
  why,
  steady: { times: ['paymentsPerDay', ...times], per: ['secondsPerDay'] },
  peak: { times: ['paymentsPerDay', ...times, 'peakFactor'], per: ['secondsPerDay'] },
});

export const flows = defineFlows({
  'payment-api': perPayment('requests of merchants', 'apiRequestsPerPayment'),
  'checkout-confirm': perPayment('attempts to move money', 'attemptsPerPayment'),
  'provider-operation': perPayment('calls to providers', 'attemptsPerPayment', 'providerOperationsPerAttempt'),
  'unknown-outcome': perPayment('calls whose outcome nobody heard', 'attemptsPerPayment', 'providerOperationsPerAttempt', 'unknownOutcomes'),
  webhook: perPayment('events that providers report', 'webhooksPerPayment'),
  journal: perPayment('journals posted', 'journalsPerPayment'),
  'outbox-event': perPayment('events that leave the database', 'outboxEventsPerPayment'),
  'dashboard-read': perPayment('merchants looking at payments', 'dashboardReadsPerPayment'),
  notification: perPayment('messages to merchants', 'notificationsPerPayment'),
  payout: {
    why: 'disbursements to merchants',
    steady: { times: ['payoutsPerDay'], per: ['secondsPerDay'] },
    peak: { times: ['payoutsPerPeakHour'], per: ['secondsPerHour'] },
  },
  'reconciliation-row': {
    why: 'the largest file within its window',
    steady: { times: ['largestFileRows'], per: ['reconciliationWindow'] },
    peak: { times: ['largestFileRows'], per: ['reconciliationWindow'] },
  },
  'settlement-merchant': {
    why: 'all merchants of a cutoff within its window',
    steady: { times: ['merchantsPerCutoff'], per: ['settlementWindow'] },
    peak: { times: ['merchantsPerCutoff'], per: ['settlementWindow'] },
  },
  'report-row': {
    why: 'rows of provider and bank files',
    steady: { times: ['filesPerDayRows'], per: ['secondsPerDay'] },
    peak: { times: ['largestFileRows'], per: ['reconciliationWindow'] },
  },
  'backoffice-request': {
    why: 'operators looking and repairing',
    steady: { times: ['backofficeRequests'] },
    peak: { times: ['backofficePeak'] },
  },
});
