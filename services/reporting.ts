import { defineService } from '../model/index.ts';

export const reporting = defineService({
  name: 'reporting',
  summary: 'Answers reports and statements from the read model, with its age.',
  owner: 'team-insights',
  tier: 3,
  segment: 'read',
  ports: { https: 8443 },
  load: { flow: 'dashboard-read', perReplica: 'readPerReplica' },
  resources: 'medium',
  stores: [{ name: 'reporting', access: 'read-only', endpoint: 'replica', why: 'statements, lists, exports' }],
});
