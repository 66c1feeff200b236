import { defineConfig } from 'payment-topology';
import { catalog, environments } from 'payment-topology/reference';
import { feeQuote } from './fee-quote.ts';

export default defineConfig({
  catalog: { ...catalog, services: [...catalog.services, feeQuote] },
  environments,
});
