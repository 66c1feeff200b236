/** Prints how long whole processes take and how much memory they use, over an unchanged output folder. Asserts nothing. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist/bin/main.js');
const RUNS = 5;

/** The reference catalog with its services copied until there are as many; a copy keeps what it calls and drops what must be unique. */
const generated = (services) => `
import { environments } from './environments/index.ts';
import { defineConfig } from './model/index.ts';
import { catalog } from './services/index.ts';

const plain = catalog.services.filter(service => service.only === undefined && service.modes === undefined && service.provider === undefined && service.lease === undefined && service.route === undefined);
const copies = Array.from({ length: ${services} - catalog.services.length }, (_, i) => {
  const service = plain[i % plain.length];
  return { ...service, name: \`\${service.name}-\${i}\`, stores: [], secrets: [], publishes: [], money: 'none' };
});
const [production] = environments.filter(({ name }) => name === 'production');
const images = { ...production.images, ...Object.fromEntries(copies.map(({ name }) => [name, 'sha256:' + '0'.repeat(64)])) };
export default defineConfig({ catalog: { ...catalog, services: [...catalog.services, ...copies] }, environments: [{ ...production, images }] });
`;

/** An output of some workloads with budgets on ten pools of ten nodes in each of three zones: what `survive` reads, and no more. */
const platform = (workloads) => {
  const zones = ['a', 'b', 'c'];
  const pools = Array.from({ length: 10 }, (_, i) => `pool-${i}`);
  const name = (i) => `service-${i}`;
  const label = (i) => ({ app: name(i) });
  const group = (pool, zone) => ({
    node_group_name: `${pool}-${zone}`, instance_types: ['m7i.2xlarge'], labels: { pool }, subnet_ids: [`\${aws_subnet.${zone}.id}`],
    scaling_config: { desired_size: 10, min_size: 10, max_size: 15 }, update_config: { max_unavailable: 1 }, taint: [{ key: 'pool', value: pool, effect: 'NO_SCHEDULE' }],
  });
  const spread = (i, topologyKey, more) => ({ maxSkew: 1, topologyKey, nodeTaintsPolicy: 'Honor', labelSelector: { matchLabels: label(i) }, matchLabelKeys: ['pod-template-hash'], ...more });
  const at = (i) => ({ name: name(i), namespace: `team-${i % 40}` });
  const objects = Array.from({ length: workloads }, (_, i) => [{
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: at(i),
    spec: {
      selector: { matchLabels: label(i) }, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...label(i), 'payment-topology.dev/tier': '1' } },
        spec: {
          nodeSelector: { pool: pools[i % 10] }, tolerations: [{ key: 'pool', operator: 'Equal', value: pools[i % 10], effect: 'NoSchedule' }],
          topologySpreadConstraints: [spread(i, 'topology.kubernetes.io/zone', { whenUnsatisfiable: 'DoNotSchedule', minDomains: 2 }), spread(i, 'kubernetes.io/hostname', { whenUnsatisfiable: 'ScheduleAnyway' })],
          containers: [{ name: 'app', image: 'example/app', resources: { requests: { cpu: '150m', memory: '256Mi' } } }],
        },
      },
    },
  }, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: at(i), spec: { maxUnavailable: 2, selector: { matchLabels: label(i) } } },
  {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: at(i),
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: name(i) }, minReplicas: 6, maxReplicas: 9 },
  }]);
  const allocatable = { cpuMillis: 7400, memoryMiB: 28600, pods: 110 };
  const empty = Object.fromEntries(['addresses', 'segments', 'jobs', 'components', 'postgres', 'kafka', 'objects', 'topics', 'providers', 'secrets', 'peers', 'derivations', 'tiers'].map((key) => [key, {}]));
  return new Map([
    ['bench/region/topology.json', {
      ...empty, schemaVersion: 1, numbers: { inputs: {} }, environment: { name: 'bench' }, region: { name: 'region', role: 'primary', zones }, edges: [], fencedEdges: [], access: [], waivers: [],
      nodePools: Object.fromEntries(pools.map((pool) => [pool, { name: pool, instanceType: 'm7i.2xlarge', allocatable, perZone: { min: 10, max: 15 } }])),
      workloads: Object.fromEntries(objects.map((_, i) => [name(i), { ...at(i), replicas: 6, maxReplicas: 9, need: { steady: 3, peak: 6 }, tolerationSeconds: 300 }])),
    }],
    ['bench/region/terraform/cluster/cdk.tf.json', {
      resource: {
        aws_subnet: Object.fromEntries(zones.map((zone) => [zone, { availability_zone: zone }])),
        aws_eks_node_group: Object.fromEntries(pools.flatMap((pool) => zones.map((zone) => [`${pool}-${zone}`, group(pool, zone)]))),
      },
    }],
    ...objects.map((own, i) => [`bench/region/manifests/team-${i % 40}/${name(i)}.yaml`, own]),
  ]);
};

const writePlatform = (folder, workloads) => {
  for (const [path, value] of platform(workloads)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Array.isArray(value) ? value.map((document) => JSON.stringify(document)).join('\n---\n') : JSON.stringify(value));
  }
};

/** A cluster as a company has it: 25 workloads a namespace, five named peers each, everybody asks DNS and is scraped; two policies a workload. */
const cluster = (workloads) => {
  const spaces = workloads / 25;
  const peers = (i, sign) => [1, 2, 3, 5, 8].map((step) => (i + sign * step * 7 + workloads) % workloads).map((j) => `
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: team-${j % spaces} } }
          podSelector: { matchLabels: { app: service-${j} } }`).join('');
  const policy = (i, type, rules) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: service-${i}-${type.toLowerCase()}, namespace: team-${i % spaces} }
spec:
  podSelector: { matchLabels: { app: service-${i} } }
  policyTypes: [${type}]
  ${type.toLowerCase()}:${rules}
`;
  return Array.from({ length: workloads }, (_, i) => [
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: service-${i}, namespace: team-${i % spaces} }
spec:
  template:
    metadata: { labels: { app: service-${i}, tier: "${i % 4}" } }
    spec: { containers: [{ name: app, image: example/service-${i}, ports: [{ name: http, containerPort: ${8000 + (i % 10)} }] }] }
`,
    policy(i, 'Ingress', `
    - from:${peers(i, -1)}
      ports: [{ port: http }]
    - from: [{ namespaceSelector: {} }]
      ports: [{ port: 9090 }]`),
    policy(i, 'Egress', `
    - to:${peers(i, 1)}
      ports: [{ port: http }]
    - to: [{ namespaceSelector: {} }]
      ports: [{ protocol: UDP, port: 53 }]
    - to: [{ ipBlock: { cidr: 10.${i % 200}.0.0/16, except: [10.${i % 200}.4.0/24] } }]
      ports: [{ port: 443 }]`),
  ].join('---\n')).join('---\n');
};

/** Seconds and peak memory of the fastest of some runs: the machine's other work only ever adds. */
const measure = (folder, args, runs = RUNS) => {
  const results = Array.from({ length: runs }, () => {
    const started = process.hrtime.bigint();
    const report = "process.on('exit', () => process.stderr.write(`\\nrss=${process.resourceUsage().maxRSS}`))";
    const child = spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(report)}`, main, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (child.status !== 0 && !(['check', 'verify'].includes(args[0]) && child.status === 1)) throw new Error(`payment-topology ${args.join(' ')}\n${child.stdout}${child.stderr}`);
    return { seconds, memory: Number(/rss=(\d+)/.exec(child.stderr)?.[1]) / 1024, stdout: child.stdout };
  });
  return results.sort((a, b) => a.seconds - b.seconds)[0];
};

/** No verdict is kept for a day that nobody asked about. */
const anew = (folder, verb) => [0, 1].map(() => measure(folder, [verb, '--as-of', new Date(864e5 * Math.floor(1e4 + Math.random() * 5e4)).toISOString().slice(0, 10)], 1)).sort((a, b) => a.seconds - b.seconds)[0];

/** A plane with what was synthesized on it, until `end`; null where it cannot be had, with the reason printed. */
const planeWith = async (manifests) => {
  const cluster = join(root, 'test/cluster');
  const script = join(folder, 'plane.mjs');
  await build({
    entryPoints: [join(cluster, 'timed.ts')], outfile: script, bundle: true, platform: 'node', format: 'esm', logLevel: 'error',
    define: { 'import.meta.dirname': JSON.stringify(cluster) }, banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const child = spawn(process.execPath, [script, manifests], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const line = await Promise.race([new Promise((resolve) => { createInterface({ input: child.stdout }).once('line', resolve); }), ended.then(() => null)]);
  if (line === null) {
    console.log(`no control plane: ${said.trim().split('\n').at(-1)}`);
    return null;
  }
  return { ...JSON.parse(line), end: () => { child.stdin.end(); return ended; } };
};

const row = (what, { seconds, memory }, wanted) => console.log(`${what.padEnd(58)} ${seconds.toFixed(2).padStart(6)} s ${memory.toFixed(0).padStart(5)} MB   ${wanted}`);
const ratio = (what, small, large, wanted) => console.log(`${what.padEnd(58)} ${(large.seconds / small.seconds).toFixed(2).padStart(6)} ×            ${wanted}`);

const folder = mkdtempSync(join(tmpdir(), 'payment-topology-bench-'));
try {
  for (const name of ['services', 'environments', 'model', 'topology.config.ts', 'waivers.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, the fastest of ${RUNS} whole processes\n`);
  measure(folder, ['synth'], 1);
  row('synth, production, both regions, nothing changed', measure(folder, ['synth']), 'wanted: 1.2 s');
  row('list services', measure(folder, ['list', 'services']), 'wanted: 0.25 s');
  row('check, production, both regions, judged anew', anew(folder, 'check'), 'wanted: 6 s');
  row('check, production, both regions, unchanged since', measure(folder, ['check'], 3), '');
  const [small, large] = [250, 1000].map((services) => {
    writeFileSync(join(folder, 'generated.config.ts'), generated(services));
    const args = ['synth', '--config', 'generated.config.ts', '--region', 'ap-southeast-3', '--out', `out-${services}`];
    measure(folder, args, 1);
    const best = measure(folder, [...args, '--json'], 3);
    const objects = Object.values(JSON.parse(best.stdout).regions[0].objects).reduce((sum, each) => sum + each, 0);
    row(`synth, ${services} services, ${objects} objects, one region`, best, services === 1000 ? 'wanted: 4 s, 350 MB' : '');
    return best;
  });
  ratio('1,000 services against 250', small, large, 'wanted: 4.5 ×');
  row('reach, production, both regions', measure(folder, ['reach']), 'wanted: 2 s');
  row('prove, production, both planes, both regions', measure(folder, ['prove', 'internet cannot-reach ledger'], 3), 'wanted: 2 s');
  row('evidence, production, both regions, judged anew', anew(folder, 'evidence'), '');
  row('evidence, production, both regions, after check', measure(folder, ['evidence'], 3), 'wanted: 4 s');
  const [few, many] = [250, 1000].map((workloads) => {
    mkdirSync(join(folder, `cluster-${workloads}`));
    writeFileSync(join(folder, `cluster-${workloads}/all.yaml`), cluster(workloads));
    const best = measure(folder, ['reach', `cluster-${workloads}`], 3);
    row(`reach, ${workloads} workloads, ${2 * workloads} policies, ${best.stdout.trim().split('\n').length} connections`, best, workloads === 1000 ? 'wanted: 5 s, 500 MB' : '');
    return best;
  });
  ratio('1,000 workloads against 250', few, many, '');
  row('survive, production, both regions, all scenarios', measure(folder, ['survive']), 'wanted: 2 s');
  const [some, lots] = [250, 1000].map((workloads) => {
    const out = join(folder, `platform-${workloads}`);
    writePlatform(out, workloads);
    const best = measure(out, ['survive', '.'], workloads === 1000 ? 2 : 3);
    row(`survive, ${workloads} workloads on 300 nodes, all scenarios`, best, workloads === 1000 ? 'wanted: 20 s' : '');
    return best;
  });
  ratio('1,000 workloads against 250', some, lots, '');
  const plane = await planeWith(join(folder, 'out/production/ap-southeast-3/manifests'));
  if (plane !== null) {
    try {
      row('a control plane starts', { seconds: plane.seconds, memory: 0 }, 'wanted: 10 s');
      const verify = ['verify', '--kubeconfig', plane.kubeconfig, '--context', 'plane', '--region', 'ap-southeast-3'];
      row(`verify, ${plane.objects} objects, read-only`, measure(folder, verify, 3), '');
      row(`verify, ${plane.objects} objects, with a trial`, measure(folder, [...verify, '--scratch'], 1), '');
    } finally {
      await plane.end();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
