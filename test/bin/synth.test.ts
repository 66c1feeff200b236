import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CARD_DATA_MODES } from '../../model/index.ts';
import { cli, edit, filesIn, put, repository, ROOT } from './cli.ts';

interface Manifest {
  readonly version: string;
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly synthesizedStackPath: string; readonly workingDirectory: string; readonly dependencies: readonly string[]; readonly annotations: readonly unknown[] }>>;
}

const manifestOf = (out: string): Manifest => JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest;

describe('production', () => {
  let folder = '';
  let stdout = '';
  beforeAll(() => {
    folder = repository();
    const answer = cli(folder, ['synth']);
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    stdout = answer.stdout;
  });

  it('prints what it made, per region, and where to look', () => {
    for (const region of ['production/ap-southeast-3 (primary)', 'production/ap-southeast-1 (standby)']) expect(stdout).toContain(region);
    expect(stdout).toMatch(/namespaces +\d+\n +workloads +\d+ {2}\d+ of tier 1, .*\n +objects +\d+ {2}\d+ .*\n +stacks +\d+ {2}[\d,]+ resources\n +edges +\d+ /);
    expect(stdout).toMatch(/\ncatalog +0 problems for production\n/);
    expect(stdout).toMatch(/policies +not run, see payment-topology check\nlook at +out\//);
    expect(stdout).not.toContain('\u001b');
  });

  it('gives the same bytes from another folder, in another time zone and language', () => {
    const other = repository();
    expect(cli(other, ['synth', '--out', 'elsewhere'], { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toMatchObject({ code: 0 });
    expect(filesIn(join(other, 'elsewhere'))).toEqual(filesIn(join(folder, 'out')));
  });

  it('names no folder of this machine', () => {
    for (const [path, text] of filesIn(join(folder, 'out'))) {
      for (const machine of [ROOT, folder]) expect(text.includes(machine), path).toBe(false);
    }
  });

  it('changes nothing when nothing changed, and its difference is empty', () => {
    expect(cli(folder, ['synth', '--out', 'again'])).toMatchObject({ code: 0 });
    expect(cli(folder, ['synth', '--out', 'again']).stdout).toMatch(/0 files written, \d+ unchanged, 0 removed/);
    expect(cli(folder, ['diff', 'out', 'again', '--exit-code'])).toMatchObject({ code: 0, stdout: 'no difference\n' });
  });

  it('lists every stack as the cdktf CLI reads it, each after what it depends on', () => {
    const out = join(folder, 'out');
    const { version, stacks } = manifestOf(out);
    expect(version).toBe('0.21.0');
    expect(Object.keys(stacks).length).toBeGreaterThan(10);
    for (const [name, stack] of Object.entries(stacks)) {
      expect(stack).toMatchObject({ name, annotations: [], constructPath: name });
      expect(existsSync(join(out, stack.synthesizedStackPath)), stack.synthesizedStackPath).toBe(true);
      expect(join(stack.workingDirectory, 'cdk.tf.json')).toBe(stack.synthesizedStackPath);
      for (const dependency of stack.dependencies) expect(stacks).toHaveProperty([dependency]);
    }
  });

  it('keeps what another environment wrote, in the folder and in the list of stacks', () => {
    const out = join(folder, 'out');
    const stacks = Object.keys(manifestOf(out).stacks);
    expect(cli(folder, ['synth', '--environment', 'local'])).toMatchObject({ code: 0 });
    expect(existsSync(join(out, 'local'))).toBe(true);
    expect(Object.keys(manifestOf(out).stacks)).toEqual(expect.arrayContaining(stacks));
    expect(existsSync(join(out, 'production/ap-southeast-3/topology.json'))).toBe(true);
  });
});

it('the app line of cdktf.json writes where CDKTF_OUTDIR says', () => {
  const folder = repository();
  const { app, output } = JSON.parse(readFileSync(join(ROOT, 'cdktf.json'), 'utf8')) as { readonly app: string; readonly output: string };
  expect(output).toBe('out');
  const [runner, ...words] = app.split(' ');
  expect([runner, words.slice(0, 2)]).toEqual(['npx', ['--no', 'payment-topology']]);
  const outdir = join(folder, 'cdktf.out');
  expect(cli(folder, words.slice(2), { CDKTF_OUTDIR: outdir })).toMatchObject({ code: 0 });
  expect(existsSync(join(outdir, 'manifest.json'))).toBe(true);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

it('says its version', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  expect(cli(ROOT, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each(CARD_DATA_MODES)('all seven environments synthesize in mode %s', mode => {
  const folder = repository();
  const answer = cli(folder, ['synth', '--environment', 'all', '--mode', mode, '--json']);
  expect(answer).toMatchObject({ code: 0, stderr: '' });
  const { regions } = JSON.parse(answer.stdout) as { readonly regions: readonly { readonly environment: string }[] };
  expect([...new Set(regions.map(({ environment }) => environment))].sort()).toEqual(['contract-ci', 'dr-drill', 'integration', 'local', 'preprod', 'production', 'sandbox']);
  expect(regions.filter(({ environment }) => environment === 'production')).toHaveLength(2);
});

it('a service that is taken away takes its files with it', () => {
  const folder = repository();
  expect(cli(folder, ['synth', '--region', 'ap-southeast-3'])).toMatchObject({ code: 0 });
  put(folder, { 'out/production/ap-southeast-3/terraform/network/.terraform.lock.hcl': 'theirs' });
  rmSync(join(folder, 'services/bi-export.ts'));
  edit(folder, 'services/index.ts', "import { biExport } from './bi-export.ts';\n", '');
  edit(folder, 'services/index.ts', 'biExport', '...[]');
  const images = join(folder, 'environments/production.images.json');
  writeFileSync(images, readFileSync(images, 'utf8').replace(/^ *"bi-export": .*\n/m, ''));
  expect(cli(folder, ['synth', '--region', 'ap-southeast-3'])).toMatchObject({ code: 0, stderr: '' });
  const paths = [...filesIn(join(folder, 'out')).keys()];
  expect(paths.filter(path => path.includes('bi-export'))).toEqual([]);
  expect(paths).toContain('production/ap-southeast-3/terraform/network/.terraform.lock.hcl');
});
