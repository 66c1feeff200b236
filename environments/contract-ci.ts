import images from './contract-ci.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const contractCi = defineEnvironment({
  name: 'contract-ci',
  purpose: 'API and schema compatibility',
  data: 'fixtures',
  providers: 'simulator',
  cloud: { kind: 'existing', apiServer: '172.19.0.0/16' },
  kubernetes: '1.34',
  cni: { kind: 'calico', enforces: true },
  bindings: { postgres: 'cloudnative-pg', kafka: 'strimzi', secrets: 'kubernetes', objects: 'none' },
  regions: [
    { name: 'contract-ci', role: 'primary', zones: ['ci-a'], cidr: '10.97.0.0/16' },
  ],
  loadScale: '1/1000',
  nodeType: 'laptop',
  registry: 'registry.pay.example/payments',
  images,
  hosts: { merchant: 'api.contract-ci.pay.example', webhook: 'hooks.contract-ci.pay.example', dashboard: 'dashboard.contract-ci.pay.example', backoffice: 'backoffice.contract-ci.pay.example' },
  dnsZone: 'contract-ci.pay.example',
  operators: ['127.0.0.0/8'],
  pipelines: ['127.0.0.0/8'],
});
