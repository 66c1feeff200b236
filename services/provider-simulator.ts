import { defineService } from '../model/index.ts';

export const providerSimulator = defineService({
  name: 'provider-simulator',
  summary: 'Plays the providers outside production: latencies, declines, timeouts and duplicates of part 057 §18.',
  owner: 'team-providers',
  tier: 3,
  segment: 'provider',
  only: 'lower',
  ports: { https: 8443 },
  load: { flow: 'provider-operation', perReplica: 'simulatorPerReplica', handling: 'providerHandling' },
  resources: 'small',
});
