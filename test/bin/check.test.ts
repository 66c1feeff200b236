import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, emptyFolder, put, repository } from './cli.ts';

const DAY = ['--as-of', '2026-11-21'];
const BUDGET = 'production/ap-southeast-3/manifests/payments-core/payment-core.PodDisruptionBudget.yaml';

interface Findings {
  readonly findings: readonly { readonly code: string; readonly object: string; readonly path: string }[];
}

describe('the shipped platform', () => {
  let folder = '';
  beforeAll(() => {
    folder = repository();
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  });

  it('production has no finding and no waiver', () => {
    const { code, stdout, stderr } = cli(folder, ['check', ...DAY]);
    expect(stdout).toMatch(/^no findings: \d+ rules examined [\d,]+ subjects in production \(ap-southeast-1, ap-southeast-3\), waivers as of 2026-11-21\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(join(folder, 'waivers.json'), 'utf8'))).toEqual([]);
  });

  it('no environment has one, judged by --fresh from the catalog and not from what was written before', () => {
    rmSync(join(folder, 'out', BUDGET));
    const { code, stdout } = cli(folder, ['check', '--fresh', '--environment', 'all', ...DAY]);
    expect(stdout).toMatch(/^no findings: /);
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'out', BUDGET))).toBe(false);
  });

  it.each(['hosted-checkout', 'vault'])('none has one in card-data mode %s', mode => {
    expect(cli(folder, ['synth', '--environment', 'all', '--mode', mode, '--out', mode])).toMatchObject({ code: 0 });
    const { code, stdout } = cli(folder, ['check', mode, '--environment', 'all', ...DAY]);
    expect(stdout).toMatch(/^no findings: /);
    expect(code).toBe(0);
  });

  it('a removed object is found, and said on the screen, in SARIF and in JUnit with rule, object and file', () => {
    rmSync(join(folder, 'out', BUDGET), { force: true });
    const { code, stdout } = cli(folder, ['check', '--sarif', 'reports/check.sarif', '--junit', 'reports/check.xml', '--region', 'ap-southeast-3', ...DAY]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^PT-210 production\/ap-southeast-3 Deployment\/payments-core\/payment-core: saw .+; want .+\n {2}out\/production\/ap-southeast-3\/manifests\/payments-core\/payment-core\.Deployment\.yaml$/m);
    expect(stdout).toMatch(/^2 findings: \d+ rules examined/m);
    const sarif = JSON.parse(readFileSync(join(folder, 'reports/check.sarif'), 'utf8')) as {
      readonly version: string;
      readonly runs: readonly { readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }; readonly results: readonly { readonly ruleId: string; readonly locations: readonly { readonly physicalLocation: object }[] }[] }[];
    };
    const [run] = sarif.runs;
    expect(sarif.version).toBe('2.1.0');
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(expect.arrayContaining(run?.results.map(({ ruleId }) => ruleId) ?? ['none']));
    expect(run?.results[0]?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'out/production/ap-southeast-3/manifests/payments-core/payment-core.Deployment.yaml' } });
    expect(readFileSync(join(folder, 'reports/check.xml'), 'utf8')).toMatch(/<testcase classname="production\/ap-southeast-3" name="PT-2\d\d [^"]+ \(\d+ examined\)">\n +<failure message="PT-2/);
  });

  it('a verdict says what it does not speak of', () => {
    const { stdout } = cli(folder, ['check', '--region', 'ap-southeast-1', ...DAY]);
    expect(stdout).toMatch(/ subjects in production \(ap-southeast-1\), waivers .*\nnot checked: production\/ap-southeast-3 \(use no --region\)\n$/);
    expect(cli(folder, ['check', '--fresh', '--environment', 'local', ...DAY]).stdout).toMatch(/ in local \(local\), waivers .*\nnot checked: .*production.* \(use --environment all\)\n$/);
  });

  it('an edit that no rule speaks of is found all the same: other bytes, a file more, a file less', () => {
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
    const network = 'out/production/ap-southeast-3/terraform/network';
    const service = join(folder, 'out/production/ap-southeast-3/manifests/payments-core/risk.Service.yaml');
    writeFileSync(service, `${readFileSync(service, 'utf8')}# edited\n`);
    put(folder, { [`${network}/extra.tf.json`]: '{}', [`${network}/terraform.tfvars.json`]: '{}', [`${network}/.terraform/lock.json`]: '{}' });
    rmSync(join(folder, 'out/production/ap-southeast-3/kustomization.yaml'));
    const { findings } = JSON.parse(cli(folder, ['check', '--json', ...DAY]).stdout) as Findings;
    expect(findings.map(({ code, object }) => `${code} ${object}`)).toEqual(['PT-265 Kustomization', 'PT-290 kustomization.yaml', 'PT-290 manifests/payments-core/risk.Service.yaml', 'PT-290 terraform/network/extra.tf.json']);
    rmSync(join(folder, network, 'extra.tf.json'));
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
    expect(cli(folder, ['check', ...DAY])).toMatchObject({ code: 0 });
  });

  it('a region without its declaration is refused, not passed over', () => {
    rmSync(join(folder, 'out/production/ap-southeast-1/topology.json'));
    expect(cli(folder, ['check', ...DAY])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-008 out\/production\/ap-southeast-1\/topology\.json: saw nothing there/) });
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  });

  it('a report that cannot be written is said', () => {
    put(folder, { taken: 'a file' });
    expect(cli(folder, ['check', '--sarif', 'taken/check.sarif', ...DAY])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-006 taken\/check\.sarif: saw a file where a folder should be/) });
  });
});

it('waivers are judged on the day that is named', () => {
  const folder = repository();
  put(folder, { 'waivers.json': JSON.stringify([{
    code: 'PT-201', object: 'Deployment/payments-core/payment-core', environment: 'production', owner: 'team-payments', reason: 'a test', ticket: 'PAY-1', expires: '2027-01-01',
  }]) });
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0, stderr: '' });
  const codes = (day: string): readonly string[] => {
    const { findings } = JSON.parse(cli(folder, ['check', '--json', '--as-of', day]).stdout) as Findings;
    return [...new Set(findings.map(({ code }) => code))];
  };
  expect(codes('2026-12-31')).toEqual(['PT-298']);
  expect(codes('2027-01-01')).toEqual(['PT-297']);
});

describe('a folder that something else wrote', () => {
  it('is judged by the same rules, as tier 1 where it says no tier', () => {
    const folder = emptyFolder();
    put(folder, {
      'k8s/app.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app, namespace: shop }\nspec:\n  replicas: 1\n  selector: { matchLabels: { app: app } }\n  template:\n    metadata: { labels: { app: app } }\n    spec: { containers: [{ name: app, image: nginx }] }\n',
      'tf/main.tf.json': '{ "resource": { "aws_db_instance": { "db": { "publicly_accessible": true, "storage_encrypted": false } } } }',
    });
    const answer = cli(folder, ['check', '.', '--json', ...DAY]);
    const { findings } = JSON.parse(answer.stdout) as Findings;
    expect(answer).toMatchObject({ code: 1, stderr: '' });
    expect(findings.some(({ code, path }) => code.startsWith('PT-2') && path.endsWith('k8s/app.yaml'))).toBe(true);
    expect(findings.some(({ code, path }) => code.startsWith('PT-5') && path.endsWith('tf/main.tf.json'))).toBe(true);
  });

  it('with nothing to judge is said', () => {
    expect(cli(emptyFolder(), ['check', '.'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-008 \.: saw no YAML and no JSON; want/) });
  });

  it('with files that no rule is about is said, because nothing was judged', () => {
    const folder = emptyFolder();
    put(folder, { 'a.yaml': 'a: 1' });
    expect(cli(folder, ['check', '.'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-012 \.: saw 1 file without a subject of any rule; want/) });
  });

  it('with a file that does not parse is said, with the file', () => {
    const folder = emptyFolder();
    put(folder, { 'a.yaml': 'a: [' });
    expect(cli(folder, ['check', '.'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-014 \.\/a\.yaml:1:\d+: saw .+; want YAML that can be read\n$/) });
  });
});

it('without conftest, and without a way to get it, the message says what to install', () => {
  const folder = emptyFolder();
  put(folder, { 'a.yaml': 'a: 1' });
  const { code, stderr } = cli(folder, ['check', '.'], { PATH: emptyFolder(), XDG_CACHE_HOME: emptyFolder() });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PT-009 conftest: saw none on PATH; no Go to build it with; .*; want conftest 0\.69\.0 or newer on PATH \(go install /);
});
