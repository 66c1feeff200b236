import { defineService } from '../model/index.ts';

export const apiGateway = defineService({
  name: 'api-gateway',
  summary: 'Authenticates merchants, limits them and hands their commands on.',
  owner: 'team-edge',
  tier: 1,
  segment: 'edge',
  ports: { https: 8443 },
  load: { flow: 'payment-api', perReplica: 'gatewayPerReplica' },
  resources: 'large',
  route: { name: 'merchant', port: 'https' },
  commands: true,
  calls: [
    { to: 'payment-core', timeout: 'confirmBudget', why: 'create, confirm, capture, refund and read payments' },
    { to: 'token-vault', data: 'token', why: 'open a session for hosted fields' },
  ],
  secrets: ['merchant-token-key'],
});
