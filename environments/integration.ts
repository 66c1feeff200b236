import images from './integration.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const integration = defineEnvironment({
  name: 'integration',
  purpose: 'real database and Kafka with the provider simulator',
  data: 'synthetic',
  providers: 'simulator',
  cloud: { kind: 'aws', account: '444455556666', stateBucket: 'pay-example-integration-state' },
  kubernetes: '1.34',
  cni: { kind: 'cilium', enforces: true },
  bindings: { postgres: 'cloudnative-pg', kafka: 'strimzi', secrets: 'aws', objects: 's3' },
  regions: [
    { name: 'ap-southeast-3', role: 'primary', zones: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'], cidr: '10.56.0.0/16' },
  ],
  loadScale: '1/50',
  lockDays: 7,
  nodeType: 'm7i.2xlarge',
  registry: '444455556666.dkr.ecr.{region}.amazonaws.com/payments',
  images,
  hosts: { merchant: 'api.integration.pay.example', webhook: 'hooks.integration.pay.example', dashboard: 'dashboard.integration.pay.example', backoffice: 'backoffice.integration.pay.example' },
  dnsZone: 'integration.pay.example',
  operators: ['10.250.0.0/20'],
  pipelines: ['10.251.0.0/24'],
});
