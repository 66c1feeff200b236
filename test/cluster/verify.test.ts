/** `verify`, as built, against a real API server that holds production. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { kubernetesApi } from '../../io/kubernetes.ts';
import { cli, edit, MAIN, repository } from '../bin/cli.ts';
import { apply, idOf, type KubernetesObject } from './objects.ts';
import { type Plane, startPlane } from './plane.ts';
import { type Region, regionNamed, standUp } from './region.ts';

interface Said {
  readonly equal: boolean;
  readonly compared: Readonly<Record<string, number>>;
  readonly differences: readonly { readonly code: string; readonly object: string; readonly field: string; readonly saw: string }[];
  readonly notCheckable: readonly { readonly what: string; readonly why: string }[];
}

const region: Region = regionNamed('production', 'ap-southeast-3');
let plane: Plane;
let folder = '';

/** What others bring to a cluster on AWS: the agent of its network, and a definition that no object of this region needs yet. */
const BROUGHT: readonly KubernetesObject[] = [
  {
    apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'aws-node', namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: { app: 'aws-node' } },
      template: { metadata: { labels: { app: 'aws-node' } }, spec: { containers: [
        { name: 'aws-node', image: 'registry.invalid/cni', env: [{ name: 'NETWORK_POLICY_ENFORCING_MODE', value: 'strict' }] },
        { name: 'aws-eks-nodeagent', image: 'registry.invalid/agent', args: ['--enable-network-policy=true'] },
      ] } },
    },
  } as KubernetesObject,
  {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'prometheusrules.monitoring.coreos.com' },
    spec: {
      group: 'monitoring.coreos.com', scope: 'Namespaced', names: { plural: 'prometheusrules', singular: 'prometheusrule', kind: 'PrometheusRule', listKind: 'PrometheusRuleList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  } as KubernetesObject,
];

/** What the second test takes away and changes. */
const EDITED = ['NetworkPolicy/payments-core/payment-core', 'HorizontalPodAutoscaler/payments-core/payment-core', 'Deployment/payments-core/risk', 'Namespace/payments-cde'];

beforeAll(async () => {
  folder = repository();
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  plane = await startPlane({ programs: inject('programs'), zones: region.cluster.zones });
  expect(await standUp(plane, region)).toEqual([]);
  for (const object of BROUGHT) expect((await apply(plane.api, object)).status).toBeLessThan(300);
});
afterAll(() => plane.stop());

const run = (...args: readonly string[]): { readonly code: number | null; readonly said: Said; readonly stderr: string } => {
  const { code, stdout, stderr } = cli(folder, ['verify', '--kubeconfig', plane.kubeconfig, '--region', 'ap-southeast-3', '--json', ...args]);
  return { code, said: JSON.parse(stdout) as Said, stderr };
};
const differences = (...args: readonly string[]): readonly string[] => run(...args).said.differences.map(({ code, object, field }) => [code, object, field].filter(Boolean).join(' ')).sort();

/** Version of everything that somebody may have changed; what controllers and kubelets count goes on. */
const versions = async (): Promise<readonly string[]> => {
  const paths = ['/api/v1/namespaces', '/api/v1/configmaps', '/api/v1/serviceaccounts', '/api/v1/limitranges', '/apis/networking.k8s.io/v1/networkpolicies', '/apis/rbac.authorization.k8s.io/v1/roles', '/apis/rbac.authorization.k8s.io/v1/rolebindings'];
  const lists = await Promise.all(paths.map(path => plane.api.request('GET', path)));
  return lists.flatMap(({ body }) => (body as { readonly items: readonly KubernetesObject[] }).items.map(({ metadata: { namespace, name, resourceVersion } }) => `${namespace ?? ''}/${name} ${resourceVersion}`)).sort();
};
const namespaces = async (): Promise<readonly string[]> => ((await plane.api.request('GET', '/api/v1/namespaces')).body as { readonly items: readonly KubernetesObject[] }).items.map(({ metadata }) => metadata.name);

const send = async (method: 'PATCH' | 'DELETE' | 'POST', path: string, body?: unknown): Promise<void> => {
  const { status } = await plane.api.request(method, path, { query: { fieldManager: 'kubectl-edit' }, ...(body === undefined ? {} : { body, contentType: method === 'POST' ? 'application/json' : 'application/merge-patch+json' }) });
  expect(status).toBeLessThan(300);
};

describe('verify', () => {
  test('finds production equal to its files, and changes nothing', async () => {
    const before = await versions();
    const { code, said, stderr } = run();
    expect({ code, differences: said.differences, stderr }).toEqual({ code: 0, differences: [], stderr: '' });
    expect(said.compared['objects']).toBe(region.objects.length);
    expect(said.compared['rights']).toBeGreaterThan(500);
    expect(said.notCheckable.map(({ what }) => what).filter(what => what.startsWith('fields that others set'))).toEqual([]);
    expect(await versions()).toEqual(before);
  });

  test('finds what was deleted, added, edited and given away, and nothing else', async () => {
    await send('DELETE', '/apis/networking.k8s.io/v1/namespaces/payments-core/networkpolicies/payment-core');
    await send('POST', '/api/v1/namespaces/payments-core/configmaps', { metadata: { name: 'left-behind', labels: { 'app.kubernetes.io/part-of': 'payment-platform' } } });
    await send('PATCH', '/apis/autoscaling/v2/namespaces/payments-core/horizontalpodautoscalers/payment-core', { spec: { maxReplicas: 99 } });
    await send('PATCH', '/apis/apps/v1/namespaces/payments-core/deployments/risk', { spec: { template: { spec: { hostNetwork: true } } } });
    await send('PATCH', '/api/v1/namespaces/payments-cde', { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } });
    await send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', { metadata: { name: 'oops' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'Group', name: 'payments-operators', apiGroup: 'rbac.authorization.k8s.io' }] });
    expect(differences()).toEqual([
      'PT-700 NetworkPolicy payments-core/payment-core',
      'PT-701 ConfigMap payments-core/left-behind',
      'PT-702 HorizontalPodAutoscaler payments-core/payment-core spec.maxReplicas',
      'PT-702 Namespace payments-cde metadata.labels[pod-security.kubernetes.io/enforce]',
      'PT-703 Deployment payments-core/risk spec.template.spec.hostNetwork',
      'PT-704 group payments-operators',
    ]);
    await send('DELETE', '/api/v1/namespaces/payments-core/configmaps/left-behind');
    await send('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/oops');
    await send('PATCH', '/apis/apps/v1/namespaces/payments-core/deployments/risk', { spec: { template: { spec: { hostNetwork: null } } } });
    for (const object of region.objects.filter(each => EDITED.includes(idOf(each)))) expect((await apply(plane.api, object, { force: 'true' })).status).toBeLessThan(300);
    expect(differences()).toEqual([]);
  });

  test('tells a reader with few rights what it could not see, and claims nothing of it', () => {
    const { code, stdout } = cli(folder, ['verify', '--kubeconfig', join(plane.folder, 'kube-scheduler.kubeconfig'), '--region', 'ap-southeast-3', '--json']);
    const said = JSON.parse(stdout) as Said;
    expect({ code, missing: said.differences.filter(each => each.code === 'PT-700') }).toEqual({ code: 0, missing: [] });
    expect(said.compared['objects']).toBeLessThan(region.objects.length / 2);
    expect(said.notCheckable).toEqual(expect.arrayContaining([expect.objectContaining({ what: expect.stringMatching(/^\d+ objects of NetworkPolicy\.networking\.k8s\.io$/) as string, why: expect.stringMatching(/^missing: the right to list resource "networkpolicies"/) as string })]));
  });
});

describe('a cluster that cannot be reached as it should', () => {
  /** The plane's kubeconfig with something else in it. */
  const other = (name: string, change: (config: { clusters: { cluster: Record<string, string> }[]; users: { user: Record<string, string> }[] }) => void): string => {
    const config = JSON.parse(readFileSync(plane.kubeconfig, 'utf8')) as Parameters<typeof change>[0];
    change(config);
    writeFileSync(join(folder, name), JSON.stringify(config));
    return name;
  };
  const refused = (kubeconfig: string): string => {
    const { code, stdout, stderr } = cli(folder, ['verify', '--kubeconfig', kubeconfig, '--region', 'ap-southeast-3']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };

  test('is not trusted when its certificate is signed by somebody else', () => {
    expect(refused(other('untrusted', ({ clusters }) => { delete clusters[0]?.cluster['certificate-authority-data']; }))).toMatch(/^PT-020 context 'plane' .*saw a certificate that is not trusted: .*; want the certificate authority of this cluster in the kubeconfig/);
    expect(refused(other('misnamed', ({ clusters }) => Object.assign(clusters[0]?.cluster ?? {}, { 'tls-server-name': 'bank.example' })))).toMatch(/^PT-020 .*saw a certificate that is not trusted: .*bank\.example/);
  });
  test('does not know a token of another cluster', () => {
    expect(refused(other('stranger', ({ users }) => Object.assign(users[0]?.user ?? {}, { token: 'of-another-cluster' })))).toMatch(/^PT-021 .*saw 401/);
  });
  test('is reached through a proxy', async () => {
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      tunnels.push(url ?? '');
      const [host = '', port] = (url ?? '').split(':');
      const there = connect(Number(port), host, () => { socket.write('HTTP/1.1 200 OK\r\n\r\n'); there.pipe(socket).pipe(there); });
      for (const end of [socket, there]) end.on('error', () => undefined);
    });
    await new Promise<void>(resolve => { proxy.listen(0, '127.0.0.1', resolve); });
    try {
      const path = other('proxied', ({ clusters }) => Object.assign(clusters[0]?.cluster ?? {}, { 'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }));
      expect((await kubernetesApi(join(folder, path), undefined, {}).request('GET', '/api/v1/namespaces/default')).status).toBe(200);
      expect(tunnels).toHaveLength(1);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});

describe('a trial', () => {
  test('has every object and a pod of every workload judged, and leaves nothing', async () => {
    const before = await versions();
    const { code, said, stderr } = run('--scratch');
    expect({ code, differences: said.differences, stderr }).toEqual({ code: 0, differences: [], stderr: '' });
    expect(said.compared['trial']).toBeGreaterThan(380);
    expect(said.notCheckable.filter(({ what }) => /trial|a pod of/.test(what))).toEqual([]);
    expect(await versions()).toEqual(before);
  });

  test('finds what admission refuses: a field that nobody knows, a pod that Pod Security does not let in, and one that a quota has no room for', () => {
    const core = 'out/production/ap-southeast-3/manifests/payments-core';
    edit(folder, `${core}/risk.Deployment.yaml`, '      automountServiceAccountToken: false', '      hostPID: true\n      automountServiceAccountToken: false');
    edit(folder, `${core}/policy.Deployment.yaml`, '  revisionHistoryLimit:', '  revisionHistoryLimits: 3\n  revisionHistoryLimit:');
    edit(folder, `${core}/outbox-relay.Deployment.yaml`, '            limits:\n              memory: ', '            limits:\n              memory: 9999999');
    const refused = run('--scratch').said.differences.filter(({ code }) => code === 'PT-709');
    expect(refused.map(({ object }) => object).sort()).toEqual(['Deployment payments-core/policy', 'a pod of Deployment payments-core/outbox-relay', 'a pod of Deployment payments-core/risk']);
    expect(refused.map(({ saw }) => saw).join('\n')).toMatch(/unknown field "spec\.revisionHistoryLimits"[\s\S]*violates PodSecurity|violates PodSecurity[\s\S]*unknown field/);
    expect(refused.map(({ saw }) => saw).join('\n')).toContain('exceeded quota: segment');
  });

  test('leaves nothing when it is interrupted', async () => {
    const child = execFile(process.execPath, [MAIN, 'verify', '--kubeconfig', plane.kubeconfig, '--region', 'ap-southeast-3', '--scratch'], { cwd: folder });
    const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
    for (const end = Date.now() + 60_000; !(await namespaces()).some(name => name.startsWith('trial-')) && Date.now() < end;) await sleep(20);
    expect((await namespaces()).some(name => name.startsWith('trial-'))).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toBe(2);
    expect((await namespaces()).filter(name => name.startsWith('trial-'))).toEqual([]);
  });
});
