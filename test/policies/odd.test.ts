/**
 * Folders that nobody tested: one conflict in one rule would end the whole run, so the rules are shown what the API server
 * would refuse, what templates leave behind, and shapes that only dumps of clusters have.
 */
import { expect, test } from 'vitest';
import { type Fixture, judge } from './fixtures.ts';

const POD = { containers: null, volumes: [{ name: 'both', secret: { secretName: 'a' }, projected: { sources: [{ secret: { name: 'b' } }] } }] };
const API: Readonly<Record<string, string>> = {
  PodDisruptionBudget: 'policy/v1', HorizontalPodAutoscaler: 'autoscaling/v2', NetworkPolicy: 'networking.k8s.io/v1', Certificate: 'cert-manager.io/v1',
  ExternalSecret: 'external-secrets.io/v1', SecretStore: 'external-secrets.io/v1', Deployment: 'apps/v1',
};
const NOBODY = { app: 'odd' };
const metadata = (name: string) => ({ name, namespace: 'odd' });

const ODD: readonly Record<string, unknown>[] = [
  { apiVersion: 'v1', kind: 'List', metadata: { name: 'empty' }, items: [] },
  { apiVersion: 'v1', kind: 'PodList', metadata: { name: 'pods' }, items: [{ apiVersion: 'v1', kind: 'Pod', metadata: metadata('listed'), spec: POD }, null] },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...metadata('nulls'), labels: null, annotations: null }, spec: { replicas: null, template: { metadata: { labels: null }, spec: null } } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata('nothing') },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: metadata('agent'), spec: { template: { metadata: { labels: NOBODY }, spec: { containers: [{ name: 'agent' }] } } } },
  { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: metadata('canary'), spec: { replicas: 2, template: { metadata: { labels: NOBODY }, spec: POD } } },
  { apiVersion: 'batch/v1', kind: 'CronJob', metadata: metadata('cron'), spec: { jobTemplate: { spec: { template: { spec: POD } } } } },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: metadata('both'), spec: { maxUnavailable: 1, minAvailable: '50%', selector: { matchLabels: NOBODY, matchExpressions: null } } },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: metadata('without-spec') },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata('both'), spec: { podSelector: NOBODY, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' }, namespaceSelector: {} }], ports: [{ endPort: 9 }] }, null] } },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata('two'), spec: { scaleTargetRef: { kind: 'Deployment', name: 'nulls' }, maxReplicas: 3, metrics: [
    { resource: { name: 'cpu', target: { averageUtilization: 50 } } }, { resource: { name: 'cpu', target: { averageUtilization: 90 } } },
  ] } },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata('again'), spec: { scaleTargetRef: { kind: 'Deployment', name: 'nulls' }, maxReplicas: 5 } },
  { apiVersion: 'v1', kind: 'Service', metadata: metadata('headless'), spec: { clusterIP: 'None' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('topics'), data: { 'topics.txt': 'a b c d=1,d=2,e\n\nx 1 2 y=1,y=2\n', empty: null } },
  { apiVersion: 'v1', kind: 'Secret', metadata: metadata('empty'), data: null },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'aggregated' }, rules: null },
  { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: metadata('bare') },
  { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata: metadata('bare'), spec: {} },
];

test('no name that was written twice ends a run, whatever it names', async () => {
  const twice = ['ConfigMap', 'ServiceAccount', 'Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'NetworkPolicy', 'Certificate', 'ExternalSecret', 'SecretStore', 'Deployment'];
  const again = (name: string) => twice.map((kind) => ({ apiVersion: API[kind] ?? 'v1', kind, metadata: { name, namespace: 'payments-core' }, spec: {}, data: { LEASE_NAME: 'other', REGION_ROLE: 'other' } }));
  const fixture: Fixture = { group: 'workload', rule: 'odd', verdict: 'failure', name: 'twice', variant: { base: 'service', add: [...again('payment-core'), ...again('payout-worker')] } };
  const verdict = (await judge('workload', [fixture])).get(fixture);
  expect(verdict?.messages.filter((message) => message.startsWith('PT-205')).length).toBeGreaterThan(8);
});

test('no document ends a run, however odd it is', async () => {
  const fixture: Fixture = { group: 'workload', rule: 'odd', verdict: 'failure', name: 'odd', variant: { base: 'none', add: ODD } };
  const verdict = (await judge('workload', [fixture])).get(fixture);
  const objects = (code: string) => verdict?.messages.filter((message) => message.startsWith(code)).map((message) => message.split(/[: ]/)[1]);
  expect(new Set(objects('PT-200'))).toEqual(new Set(['CronJob/odd/cron', 'DaemonSet/odd/agent', 'Deployment/odd/nothing', 'Deployment/odd/nulls', 'Pod/odd/listed', 'Rollout/odd/canary']));
  expect(objects('PT-229')).toEqual(['Pod/odd/listed']);
  expect(objects('PT-227')).toEqual(['CronJob/odd/cron']);
  expect(objects('PT-241')).toContain('Rollout/odd/canary');
});
