import { spawn } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Answer } from './cli.ts';
import { cli, emptyFolder, filesIn, MAIN, put, repository } from './cli.ts';

const REGION = 'sandbox/ap-southeast-3';

let folder = '';
beforeAll(() => {
  folder = repository();
  expect(cli(folder, ['synth', '-e', 'sandbox', '--out', 'good'])).toMatchObject({ code: 0, stderr: '' });
});

/** An output of one environment that a test may spoil. */
const output = (): { readonly at: string; readonly synth: (...args: readonly string[]) => Answer; readonly read: (...args: readonly string[]) => Answer } => {
  const out = join(emptyFolder(), 'out');
  cpSync(join(folder, 'good'), out, { recursive: true });
  return { at: out, synth: (...args) => cli(folder, ['synth', '--out', out, ...args]), read: (...args) => cli(folder, [...args, out, '-e', 'sandbox']) };
};

const together = (...runs: readonly (readonly string[])[]): Promise<readonly Answer[]> => Promise.all(runs.map(args => new Promise<Answer>(resolve => {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  child.on('close', code => resolve({ code, stdout: '', stderr }));
})));

it('of several runs into one folder at the same time each writes all that it makes or says that another one is writing', async () => {
  const out = join(emptyFolder(), 'out');
  const answers = await together(...['local', 'sandbox', 'sandbox'].map(name => ['synth', '-e', name, '--out', out]));
  for (const { code, stderr } of answers) if (code !== 0) expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^PT-016 .*\.incomplete: saw another run, .*, writing here; want .+\n$/) });
  expect(answers.some(({ code }) => code === 0)).toBe(true);
  for (const name of ['local', 'sandbox']) expect(cli(folder, ['synth', '-e', name, '--out', out])).toMatchObject({ code: 0, stderr: '' });
  const { at, synth } = output();
  expect(synth('-e', 'local')).toMatchObject({ code: 0 });
  expect(filesIn(out)).toEqual(filesIn(at));
});

it('a list of stacks that is broken is refused by readers, said to a run for one environment, and written anew by a run over everything', () => {
  const { at, synth, read } = output();
  const before = filesIn(at);
  put(at, { 'manifest.json': '{ "stacks": {' });
  for (const verb of [['check'], ['list', 'services'], ['reach']]) expect(read(...verb), verb.join(' ')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-008 .*manifest\.json: saw .+; want/) });
  expect(synth('-e', 'local')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-008 .*manifest\.json: saw .+; want payment-topology synth --environment all, which writes it anew/) });
  expect(synth('-e', 'sandbox')).toMatchObject({ code: 0, stderr: '' });
  expect(filesIn(at)).toEqual(before);
});

it('an environment that became a link is neither written through nor read past', () => {
  const { at, synth, read } = output();
  const elsewhere = join(emptyFolder(), 'elsewhere');
  renameSync(join(at, 'sandbox'), elsewhere);
  symlinkSync(elsewhere, join(at, 'sandbox'));
  rmSync(join(elsewhere, 'ap-southeast-3/kustomization.yaml'));
  const before = filesIn(elsewhere);
  expect(synth('-e', 'sandbox')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-013 .*\/sandbox: saw a link to .*; want a folder of its own/) });
  expect(filesIn(elsewhere)).toEqual(before);
  expect(read('check')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-008 .*topology\.json: saw a link at sandbox; want/) });
  expect(existsSync(join(at, '.incomplete'))).toBe(false);
});

it('a topology of another schema is refused by every verb that reads one, in one line', () => {
  const { at, read } = output();
  put(at, { [`${REGION}/topology.json`]: (filesIn(at).get(`${REGION}/topology.json`) ?? '').replace('"schemaVersion": 1', '"schemaVersion": 2') });
  for (const verb of [['check'], ['list', 'services'], ['show', 'risk'], ['reach'], ['diff', at]]) {
    expect(read(...verb), verb.join(' ')).toEqual({ code: 2, stdout: '', stderr: `PT-008 ${at}/${REGION}/topology.json: saw schemaVersion 2; want schemaVersion 1, as this version of payment-topology writes it\n` });
  }
});

it('a topology of another region is refused: it would be compared with files that stand elsewhere', () => {
  const { at, read } = output();
  cpSync(join(at, REGION), join(at, 'sandbox/eu-west-1'), { recursive: true });
  expect(read('check')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-008 .*sandbox\/eu-west-1\/topology\.json: saw the topology of sandbox\/ap-southeast-3; want that of sandbox\/eu-west-1\n$/) });
});
