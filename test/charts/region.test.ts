import { describe, expect, test } from 'vitest';
import { FACETS } from '../../charts/facets/index.ts';
import { pathOf, prerequisites, renderManifests } from '../../charts/index.ts';
import { environments } from '../../environments/index.ts';
import { CARD_DATA_MODES, LABEL, type Topology, WAVES } from '../../model/index.ts';
import { idOf, objectOf, objectsOf, topologyOf, withWorkload, workloadOf } from './support.ts';

const production = topologyOf('production');

const every = environments.flatMap(({ name, regions }) => regions.flatMap(region => CARD_DATA_MODES.map(mode => [name, region.name, mode] as const)));

describe.each(every)('%s %s in %s', (name, region, mode) => {
  const topology = topologyOf(name, region, mode);

  test('every file holds one object, and stands under its namespace and name', () => {
    const files = renderManifests(topology);
    expect(files.map(({ path }) => path).slice(0, -1)).toEqual([...new Set(files.map(({ path }) => path).slice(0, -1))].sort());
    for (const file of files) expect(file.documents).toHaveLength(1);
    for (const object of objectsOf(topology)) expect(pathOf(object)).toMatch(/^manifests\/(cluster|kube-system|payments-[a-z-]+)\/[a-z0-9.-]+\.[A-Z][A-Za-z]+\.yaml$/);
  });

  test('every object says what it is for and when it is applied', () => {
    const waves = new Set<string>(Object.values(WAVES).map(String));
    for (const object of objectsOf(topology)) {
      const { labels, annotations } = object.metadata;
      expect(waves, idOf(object)).toContain(labels[`${LABEL}/wave`]);
      expect(annotations['argocd.argoproj.io/sync-wave'], idOf(object)).toBe(labels[`${LABEL}/wave`]);
      expect(annotations[`${LABEL}/summary`], idOf(object)).toMatch(/\w/);
      expect(labels['app.kubernetes.io/part-of']).toBe('payment-platform');
    }
  });

  test('every workload gets an object from every facet that has something to say', () => {
    for (const workload of Object.values(topology.workloads)) {
      const made = objectsOf(topology).filter(({ metadata }) => metadata.labels['app.kubernetes.io/name'] === workload.name && metadata.namespace === workload.namespace);
      const kinds = new Set(made.map(({ kind }) => kind));
      for (const kind of ['ServiceAccount', 'ConfigMap', workload.shape === 'connection' ? 'StatefulSet' : 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy', 'Certificate']) {
        expect(kinds, workload.name).toContain(kind);
      }
    }
  });
});

describe('a region', () => {
  test('is the same each time', () => {
    expect(JSON.stringify(renderManifests({ ...production }))).toBe(JSON.stringify(renderManifests({ ...production })));
  });

  test('is listed for tools in one kustomization', () => {
    const files = renderManifests(production);
    expect(files.at(-1)).toEqual({
      path: 'kustomization.yaml',
      documents: [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: files.slice(0, -1).map(({ path }) => path) }],
    });
  });

  test('with two objects for one file is refused, since one would be lost', () => {
    const workloads = { ...production.workloads, again: workloadOf(production, 'risk') };
    expect(() => renderManifests({ ...production, workloads })).toThrow('two objects want manifests/payments-core/risk');
  });

  test('with a size that is none is refused by the schema of the object', () => {
    const broken = withWorkload(production, 'risk', { resources: { cpuMillis: Number.NaN, memoryMiB: 512 } });
    expect(() => renderManifests(broken)).toThrow();
  });

  test('shows the name of an object first, whoever made it', () => {
    for (const object of objectsOf(production)) {
      expect(Object.keys(object).slice(0, 3), idOf(object)).toEqual(['apiVersion', 'kind', 'metadata']);
      expect(Object.keys(object.metadata)[0], idOf(object)).toBe('name');
    }
  });
});

test('a new service gets everything without an edit here', () => {
  const risk = workloadOf(production, 'risk');
  const peer = production.peers['workload/risk'];
  if (peer?.pods == null) throw new Error('risk has no pods');
  const added: Topology = {
    ...production,
    workloads: { ...production.workloads, fraud: { ...risk, name: 'fraud', summary: 'Knows fraud.' } },
    peers: { ...production.peers, 'workload/fraud': { ...peer, name: 'fraud', pods: { ...peer.pods, labels: { 'app.kubernetes.io/name': 'fraud' } } } },
  };
  const count = (topology: Topology) => objectsOf(topology).length;
  expect(count(added) - count(production)).toBe(FACETS.flatMap(facet => facet(risk, production)).length);
  expect(objectOf(added, 'Deployment/payments-core/fraud').metadata.annotations).toMatchObject({ 'payment-topology.dev/summary': 'Knows fraud.' });
});

describe('prerequisites', () => {
  const needed = prerequisites(production);

  test.each(['production', 'sandbox', 'local'])('of %s name every controller, and every resource definition that is used', name => {
    const topology = topologyOf(name);
    const { controllers, customResourceDefinitions, prepared } = prerequisites(topology);
    expect(controllers.map(controller => controller.name)).toEqual(Object.keys(topology.components).sort());
    const groups = new Set(objectsOf(topology).map(({ apiVersion }) => apiVersion.split('/')[0] ?? '').filter(group => group.includes('.') && !group.endsWith('.k8s.io')));
    expect(groups.size).toBeGreaterThan(1);
    const brought = [...customResourceDefinitions.map(definition => definition.name), ...prepared].join('\n');
    for (const group of groups) expect(brought, group).toContain(`.${group}`);
  });

  test('keep the secret sync from asking for any token', () => {
    expect(needed.controllers.find(({ name }) => name === 'external-secrets')?.settings).toMatchObject({ 'rbac.serviceAccountTokenCreate': 'false' });
  });

  test('say that policies must be enforced, and strictly', () => {
    expect(needed.prepared.join('\n')).toContain('NETWORK_POLICY_ENFORCING_MODE strict');
  });

  test('name the secrets that a person fills, where there is no secret manager', () => {
    expect(prerequisites(topologyOf('local')).prepared).toContain('secret idempotency-hmac with key value in namespace payments-secret-source');
    expect(needed.prepared.join('\n')).not.toContain('with key value');
  });
});
