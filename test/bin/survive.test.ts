import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../analysis/survive/outcomes.ts';
import { SURVIVE_RULES } from '../../model/index.ts';
import { cli, edit, emptyFolder, repository, ROOT } from './cli.ts';

const DOCUMENT = 'test/fixtures/survive/document';

describe('the example of the document', () => {
  it('does not heal, and one screen says why and what to change', () => {
    const { code, stdout, stderr } = cli(ROOT, ['survive', DOCUMENT, '--explain']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const file = `${DOCUMENT}/part-061/document/manifests/payments/webhook-ingestion.Deployment.yaml`;
    for (const line of [
      'PT-281 Deployment/payments/payment-core: saw without zone zone-a 4 of 6 run:', 'PT-281 Deployment/payments/webhook-ingestion: saw without zone zone-a 4 of 6 run:',
      'because zone-a still counts, though nobody may go there', 'PT-282 PodDisruptionBudget/payments/payment-core: saw when zone zone-a is drained a pod of Deployment/payments/payment-core never leaves',
      'change      nodeTaintsPolicy: Honor: then 6 of 6 run, 4 at the fewest', 'not enough  maxUnavailable: 1: then 5 of 6 run', '3 findings: 7 rules',
    ]) expect(stdout).toContain(line);
    // the constraint is where the field will stand
    const [, line] = new RegExp(`${file.replaceAll('.', '\\.')}:(\\d+)`).exec(stdout) ?? [];
    expect(readFileSync(join(ROOT, file), 'utf8').split('\n')[Number(line) - 1]).toContain('maxSkew');
    expect(stdout.split('\n').length).toBeLessThan(60);
  });

  it('says the same as JSON, with every case and the changes that were tried', () => {
    const { regions } = JSON.parse(cli(ROOT, ['survive', DOCUMENT, '--json', '--explain', 'PT-282']).stdout) as {
      readonly regions: readonly { readonly outcomes: readonly { readonly scenario: string; readonly workload: string; readonly running: object }[]; readonly findings: readonly { readonly code: string; readonly changes?: readonly { readonly to: string; readonly helps: boolean; readonly line: number }[] }[]; readonly examined: readonly { readonly code: string; readonly examined: number }[] }[];
    };
    const [region] = regions;
    expect(region?.outcomes.filter(({ scenario, workload }) => scenario === 'zone-loss' && workload.endsWith('/payment-core')).map(({ running }) => running)).toEqual(Array.from({ length: 3 }, () => ({ least: 4, most: 4 })));
    expect(region?.findings.map(({ code, changes }) => ({ code, helps: changes?.filter(({ helps }) => helps).map(({ to }) => to) }))).toEqual([
      { code: 'PT-281', helps: undefined }, { code: 'PT-281', helps: undefined }, { code: 'PT-282', helps: ['nodeTaintsPolicy: Honor', 'whenUnsatisfiable: ScheduleAnyway'] },
    ]);
    expect(region?.examined.map(({ code }) => code).sort()).toEqual(Object.keys(SURVIVE_RULES).sort());
  });

  it('is shown in the documentation as it is', () => {
    const { stdout } = cli(ROOT, ['survive', DOCUMENT, '--scenario', 'zone-loss', '--explain', 'webhook-ingestion']);
    expect(readFileSync(join(ROOT, 'docs/examples/survive.txt'), 'utf8')).toBe(stdout);
  });

  it('writes a page that needs nothing else', () => {
    const folder = emptyFolder();
    const file = join(folder, 'pages/survive.html');
    expect(cli(ROOT, ['survive', DOCUMENT, '--html', file]).code).toBe(1);
    const page = readFileSync(file, 'utf8');
    expect(page).not.toMatch(/<script|src=|href="http/);
    for (const text of ['What part-061 survives', 'not survived: zone-a, zone-b, zone-c', 'A node is drained']) expect(page).toContain(text);
  });
});

describe('what is wrong with the asking', () => {
  it.each([
    [['--scenario', 'flood'], /^PT-001 --scenario: saw 'flood'; want some of as-it-stands, zone-loss/],
    [['--explain', 'PT-999'], /^PT-011 --explain: saw 'PT-999'; want a finding of this run: PT-281, PT-282/],
    [['--region', 'moon'], /^PT-005 --region: saw 'moon'; want one of document in part-061/],
    [['--html', '/dev/null/page.html'], /^PT-006 \/dev\/null\/page\.html: saw .+; want a file that can be written/],
    [['--scenario', 'promoted'], /^PT-001 --scenario: saw promoted; want what can happen in a region that is read/],
  ])('%j', (args, says) => {
    expect(cli(ROOT, ['survive', DOCUMENT, ...args])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  });

  it('help names every scenario there is', () => {
    const { stdout } = cli(ROOT, ['survive', '--help']);
    for (const scenario of SCENARIOS) expect(stdout.replaceAll(/\s+/g, ' ')).toContain(scenario);
  });

  const copied = (): string => {
    const folder = emptyFolder();
    cpSync(join(ROOT, DOCUMENT), folder, { recursive: true });
    return folder;
  };

  it('an output without topology.json', () => {
    const folder = copied();
    rmSync(join(folder, 'part-061/document/topology.json'));
    expect(cli(folder, ['survive', '.'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-008 \.: saw no region; want a folder that payment-topology synth wrote/) });
  });

  it('a folder that is not there', () => {
    expect(cli(ROOT, ['survive', 'nowhere'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-008 nowhere: saw no folder/) });
  });

  it('a node group without size is named, and the rest is predicted', () => {
    const folder = copied();
    edit(folder, 'part-061/document/terraform/cluster/cdk.tf.json', '"m6i.xlarge"', '"m6i.metal"');
    const { code, stdout, stderr } = cli(folder, ['survive', '.']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^PT-015 part-061\/document\/terraform\/cluster\/cdk\.tf\.json › resource\.aws_eks_node_group\.workers_a instance_types: saw m6i\.metal; want an instance type whose size topology\.json tells: m6i\.xlarge; nothing is judged without/) });
    expect(stdout).toContain('part-061/document (primary): 3 zones, 6 nodes');
  });

  it('half a manifest', () => {
    const folder = copied();
    edit(folder, 'part-061/document/manifests/payments/webhook-ingestion.Deployment.yaml', 'replicas: 6', 'replicas: [6');
    expect(cli(folder, ['survive', '.'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-014 .*webhook-ingestion\.Deployment\.yaml:\d+:\d+/) });
  });
});

describe('production', () => {
  let folder = '';
  beforeAll(() => {
    folder = repository();
    cli(folder, ['synth']);
  });

  it('survives, in both regions', () => {
    const { code, stdout, stderr } = cli(folder, ['survive']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^no findings: 7 rules/gm)).toHaveLength(2);
    expect(stdout).toContain('promoted-zone-loss');
    expect(stdout).toContain('then kubectl delete node for each node of ap-southeast-3a');
  });

  it('of the standby alone is still tried with what the primary runs', () => {
    const { stdout } = cli(folder, ['survive', '--region', 'ap-southeast-1', '--scenario', 'promoted', '--json']);
    const { regions } = JSON.parse(stdout) as { readonly regions: readonly { readonly outcomes: readonly { readonly workload: string; readonly wanted: number }[] }[] };
    expect(regions[0]?.outcomes.find(({ workload }) => workload.endsWith('/payout-worker'))?.wanted).toBeGreaterThan(0);
  });

  it('an edit that survive finds is found by check, too', () => {
    edit(folder, 'out/production/ap-southeast-3/manifests/payments-core/payment-core.PodDisruptionBudget.yaml', 'maxUnavailable: 2', 'maxUnavailable: 0');
    expect(cli(folder, ['survive', '--region', 'ap-southeast-3']).stdout).toContain('PT-282 PodDisruptionBudget/payments-core/payment-core');
    expect(cli(folder, ['check', '--region', 'ap-southeast-3']).stdout).toContain('PT-282 production/ap-southeast-3 PodDisruptionBudget/payments-core/payment-core');
  });
});
