import endpoints from './dr-drill.endpoints.json' with { type: 'json' };
import images from './dr-drill.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const drDrill = defineEnvironment({
  name: 'dr-drill',
  purpose: 'restore and failover drills',
  data: 'masked',
  providers: 'simulator',
  cloud: { kind: 'aws', account: '222233334444', stateBucket: 'pay-example-dr-drill-state' },
  kubernetes: '1.34',
  cni: { kind: 'vpc-cni', enforces: true },
  bindings: { postgres: 'aurora', kafka: 'msk', secrets: 'aws', objects: 's3' },
  regions: [
    { name: 'ap-southeast-1', role: 'primary', zones: ['ap-southeast-1a', 'ap-southeast-1b', 'ap-southeast-1c'], cidr: '10.40.0.0/16' },
  ],
  loadScale: '1/4',
  lockDays: 7,
  nodeType: 'm7i.2xlarge',
  registry: '222233334444.dkr.ecr.{region}.amazonaws.com/payments',
  images,
  endpoints,
  hosts: { merchant: 'api.dr-drill.pay.example', webhook: 'hooks.dr-drill.pay.example', dashboard: 'dashboard.dr-drill.pay.example', backoffice: 'backoffice.dr-drill.pay.example' },
  dnsZone: 'dr-drill.pay.example',
  operators: ['10.250.0.0/20'],
  pipelines: ['10.251.0.0/24'],
  restoreFrom: { environment: 'preprod', backup: 'preprod-weekly', masked: true },
});
