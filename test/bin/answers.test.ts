import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, edit, MAIN, repository } from './cli.ts';

const REGION = 'production/ap-southeast-3';

describe('questions', () => {
  let folder = '';
  beforeAll(() => {
    folder = repository();
    expect(cli(folder, ['synth', '--out', 'out'])).toMatchObject({ code: 0 });
  });

  it.each(['services', 'edges', 'stores', 'topics', 'secrets', 'providers', 'environments'])('list %s is a table, and JSON with the same rows', noun => {
    const { code, stdout } = cli(folder, ['list', noun]);
    const rows = JSON.parse(cli(folder, ['list', noun, '--json']).stdout) as readonly object[];
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(rows.length + (noun === 'environments' ? 1 : 2));
    expect(rows.length).toBeGreaterThan(1);
  });

  it('the catalog and the output folder answer the same', () => {
    for (const args of [['list', 'edges'], ['show', 'payment-core'], ['explain', 'workloads/payment-core/replicas']]) expect(cli(folder, [...args, 'out'])).toEqual(cli(folder, args));
  });

  it('show says who may call a service, whom it calls, what it holds, and why', () => {
    const { stdout } = cli(folder, ['show', 'payment-core']);
    for (const title of ['what it is', 'what it gets', 'who may call it', 'whom it may call', 'stores', 'secrets']) expect(stdout).toContain(`\n${title}\n`);
    expect(stdout).toMatch(/workload\/api-gateway +TCP\/8443 +\w+ +money +\S+/);
  });

  it('show says what a service gets in the cluster and in the cloud, and every size with its pointer', () => {
    const { stdout } = cli(folder, ['show', 'acquirer-a-adapter']);
    expect(stdout).toMatch(/^production\/ap-southeast-3 \(primary\)\n/);
    expect(stdout).toMatch(/^ {2}autoscaler +\d+ to \d+, target \d+ % of the CPU request +maxReplicas, autoscaler\/cpuUtilization$/m);
    expect(stdout).toMatch(/^ {2}readiness +every 5 s, 2 s for an answer, 2 misses/m);
    expect(stdout).toMatch(/^ {2}authorize +\d+ ms +\d+ at once +\d+ retries a minute +provider\/operations\/authorize$/m);
    expect(stdout).toMatch(/^ {2}acquirer-a-adapter +ServiceAccount, .*NetworkPolicy/m);
    expect(stdout).toMatch(/^ {2}acquirer-a-adapter-tls +Certificate/m);
    expect(stdout).toMatch(/^ {2}production-ap-southeast-3-acquirer-a-adapter +IAM role$/m);
  });

  it.each([
    [['show', 'fee-quote'], /want a service that payment-topology list services names$/m], [['show', 'card-vault'], /want --mode vault: it exists in no other card-data mode/],
    [['explain', 'workloads/payment-core/nothing'], /want a pointer that payment-topology explain workloads\/payment-core lists$/m],
    [['list', 'edges', '--environment', 'all'], /^PT-001 --environment: saw 'all'; want one environment/],
  ])('%j suggests what is near, or where to look', (args, line) => {
    expect(cli(folder, args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(line) });
  });

  it('explain of a place lists the numbers below it', () => {
    const { code, stdout } = cli(folder, ['explain', 'workloads/payment-core']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^workloads\/payment-core\/replicas +\d+ {2}pods$/m);
  });

  it('explain goes down to what a document or an assumption says', () => {
    const { stdout } = cli(folder, ['explain', 'workloads/payment-core/replicas']);
    expect(stdout).toMatch(/^production\/ap-southeast-3 \(primary\)\nworkloads\/payment-core\/replicas = \d+ pods\n {2}= .*zones × ⌈need ÷ \(zones − 1\)⌉/);
    expect(stdout).toMatch(/part 057 §16/);
    expect(stdout).toMatch(/assumption: \S+/);
    expect(stdout).toMatch(/table: TIERS 1/);
  });

  it('diff names objects that were taken away', () => {
    expect(cli(folder, ['synth', '--out', 'less'])).toMatchObject({ code: 0 });
    const manifests = join(folder, 'less', REGION, 'manifests/payments-core');
    const [budget] = readdirSync(manifests).filter(file => file.endsWith('.PodDisruptionBudget.yaml'));
    rmSync(join(manifests, budget ?? ''));
    const difference = JSON.parse(cli(folder, ['diff', 'out', 'less', '--json']).stdout) as readonly { readonly region: string; readonly difference: { readonly objects: readonly object[] } }[];
    expect(difference.map(({ region }) => region)).toEqual([REGION]);
    expect(difference[0]?.difference.objects).toEqual([{ subject: `PodDisruptionBudget payments-core/${budget?.split('.')[0]}`, kind: 'removed', details: [] }]);
  });

  it('diff says in words what an edit does: the conversation first, then the files', () => {
    edit(folder, 'services/payment-core.ts', "why: 'pre-authorization check'", "why: 'a better reason'");
    edit(folder, 'services/reporting.ts', 'stores: [', "calls: [{ to: 'risk', optional: true, why: 'numbers of refused payments' }],\n  stores: [");
    expect(cli(folder, ['synth', '--out', 'after'])).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = cli(folder, ['diff', 'out', 'after', '--exit-code', '--region', 'ap-southeast-3']);
    expect(code).toBe(1);
    expect(stdout).toContain(`${REGION}\n  who may talk to whom: 1 added, 1 changed\n`);
    expect(stdout).toContain('+ workload/reporting workload/risk TCP/8443');
    expect(stdout).toContain('why: "pre-authorization check" → "a better reason"');
    expect(stdout).toMatch(/~ NetworkPolicy payments-core\/risk\n/);
    expect(cli(folder, ['diff', 'out', 'after', '--markdown']).stdout).toContain(`## ${REGION}\n`);
  });
});

it('without a configuration the output folder answers', () => {
  const folder = repository();
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  const before = cli(folder, ['list', 'services']);
  rmSync(join(folder, 'topology.config.ts'));
  expect(cli(folder, ['list', 'services'])).toEqual(before);
});

it('a reader that has read enough ends nothing with a stack trace', () => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', 'set -o pipefail; "$0" "$1" list edges --json | head -1', process.execPath, MAIN], { cwd: repository(), encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '[\n', stderr: '' });
});
