import { defineService } from '../model/index.ts';

export const merchantDashboard = defineService({
  name: 'merchant-dashboard',
  summary: 'What merchants see of their payments.',
  owner: 'team-insights',
  tier: 3,
  segment: 'read',
  ports: { https: 8443 },
  load: { flow: 'dashboard-read', perReplica: 'gatewayPerReplica' },
  resources: 'medium',
  route: { name: 'dashboard', port: 'https' },
  calls: [{ to: 'reporting', data: 'personal', why: 'lists, statements and exports' }],
});
