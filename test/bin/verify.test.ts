import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from './cli.ts';
import { cli, emptyFolder, MAIN, repository, ROOT } from './cli.ts';
import type { FakeCluster, FakeObject } from './fake-cluster.ts';
import { fakeCluster } from './fake-cluster.ts';

const REGION = 'production/ap-southeast-3';
let folder = '';
let cluster: FakeCluster;
let whole: readonly FakeObject[] = [];

beforeAll(async () => {
  folder = repository();
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  cluster = await fakeCluster(join(folder, 'out', REGION));
  cluster.kubeconfig(folder);
  whole = structuredClone(cluster.objects);
});
afterAll(() => cluster.close());
beforeEach(() => {
  cluster.objects.splice(0, cluster.objects.length, ...structuredClone(whole));
  cluster.asked.length = 0;
  cluster.rights.clear();
  cluster.instead.answer = () => undefined;
  cluster.version = { major: '1', minor: '34', gitVersion: 'v1.34.2' };
});

/** In a process of its own, while this one is the cluster. */
const run = (args: readonly string[], onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined, env: Readonly<Record<string, string>> = {}): Promise<Answer> => new Promise(resolve => {
  const child = execFile(process.execPath, [MAIN, ...args], { cwd: folder, maxBuffer: 1 << 28, env: { ...process.env, ...env } }, (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }));
  onStart(signal => child.kill(signal));
});
const verify = (...args: readonly string[]): Promise<Answer> => run(['verify', '--kubeconfig', 'cluster.kubeconfig', '--context', 'production', ...args]);

interface Said {
  readonly equal: boolean;
  readonly compared: Readonly<Record<string, number>>;
  readonly differences: readonly { readonly code: string; readonly object: string; readonly field: string; readonly saw: string; readonly want: string }[];
  readonly notCheckable: readonly { readonly what: string; readonly why: string }[];
}
const differences = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await verify('--json', ...args);
  return (JSON.parse(stdout) as Said).differences.map(({ code, object, field }) => [code, object, field].filter(Boolean).join(' '));
};
const object = (kind: string, name: string): FakeObject => {
  const found = cluster.objects.find(each => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
};
/** The value at a path of an object, to be edited in place. */
const at = <T>(kind: string, name: string, ...path: readonly (string | number)[]): T => path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], object(kind, name)) as T;
const remove = (kind: string, name: string): void => { cluster.objects.splice(cluster.objects.indexOf(object(kind, name)), 1); };

describe('a cluster that has what the files declare', () => {
  it('is equal, and says how much was compared and what nobody could see', async () => {
    const { code, stdout, stderr } = await verify('--json');
    const said = JSON.parse(stdout) as Said;
    expect({ code, stderr, differences: said.differences }).toEqual({ code: 0, stderr: '', differences: [] });
    expect(said.compared).toMatchObject({ quotas: 10, prerequisites: 6, network: 1, trial: 0 });
    expect(said.compared['objects']).toBeGreaterThan(350);
    expect(said.compared['rights']).toBeGreaterThan(500);
    expect(said.notCheckable.map(({ what }) => what)).toEqual(expect.arrayContaining(['whether packets are stopped', 'whether this server takes every object and every pod', 'controller dns']));
  });
  it('is asked nothing but to read and to review', async () => {
    await verify();
    const writes = cluster.asked.filter(({ method, path }) => method !== 'GET' && !(method === 'POST' && path === '/apis/authorization.k8s.io/v1/subjectaccessreviews'));
    expect(writes).toEqual([]);
    expect(cluster.asked.length).toBeGreaterThan(600);
    expect(cluster.objects).toEqual(whole);
  });
  it('is found by its nodes among the regions of an environment', async () => {
    expect((await verify()).stdout).toMatch(/^production\/ap-southeast-3 beside context 'production'/);
    for (const node of cluster.objects.filter(({ kind }) => kind === 'Node')) delete node.metadata.labels?.['topology.kubernetes.io/region'];
    expect(await verify()).toMatchObject({ code: 2, stderr: expect.stringContaining('PT-001 --region: saw 2 regions') as string });
  });
  it('never has its contents read that the files do not speak of', async () => {
    await verify();
    const secrets = cluster.asked.filter(({ path }) => path.endsWith('/secrets'));
    expect(secrets.length).toBe(1);
    expect(secrets[0]?.query.get('labelSelector')).toBe('app.kubernetes.io/part-of=payment-platform');
  });
});

/** What somebody may do to a cluster, and the differences that it makes: those and no other. */
const CHANGES: readonly { readonly name: string; readonly change: () => void; readonly finds: readonly string[]; /** Not together with the others. */ readonly alone?: true; readonly args?: readonly string[] }[] = [
  { name: 'deletes a policy', change: () => remove('NetworkPolicy', 'payment-core'), finds: ['PT-700 NetworkPolicy payments-core/payment-core'] },
  {
    name: 'leaves an object behind', change: () => { cluster.objects.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old', namespace: 'payments-core', labels: { 'app.kubernetes.io/part-of': 'payment-platform' } } }); },
    finds: ['PT-701 ConfigMap payments-core/old'],
  },
  {
    name: 'leaves an object of a kind behind that the files do not have', change: () => { cluster.objects.push({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'debug', namespace: 'payments-core', labels: { 'app.kubernetes.io/part-of': 'payment-platform' } } }); },
    finds: ['PT-701 Pod payments-core/debug'],
  },
  {
    name: 'lets controllers make what they own', finds: [],
    change: () => { cluster.objects.push({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'payments-core', labels: { 'app.kubernetes.io/part-of': 'payment-platform' }, ownerReferences: [{ kind: 'ReplicaSet' }] } }); },
  },
  { name: 'takes the label of the platform away', change: () => { delete object('Deployment', 'payment-core').metadata.labels?.['app.kubernetes.io/part-of']; }, finds: ['PT-702 Deployment payments-core/payment-core metadata.labels[app.kubernetes.io/part-of]'] },
  { name: 'changes an image', change: () => { at<{ image: string }>('Deployment', 'risk', 'spec', 'template', 'spec', 'containers', 0).image = 'x'; }, finds: ['PT-702 Deployment payments-core/risk spec.template.spec.containers[risk].image'] },
  { name: 'opens a policy', change: () => { at<unknown[]>('NetworkPolicy', 'risk', 'spec', 'egress').push({}); }, finds: [expect.stringMatching(/^PT-702 NetworkPolicy payments-core\/risk spec\.egress\[\d+\]$/) as string] },
  { name: 'narrows the pods of a policy', change: () => { at<{ podSelector: object }>('NetworkPolicy', 'default-deny', 'spec').podSelector = { matchLabels: { a: 'b' } }; }, finds: ['PT-702 NetworkPolicy payments-analytics/default-deny spec.podSelector.matchLabels'] },
  { name: 'adds a setting', change: () => { at<Record<string, string>>('ConfigMap', 'payment-core', 'data')['DEBUG'] = '1'; }, finds: ['PT-702 ConfigMap payments-core/payment-core data.DEBUG'] },
  {
    name: 'sets a field that nobody declared', finds: ['PT-703 Deployment payments-core/policy spec.template.spec.hostNetwork'],
    change: () => {
      at<{ hostNetwork: boolean }>('Deployment', 'policy', 'spec', 'template', 'spec').hostNetwork = true;
      at<unknown[]>('Deployment', 'policy', 'metadata', 'managedFields').push({ manager: 'kubectl-edit', operation: 'Update', fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:hostNetwork': {} } } } } });
    },
  },
  { name: 'gives a right elsewhere', change: () => { cluster.rights.add('payments-operators get secrets'); }, finds: ['PT-704 group payments-operators'] },
  { name: 'makes somebody an administrator', alone: true, change: () => { cluster.rights.add('payments-operators * *').add('payments-operators get secrets'); }, finds: ['PT-704 group payments-operators'] },
  { name: 'fills a quota', change: () => { const quota = object('ResourceQuota', 'segment'); quota['status'] = { hard: { pods: '5' }, used: { pods: '5' } }; }, finds: ['PT-705 ResourceQuota payments-analytics/segment status.used[pods]'] },
  { name: 'uses a quota that allows nothing and has nothing', alone: true, change: () => { object('ResourceQuota', 'segment')['status'] = { hard: { 'services.nodeports': '0' }, used: { 'services.nodeports': '0' } }; }, finds: [] },
  { name: 'has nodes in another region', alone: true, change: () => { for (const each of cluster.objects.filter(({ kind }) => kind === 'Node')) Object.assign(each.metadata.labels ?? {}, { 'topology.kubernetes.io/region': 'eu-1' }); }, finds: [expect.stringMatching(/^PT-706 node \S+ and \d+ more metadata\.labels\[topology\.kubernetes\.io\/region\]$/) as string], args: ['--region', 'ap-southeast-3'] },
  { name: 'takes a taint from a node', change: () => { object('Node', 'cde-ap-southeast-3a-0')['spec'] = {}; }, finds: ['PT-706 node cde-ap-southeast-3a-0 spec.taints'] },
  { name: 'loses a node', change: () => remove('Node', 'cde-ap-southeast-3b-0'), finds: ['PT-706 pool cde in ap-southeast-3b'] },
  { name: 'has a node that is not ready', change: () => { at<{ conditions: unknown }>('Node', 'cde-ap-southeast-3c-0', 'status').conditions = [{ type: 'Ready', status: 'Unknown' }]; }, finds: ['PT-706 pool cde in ap-southeast-3c'] },
  { name: 'has a smaller node', change: () => { at<{ cpu: string }>('Node', 'core-ap-southeast-3a-0', 'status', 'allocatable').cpu = '1'; }, finds: ['PT-706 node core-ap-southeast-3a-0 status.allocatable.cpu'] },
  { name: 'has no definition', change: () => remove('CustomResourceDefinition', 'certificates.cert-manager.io'), finds: ['PT-707 definition certificates.cert-manager.io'] },
  { name: 'has a definition of another release', change: () => { object('CustomResourceDefinition', 'externalsecrets.external-secrets.io').metadata.labels = { 'app.kubernetes.io/version': 'v1.12.0' }; }, finds: ['PT-707 definition externalsecrets.external-secrets.io metadata.labels[app.kubernetes.io/version]'] },
  { name: 'serves another version', change: () => { at<{ versions: unknown }>('CustomResourceDefinition', 'clusterissuers.cert-manager.io', 'spec').versions = [{ name: 'v1beta1', served: true }]; }, finds: ['PT-707 definition clusterissuers.cert-manager.io spec.versions'] },
  { name: 'does not enforce policies', change: () => { at<{ args: string[] }>('DaemonSet', 'aws-node', 'spec', 'template', 'spec', 'containers', 1).args = ['--enable-network-policy=false']; }, finds: ['PT-708 DaemonSet kube-system/aws-node containers[aws-eks-nodeagent].args'] },
  { name: 'has no agent', alone: true, change: () => remove('DaemonSet', 'aws-node'), finds: ['PT-708 DaemonSet kube-system/aws-node'] },
  {
    name: 'runs a controller of another release', finds: ['PT-707 controller cert-manager metadata.labels[helm.sh/chart]'],
    change: () => { cluster.objects.push({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cert-manager', namespace: 'payments-platform', labels: { 'helm.sh/chart': 'cert-manager-v1.2.3' } } }); },
  },
];

describe('a difference is found, and no other, when somebody', () => {
  const sorted = (found: readonly string[]): readonly string[] => [...found].sort();
  const together = CHANGES.filter(({ alone }) => alone !== true);

  it(together.map(({ name }) => name).join('; '), async () => {
    for (const { change } of together) change();
    const found = sorted(await differences());
    expect(found).toHaveLength(together.flatMap(({ finds }) => finds).length);
    expect(found).toEqual(expect.arrayContaining(together.flatMap(({ finds }) => [...finds])));
  });
  for (const { name, change, finds, args = [] } of CHANGES.filter(({ alone }) => alone === true)) {
    it(`${name}, alone`, async () => {
      change();
      expect(await differences(...args)).toEqual(finds);
    });
  }
  it('has none of the objects: each is said, with its file', async () => {
    cluster.objects.splice(0, cluster.objects.length, ...cluster.objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === undefined));
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout).toContain('Deployment payments-core/payment-core: saw no such object; want the object as the file declares it (out/production/ap-southeast-3/manifests/payments-core/payment-core.Deployment.yaml)');
  });
});

describe('what may not be seen is said, and nothing is claimed of it', () => {
  const forbid = (test: RegExp): void => {
    cluster.instead.answer = ({ path }) => (test.test(path) ? { status: 403, body: { message: 'x is forbidden: User "ada" cannot list resource "x" in API group "" at the cluster scope' } } : undefined);
  };
  const blind = async (): Promise<{ readonly code: number | null; readonly what: readonly string[] }> => {
    const { code, stdout } = await verify('--json', '--region', 'ap-southeast-3');
    return { code, what: (JSON.parse(stdout) as Said).notCheckable.filter(({ why }) => why.startsWith('missing: the right to')).map(({ what }) => what) };
  };
  it('nodes', async () => { forbid(/\/nodes$/); expect(await blind()).toEqual({ code: 0, what: ['nodes'] }); });
  it('rights', async () => { forbid(/subjectaccessreviews$/); expect(await blind()).toEqual({ code: 0, what: ['rights of others'] }); });
  it('one kind of object', async () => { forbid(/\/priorityclasses/); expect(await blind()).toEqual({ code: 0, what: ['5 objects of PriorityClass.scheduling.k8s.io'] }); });
  it('lists of the whole cluster, while those of its namespaces may be seen', async () => { forbid(/^\/apis\/apps\/v1\/deployments/); expect(await blind()).toEqual({ code: 0, what: [] }); });
  it('settings of the network', async () => { forbid(/kube-system\/daemonsets/); expect(await blind()).toEqual({ code: 0, what: ['settings of vpc-cni'] }); });
  it('anything at all: that is no comparison', async () => {
    forbid(/^\/apis?\/.+\/.+|^\/api\/v1\/.+/);
    expect(await verify('--region', 'ap-southeast-3')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('PT-022 context \'production\'') as string });
  });
});

describe('bad input is said in one line, and nothing is changed', () => {
  const refused = async (args: readonly string[], says: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(cluster.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  };
  it('no kubeconfig', () => refused(['verify'], /^PT-001 --kubeconfig: saw nothing; want <file>$/m));
  it('a kubeconfig of the environment is never read', async () => {
    const { code, stderr } = await run(['verify'], undefined, { KUBECONFIG: join(folder, 'cluster.kubeconfig') });
    expect({ code, asked: cluster.asked.length }).toEqual({ code: 2, asked: 0 });
    expect(stderr).toMatch(/^PT-001 --kubeconfig/);
  });
  it('a kubeconfig that is not there', () => refused(['verify', '--kubeconfig', 'none'], /^PT-019 none: saw nothing there/));
  it('a context that is not there', () => refused(['verify', '--kubeconfig', 'cluster.kubeconfig', '--context', 'x'], /^PT-019 cluster.kubeconfig: saw no context 'x'; want --context with one of production$/m));
  it('no cluster', () => {
    writeFileSync(join(folder, 'gone.kubeconfig'), readFileSync(join(folder, 'cluster.kubeconfig'), 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    return refused(['verify', '--kubeconfig', 'gone.kubeconfig'], /^PT-020 .*saw nobody listening there/);
  });
  it('a cluster that does not know who asks', () => {
    cluster.instead.answer = () => ({ status: 401, body: {} });
    return refused(['verify', '--kubeconfig', 'cluster.kubeconfig'], /^PT-021 .*401/);
  });
  it('a cluster that does not answer', () => {
    cluster.instead.answer = () => 'nothing';
    return refused(['verify', '--kubeconfig', 'cluster.kubeconfig'], /^PT-023 .*no answer to GET \/version within 10 s/);
  });
  it('a cluster that is too old', () => {
    cluster.version = { major: '1', minor: '29+', gitVersion: 'v1.29.3-eks' };
    return refused(['verify', '--kubeconfig', 'cluster.kubeconfig'], /^PT-024 .*saw Kubernetes v1\.29\.3-eks; want >= 1\.31, as prerequisites\.json says$/m);
  });
  it('something that is no cluster', () => {
    cluster.instead.answer = () => ({ status: 200, body: 'welcome' });
    return refused(['verify', '--kubeconfig', 'cluster.kubeconfig'], /^PT-024 .*want the API server of a Kubernetes cluster$/m);
  });
  it('several environments', () => refused(['verify', '--kubeconfig', 'cluster.kubeconfig', '--environment', 'all'], /^PT-001 --environment: saw 'all'/));
  it('a folder without topology.json', () => {
    const other = emptyFolder();
    mkdirSync(join(other, 'manifests'));
    return refused(['verify', other, '--kubeconfig', 'cluster.kubeconfig'], /^PT-008 .*saw no region/);
  });
});

describe('a trial', () => {
  const trialNamespaces = (): readonly string[] => cluster.objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.name.startsWith('trial-')).map(({ metadata }) => metadata.name);
  const outside = () => cluster.asked.filter(({ method, path, query }) => method !== 'GET' && query.get('dryRun') !== 'All' && !path.endsWith('reviews') && !/\/namespaces(\/trial-[^/]+(\/.*)?)?$/.test(path));

  it('sends every object and a pod of every workload, stores only what admission looks up, and leaves nothing', async () => {
    const { code, stdout } = await verify('--scratch', '--json');
    const said = JSON.parse(stdout) as Said;
    expect({ code, differences: said.differences }).toEqual({ code: 0, differences: [] });
    expect(said.compared['trial']).toBeGreaterThan(380);
    expect(outside()).toEqual([]);
    const kept = new Set(cluster.asked.filter(({ method, query, path }) => method === 'POST' && query.get('dryRun') === null && !path.endsWith('reviews')).map(({ body }) => body?.kind));
    expect([...kept].sort()).toEqual(['LimitRange', 'Namespace', 'ResourceQuota', 'ServiceAccount']);
    expect(cluster.asked.filter(({ method, query, path }) => method === 'POST' && !path.endsWith('reviews') && query.get('fieldValidation') !== 'Strict')).toEqual([]);
    expect(cluster.objects).toEqual(whole);
  });
  it('says what the server refuses, under the name that the files have', async () => {
    cluster.instead.answer = ({ method, path, query }) => (method === 'POST' && query.get('dryRun') === 'All' && /\/namespaces\/trial-[^/]+-payments-cde\/pods$/.test(path)
      ? { status: 403, body: { message: `pods "x" is forbidden: violates PodSecurity in ${path.split('/')[4]}` } } : undefined);
    const { code, stdout } = await verify('--scratch');
    expect(code).toBe(1);
    expect(stdout).toMatch(/a pod of Deployment payments-cde\/\S+: saw 403: pods "x" is forbidden: violates PodSecurity in payments-cde; want an object that this server takes/);
    expect(trialNamespaces()).toEqual([]);
  });
  it('leaves nothing after an error', async () => {
    let seen = 0;
    cluster.instead.answer = ({ method, path }) => { seen += Number(method === 'POST' && path.endsWith('/serviceaccounts')); return seen > 3 && method === 'POST' ? { status: 401, body: {} } : undefined; };
    expect(await verify('--scratch')).toMatchObject({ code: 2, stderr: expect.stringContaining('PT-021') as string });
    expect(trialNamespaces()).toEqual([]);
  });
  it('leaves nothing when somebody interrupts it', async () => {
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    let sent = 0;
    cluster.instead.answer = ({ method, query }) => { sent += Number(method === 'POST' && query.get('dryRun') === 'All'); if (sent === 20) kill('SIGINT'); return undefined; };
    const { code, stderr } = await run(['verify', '--kubeconfig', 'cluster.kubeconfig', '--scratch'], end => { kill = end; });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^PT-025 .*saw an interruption; want the end of the trial; what it made is removed$/m) as string });
    expect(trialNamespaces()).toEqual([]);
    await sleep(50);
    expect(cluster.objects).toEqual(whole);
  });
  it('says what it could not remove', async () => {
    cluster.instead.answer = ({ method, path }) => (method === 'DELETE' && path.endsWith('payments-cde') ? { status: 403, body: {} } : undefined);
    const { code, stderr } = await run(['verify', '--kubeconfig', 'cluster.kubeconfig', '--scratch']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^PT-025 .*saw trial-[0-9a-f]+-payments-cde still there; want kubectl delete namespace trial-[0-9a-f]+-payments-cde$/m);
  });
  it('needs the right to make namespaces', async () => {
    cluster.instead.answer = ({ method, path }) => (method === 'POST' && path === '/api/v1/namespaces' ? { status: 403, body: { message: 'namespaces is forbidden: User "ada" cannot create resource "namespaces" in API group "" at the cluster scope' } } : undefined);
    expect(await verify('--scratch')).toMatchObject({ code: 2, stderr: expect.stringContaining('want the right to create resource "namespaces" in API group ""') as string });
  });
});

it('every command in the page does what it says', async () => {
  const page = readFileSync(join(ROOT, 'docs/verify.md'), 'utf8');
  const lines = [...page.matchAll(/^npx --no payment-topology (.+)$/gm)].map(([, line]) => line as string);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect({ line, ...await run(line.split(' ')) }).toMatchObject({ line, code: 0, stderr: '' });
  rmSync(join(folder, 'gone.kubeconfig'), { force: true });
});
