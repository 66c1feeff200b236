/** Runs the built command line as a user does, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');
/** Where `test/build.ts` built. */
export const MAIN = join(process.env['PAYMENT_TOPOLOGY_TEST_DIST'] ?? join(ROOT, 'dist'), 'bin/main.js');

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the tests of the file. */
export const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'payment-topology-test-'));
  made.push(folder);
  return folder;
};

/** What a person edits, and nothing else: the catalog, the environments, the configuration. */
export const repository = (): string => {
  const folder = emptyFolder();
  for (const name of ['services', 'environments', 'model', 'topology.config.ts', 'waivers.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
};

export const cli = (folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, main = MAIN): Answer => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
  return { code: status, stdout, stderr };
};

/** Text of every file below a folder, by path. */
export const filesIn = (folder: string): ReadonlyMap<string, string> => new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort()
    .map(path => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
);

/** Writes files below a folder, making what is missing above them. */
export const put = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** Replaces text in one file; throws when it is not there, so that a test cannot pass by doing nothing. */
export const edit = (folder: string, path: string, from: string, to: string): void => {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
};
