import images from './local.images.json' with { type: 'json' };
import { defineEnvironment } from '../model/index.ts';

export const local = defineEnvironment({
  name: 'local',
  purpose: 'developer loop',
  data: 'synthetic',
  providers: 'simulator',
  cloud: { kind: 'existing', apiServer: '172.18.0.0/16' },
  kubernetes: '1.34',
  cni: { kind: 'calico', enforces: true },
  bindings: { postgres: 'cloudnative-pg', kafka: 'strimzi', secrets: 'kubernetes', objects: 'none' },
  regions: [
    { name: 'local', role: 'primary', zones: ['local-a'], cidr: '10.96.0.0/16' },
  ],
  loadScale: '1/1000',
  nodeType: 'laptop',
  registry: 'registry.pay.example/payments',
  images,
  hosts: { merchant: 'api.local.pay.example', webhook: 'hooks.local.pay.example', dashboard: 'dashboard.local.pay.example', backoffice: 'backoffice.local.pay.example' },
  dnsZone: 'local.pay.example',
  operators: ['127.0.0.0/8'],
  pipelines: ['127.0.0.0/8'],
});
