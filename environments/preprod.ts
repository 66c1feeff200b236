import endpoints from './preprod.endpoints.json' with { type: 'json' };
import images from './preprod.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const preprod = defineEnvironment({
  name: 'preprod',
  purpose: 'the last rehearsal before real money',
  data: 'masked',
  providers: 'test',
  cloud: { kind: 'aws', account: '777788889999', stateBucket: 'pay-example-preprod-state' },
  kubernetes: '1.34',
  cni: { kind: 'vpc-cni', enforces: true },
  bindings: { postgres: 'aurora', kafka: 'msk', secrets: 'aws', objects: 's3' },
  regions: [
    { name: 'ap-southeast-3', role: 'primary', zones: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'], cidr: '10.32.0.0/16' },
  ],
  loadScale: '1/4',
  lockDays: 7,
  nodeType: 'm7i.2xlarge',
  registry: '777788889999.dkr.ecr.{region}.amazonaws.com/payments',
  images,
  endpoints,
  hosts: { merchant: 'api.preprod.pay.example', webhook: 'hooks.preprod.pay.example', dashboard: 'dashboard.preprod.pay.example', backoffice: 'backoffice.preprod.pay.example' },
  dnsZone: 'preprod.pay.example',
  operators: ['10.250.0.0/20'],
  pipelines: ['10.251.0.0/24'],
});
