import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeOutput } from '../../io/output.ts';
import { emptyFolder, filesIn, put } from '../bin/cli.ts';

const files = (entries: Readonly<Record<string, string>>) => (): ReadonlyMap<string, string> => new Map(Object.entries(entries));
const ALL = [''];

it('only files whose bytes differ are written', () => {
  const folder = emptyFolder();
  expect(writeOutput(folder, files({ 'a/one': '1', 'a/two': '2' }), ALL)).toEqual({ written: 2, unchanged: 0, removed: 0 });
  const before = statSync(join(folder, 'a/one'));
  expect(writeOutput(folder, files({ 'a/one': '1', 'a/two': '3' }), ALL)).toEqual({ written: 1, unchanged: 1, removed: 0 });
  expect(statSync(join(folder, 'a/one'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  expect(readFileSync(join(folder, 'a/two'), 'utf8')).toBe('3');
});

it('a run that changes nothing touches nothing, not even the marker', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ one: '1' }), ALL);
  const before = statSync(folder).mtimeMs;
  writeOutput(folder, files({ one: '1' }), ALL);
  expect(statSync(folder).mtimeMs).toBe(before);
});

it('what an earlier run made and this one does not is removed, with the folders that become empty', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ 'a/b/gone': '1', 'a/stays': '2' }), ALL);
  expect(writeOutput(folder, files({ 'a/stays': '2' }), ALL)).toEqual({ written: 0, unchanged: 1, removed: 1 });
  expect(readdirSync(join(folder, 'a'))).toEqual(['stays']);
});

it('what others put into the folder is never touched', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ 'stack/cdk.tf.json': '1' }), ALL);
  put(folder, { 'stack/.terraform.lock.hcl': 'lock', 'stack/.terraform/plugin': 'binary', 'notes.txt': 'mine' });
  writeOutput(folder, files({ 'other/file': '1' }), ALL);
  expect([...filesIn(folder).keys()].filter(path => path !== '.files')).toEqual(['notes.txt', 'other/file', 'stack/.terraform.lock.hcl', 'stack/.terraform/plugin']);
});

it('a run for one environment leaves the others alone', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ 'local/a': '1', 'local/b': '1' }), ['local/']);
  writeOutput(folder, files({ 'production/a': '1' }), ['production/']);
  expect(writeOutput(folder, files({ 'local/a': '1' }), ['local/'])).toMatchObject({ removed: 1 });
  expect([...filesIn(folder).keys()]).toEqual(['.files', 'local/a', 'production/a']);
});

it('a run that stops in the middle leaves its marker, and the next one tidies what it began', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ one: '1' }), ALL);
  mkdirSync(join(folder, 'zwei'));
  put(folder, { 'zwei/theirs': 'x' });
  expect(() => writeOutput(folder, files({ new: '1', one: '2', zwei: 'a folder stands here' }), ALL)).toThrow(/^PT-006 .*: saw a folder where a file should be; want/);
  expect(existsSync(join(folder, '.incomplete'))).toBe(true);
  expect(writeOutput(folder, files({ one: '1' }), ALL)).toMatchObject({ written: 1 });
  expect([...filesIn(folder).keys()]).toEqual(['.files', 'one', 'zwei/theirs']);
});

it('a folder that cannot be written is said, and what stands there is untouched', () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'out'), 'a file');
  expect(() => writeOutput(join(folder, 'out'), files({ one: '1' }), ALL)).toThrow(/^PT-006 .*out: saw a file where a folder should be; want a folder that can be written/);
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('a file');
});

it('a place where the system makes no folders is said, and does not keep the run for ever', ({ skip }) => {
  if (!existsSync('/proc/self')) {
    console.log('skipped: this system has no /proc');
    return skip('no /proc');
  }
  expect(() => writeOutput('/proc/payment-topology/out', files({ one: '1' }), ALL)).toThrow(/^PT-006 \/proc\/payment-topology: saw no folder made in \/proc: the system makes none there; want a folder that can be written, or another one$/);
});

it('a folder of somebody else, the root and the working directory are refused before anything is written', () => {
  const folder = emptyFolder();
  put(folder, { 'notes.txt': 'mine' });
  for (const [place, saw] of [[folder, 'notes.txt, and no .files'], ['/', 'the root of the file system'], ['.', 'the working directory itself']] as const) {
    expect(() => writeOutput(place, files({ one: '1' }), ALL)).toThrow(`PT-013 ${place}: saw ${saw}; want a folder of its own`);
  }
  expect([...filesIn(folder).keys()]).toEqual(['notes.txt']);
});

it('a listing that leads out of the folder removes nothing there', () => {
  const folder = emptyFolder();
  put(folder, { victim: 'theirs' });
  writeOutput(join(folder, 'out'), files({ one: '1' }), ALL);
  put(folder, { 'out/.files': 'one\n../victim\nproduction/../../victim\n' });
  writeOutput(join(folder, 'out'), files({ one: '2' }), ALL);
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('theirs');
});

const marker = (pid: number | undefined, host = hostname()): string => `process ${pid} on ${host} is writing here\n`;

it.each([['lives', process.ppid, hostname()], ['belongs to another machine', 1, 'elsewhere']])('while the process of a marker %s, nothing is written, and the marker stays', (_, pid, host) => {
  const folder = emptyFolder();
  writeOutput(folder, files({ one: '1' }), ALL);
  put(folder, { '.incomplete': marker(pid, host) });
  const before = filesIn(folder);
  for (const one of ['1', '2']) {
    expect(() => writeOutput(folder, files({ one }), ALL)).toThrow(new RegExp(`^PT-016 .*\\.incomplete: saw another run, process ${pid}.*, writing here; want its end, another folder with --out, or, where no such run is left, this file removed$`));
  }
  expect(filesIn(folder)).toEqual(before);
});

it('the marker of a process that died is taken over, and what it left half-made is removed', () => {
  const folder = emptyFolder();
  writeOutput(folder, files({ 'a/one': '1', 'a/two': '2' }), ALL);
  put(folder, { '.incomplete': marker(spawnSync('true').pid), 'a/two.new': 'hal', '.files.new': 'a/o', 'a/theirs.new': 'not ours' });
  expect(writeOutput(folder, files({ 'a/one': '1', 'a/two': '2' }), ALL)).toEqual({ written: 0, unchanged: 2, removed: 0 });
  expect([...filesIn(folder).keys()]).toEqual(['.files', 'a/one', 'a/theirs.new', 'a/two']);
});

it('a run that died before it listed anything leaves a folder that is still ours', () => {
  const folder = emptyFolder();
  put(folder, { '.incomplete': marker(spawnSync('true').pid), '.files.new': 'one\n' });
  expect(writeOutput(folder, files({ one: '1' }), ALL)).toMatchObject({ written: 1 });
  expect([...filesIn(folder).keys()]).toEqual(['.files', 'one']);
});

it('contents that rest on what stands in the folder are asked for again when it is ours alone', () => {
  const folder = emptyFolder();
  let asked = 0;
  writeOutput(folder, () => new Map([['list', `${existsSync(join(folder, '.incomplete'))} ${asked++}`]]), ALL);
  expect(readFileSync(join(folder, 'list'), 'utf8')).toBe('true 1');
});

it('a folder of ours that became a link is neither written nor emptied through, and nothing else is written', () => {
  const [folder, elsewhere] = [emptyFolder(), emptyFolder()];
  writeOutput(folder, files({ 'production/a/one': '1', 'production/a/two': '2', 'sandbox/three': '3' }), ALL);
  rmSync(elsewhere, { recursive: true });
  renameSync(join(folder, 'production'), elsewhere);
  symlinkSync(elsewhere, join(folder, 'production'));
  const before = [filesIn(folder), filesIn(elsewhere)];
  for (const next of [{ 'production/a/one': '9', 'production/a/two': '2', 'sandbox/three': '9' }, { 'production/a/one': '1', 'sandbox/three': '3' }]) {
    expect(() => writeOutput(folder, files(next), ALL)).toThrow(`PT-013 ${join(folder, 'production')}: saw a link to ${elsewhere}; want a folder of its own`);
  }
  expect([filesIn(folder), filesIn(elsewhere)]).toEqual(before);
  expect(writeOutput(folder, files({ 'sandbox/three': '4' }), ['sandbox/'])).toMatchObject({ written: 1 });
});
