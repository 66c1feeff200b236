import images from './sandbox.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const sandbox = defineEnvironment({
  name: 'sandbox',
  purpose: "the providers' own test systems",
  data: 'synthetic',
  providers: 'test',
  cloud: { kind: 'aws', account: '555566667777', stateBucket: 'pay-example-sandbox-state' },
  kubernetes: '1.34',
  cni: { kind: 'cilium', enforces: true },
  bindings: { postgres: 'cloudnative-pg', kafka: 'strimzi', secrets: 'aws', objects: 's3' },
  regions: [
    { name: 'ap-southeast-3', role: 'primary', zones: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'], cidr: '10.48.0.0/16' },
  ],
  loadScale: '1/50',
  lockDays: 7,
  nodeType: 'm7i.2xlarge',
  registry: '555566667777.dkr.ecr.{region}.amazonaws.com/payments',
  images,
  hosts: { merchant: 'api.sandbox.pay.example', webhook: 'hooks.sandbox.pay.example', dashboard: 'dashboard.sandbox.pay.example', backoffice: 'backoffice.sandbox.pay.example' },
  dnsZone: 'sandbox.pay.example',
  operators: ['10.250.0.0/20'],
  pipelines: ['10.251.0.0/24'],
});
