import { defineService } from '../model/index.ts';

export const backofficeSearch = defineService({
  name: 'backoffice-search',
  summary: 'Finds payments for operators in the read model.',
  owner: 'team-backoffice',
  tier: 3,
  segment: 'read',
  ports: { https: 8443 },
  load: { flow: 'backoffice-request', perReplica: 'readPerReplica' },
  resources: 'small',
  stores: [{ name: 'reporting', access: 'read-only', endpoint: 'replica', why: 'redacted search index' }],
});
