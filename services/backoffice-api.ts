import { defineService } from '../model/index.ts';

export const backofficeApi = defineService({
  name: 'backoffice-api',
  summary: 'What operators may see and do, with maker and checker and an audit trail.',
  owner: 'team-backoffice',
  tier: 2,
  segment: 'backoffice',
  ports: { https: 8443 },
  load: { flow: 'backoffice-request', perReplica: 'backofficePerReplica' },
  resources: 'medium',
  route: { name: 'backoffice', port: 'https' },
  commands: true,
  calls: [
    { to: 'payment-core', timeout: 'confirmBudget', why: 'repair a payment through its own rules, never by SQL' },
    { to: 'policy', why: 'approve a policy' },
    { to: 'backoffice-search', optional: true, data: 'personal', why: 'find a payment; the case works without it' },
  ],
  objects: [{ name: 'audit', access: 'write', why: 'every action before it takes effect' }],
  consumes: ['reconciliation.breaks'],
  secrets: ['operator-session-key'],
});
