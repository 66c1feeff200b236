import endpoints from './production.endpoints.json' with { type: 'json' };
import images from './production.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const production = defineEnvironment({
  name: 'production',
  purpose: 'real money',
  data: 'real',
  providers: 'live',
  cloud: { kind: 'aws', account: '111122223333', stateBucket: 'pay-example-production-state' },
  kubernetes: '1.34',
  cni: { kind: 'vpc-cni', enforces: true },
  bindings: { postgres: 'aurora', kafka: 'msk', secrets: 'aws', objects: 's3' },
  regions: [
    { name: 'ap-southeast-3', role: 'primary', zones: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'], cidr: '10.16.0.0/16' },
    { name: 'ap-southeast-1', role: 'standby', zones: ['ap-southeast-1a', 'ap-southeast-1b', 'ap-southeast-1c'], cidr: '10.17.0.0/16', scale: '1/3' },
  ],
  nodeType: 'm7i.2xlarge',
  registry: '111122223333.dkr.ecr.{region}.amazonaws.com/payments',
  images,
  endpoints,
  hosts: { merchant: 'api.pay.example', webhook: 'hooks.pay.example', dashboard: 'dashboard.pay.example', backoffice: 'backoffice.pay.example' },
  dnsZone: 'pay.example',
  operators: ['10.250.16.0/20'],
  pipelines: ['10.251.16.0/24'],
});
