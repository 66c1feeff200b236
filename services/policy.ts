import { defineService } from '../model/index.ts';

export const policy = defineService({
  name: 'policy',
  summary: 'Says which route, limits and approvals apply, by version and effective date.',
  owner: 'team-risk',
  tier: 2,
  segment: 'core',
  ports: { https: 8443 },
  load: { flow: 'checkout-confirm', perReplica: 'policyPerReplica' },
  resources: 'medium',
  money: 'decides',
  stores: [{ name: 'payments', access: 'read-only', why: 'approved policies; read from the primary, since a stale limit moves money' }],
});
