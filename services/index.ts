/** The reference catalog: all services, stores, topics, providers, secrets and platform components, in reading order. */
import { defineCatalog } from '../model/index.ts';
import { assumptions, nodeTypes, sizes } from './assumptions.ts';
import { acquirerAAdapter } from './acquirer-a-adapter.ts';
import { acquirerBAdapter } from './acquirer-b-adapter.ts';
import { analyticsConsumer } from './analytics-consumer.ts';
import { apiGateway } from './api-gateway.ts';
import { backofficeApi } from './backoffice-api.ts';
import { backofficeSearch } from './backoffice-search.ts';
import { bankPayoutAdapter } from './bank-payout-adapter.ts';
import { biExport } from './bi-export.ts';
import { cardVault } from './card-vault.ts';
import { experimentPipeline } from './experiment-pipeline.ts';
import { inquiryWorker } from './inquiry-worker.ts';
import { ledgerPostingWorker } from './ledger-posting-worker.ts';
import { loadGenerator } from './load-generator.ts';
import { merchantDashboard } from './merchant-dashboard.ts';
import { notification } from './notification.ts';
import { outboxRelay } from './outbox-relay.ts';
import { paymentCore } from './payment-core.ts';
import { payoutWorker } from './payout-worker.ts';
import { policy } from './policy.ts';
import { providerSimulator } from './provider-simulator.ts';
import { reconciliationWorker } from './reconciliation-worker.ts';
import { reportImporter } from './report-importer.ts';
import { reporting } from './reporting.ts';
import { risk } from './risk.ts';
import { searchIndexer } from './search-indexer.ts';
import { settlementFileAdapter } from './settlement-file-adapter.ts';
import { settlementWorker } from './settlement-worker.ts';
import { switchAdapter } from './switch-adapter.ts';
import { tokenVault } from './token-vault.ts';
import { webhookIngestion } from './webhook-ingestion.ts';
import { webhookProcessor } from './webhook-processor.ts';
import { inputs } from './inputs.ts';
import { flows } from './load.ts';
import { components } from './platform/index.ts';
import { providers } from './providers.ts';
import { secrets } from './secrets.ts';
import { stores } from './stores.ts';
import { topics } from './topics.ts';

export const catalog = defineCatalog({
  services: [
    apiGateway,
    webhookIngestion,
    webhookProcessor,
    paymentCore,
    ledgerPostingWorker,
    outboxRelay,
    risk,
    policy,
    inquiryWorker,
    tokenVault,
    cardVault,
    acquirerAAdapter,
    acquirerBAdapter,
    switchAdapter,
    bankPayoutAdapter,
    settlementFileAdapter,
    reconciliationWorker,
    settlementWorker,
    payoutWorker,
    reportImporter,
    backofficeApi,
    backofficeSearch,
    merchantDashboard,
    searchIndexer,
    reporting,
    notification,
    analyticsConsumer,
    biExport,
    experimentPipeline,
    providerSimulator,
    loadGenerator,
  ],
  components,
  stores,
  topics,
  providers,
  secrets,
  flows,
  inputs: { ...inputs, ...assumptions },
  sizes,
  nodeTypes,
});
