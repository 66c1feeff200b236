import { describe, expect, test } from 'vitest';
import { at, has, objectOf, objectsOf, topologyOf } from './support.ts';

const production = topologyOf('production');
const segments = Object.values(production.segments);

describe('the namespace of a segment', () => {
  test.each(segments.map(segment => [segment.namespace, segment] as const))('%s refuses pods that are not restricted and says what it is', (namespace, segment) => {
    expect(objectOf(production, `Namespace/${namespace}`).metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/audit': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted',
      'payment-topology.dev/tier': String(segment.tier), 'payment-topology.dev/segment': segment.name, 'payment-topology.dev/scope': segment.scope,
    });
  });

  test.each(segments.map(segment => [segment.namespace, segment] as const))('%s has room for what may run in it, and cannot open a load balancer', (namespace, segment) => {
    const { pods, cpuMillis, memoryMiB } = segment.quota;
    expect(objectOf(production, `ResourceQuota/${namespace}/segment`)).toMatchObject({
      spec: {
        hard: {
          pods: String(pods), 'requests.cpu': `${cpuMillis}m`, 'requests.memory': `${memoryMiB}Mi`, 'limits.memory': `${memoryMiB}Mi`,
          'services.loadbalancers': '0', 'services.nodeports': '0', 'count/ingresses.networking.k8s.io': '0',
        },
      },
    });
  });

  test('gives no container a CPU limit that it did not ask for', () => {
    const [limits] = at(objectOf(production, 'LimitRange/payments-core/containers'), 'spec', 'limits') as readonly object[];
    expect(limits).not.toHaveProperty('max');
    expect(limits).toMatchObject({ type: 'Container', default: { memory: '256Mi' } });
    expect(at(limits, 'default')).not.toHaveProperty('cpu');
  });
});

describe('people on duty', () => {
  test('may look everywhere but in the card-data environment', () => {
    for (const segment of segments) expect(has(production, `RoleBinding/${segment.namespace}/payments-operators-read`), segment.name).toBe(segment.scope !== 'cde');
  });

  test('may read no secret, enter no pod and change nothing', () => {
    const rules = objectOf(production, 'ClusterRole/payments-operators-read')['rules'] as readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list', 'watch']));
    const resources = rules.flatMap(({ resources: names }) => names);
    expect(resources).toContain('pods/log');
    for (const forbidden of ['secrets', 'pods/exec', 'pods/attach', 'pods/portforward', '*']) expect(resources).not.toContain(forbidden);
  });

  test('are the only subjects besides the secret sync and the accounts that it speaks for', () => {
    const subjects = objectsOf(topologyOf('local')).filter(({ kind }) => kind === 'RoleBinding')
      .flatMap(binding => binding['subjects'] as readonly { readonly kind: string; readonly name: string }[]);
    for (const { kind, name } of subjects) expect(`${kind}/${name}`).toMatch(/^(Group\/payments-operators|ServiceAccount\/(external-secrets|[a-z-]+-secrets))$/);
  });
});

describe('rights at the Kubernetes API', () => {
  test.each(['production', 'sandbox', 'local'])('of %s are those of the topology, each with its reason', name => {
    const { access } = topologyOf(name);
    const bindings = objectsOf(topologyOf(name)).filter(({ kind }) => kind === 'RoleBinding').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(access.map(each => `${each.namespace}/${each.name}`)).toEqual(bindings.sort());
    for (const { why, actor, subject, scope } of access) {
      expect(why).not.toBe('');
      expect(actor).toBe(subject.kind === 'Group' ? 'person' : 'machine');
      if (actor === 'person') expect(scope).not.toBe('cde');
    }
  });
});
