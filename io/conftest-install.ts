/**
 * Finds conftest or gets it: a fitting one on PATH, the one that an earlier run cached, `go install`, the official release checked against the checksums
 * published with it, else a problem that says what to install.
 */
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isExecutable, onPath, runCommand } from './command.ts';
import { OutsideError, systemReason } from './problem.ts';
import { makeFolder } from './folder.ts';
import { cacheFolder } from './cache.ts';

/** The release that the policies are written for, and the OPA in it. */
const CONFTEST = '0.69.0';
const OPA = '1.19.0';
const RELEASES = 'https://github.com/open-policy-agent/conftest/releases/download';

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Says what takes long. */
  readonly progress: (text: string) => void;
  /** @default the official releases */
  readonly releases?: string;
}

/** Path of a conftest that fits. Throws `OutsideError` with every way that was tried. */
export const findConftest = async ({ env, progress, releases = RELEASES }: Surroundings): Promise<string> => {
  const tried: string[] = [];
  const present = onPath('conftest', env['PATH']);
  if (present !== undefined && await fits(present)) return present;
  tried.push(present === undefined ? 'none on PATH' : `${present} is older than ${CONFTEST}`);
  const folder = installedIn(env);
  const cached = join(folder, 'conftest');
  if (isExecutable(cached)) return cached;
  for (const install of [fromGo, fromRelease]) {
    const reason = noPlaceAt(folder) ?? await install(folder, { env, progress, releases });
    if (reason === null) return cached;
    if (!tried.includes(reason)) tried.push(reason);
  }
  throw new OutsideError({ code: 'PT-009', where: 'conftest', saw: tried.join('; '), want: `conftest ${CONFTEST} or newer on PATH (go install github.com/open-policy-agent/conftest@v${CONFTEST}), or XDG_CACHE_HOME naming a folder that can be written` });
};

/** Why nothing can be kept in the folder, if so: without it there is no use in building or downloading. */
const noPlaceAt = (folder: string): string | null => {
  try {
    const there = existing(folder);
    if (!statSync(there).isDirectory()) return `${folder} cannot be written: ${there} is a file`;
    accessSync(there, constants.W_OK);
    return null;
  } catch (error) {
    return `${folder} cannot be written: ${systemReason(error)}`;
  }
};

/** The deepest folder on the way that is there already. */
const existing = (path: string): string => (existsSync(path) || dirname(path) === path ? path : existing(dirname(path)));

const installedIn = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), `conftest-${CONFTEST}`);

/** One that Go built says `dev` for its version; its OPA then tells how old it is. */
const fits = async (path: string): Promise<boolean> => {
  const { stdout } = await runCommand(path, ['--version']);
  const version = /Conftest:\s*v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version !== undefined) return isAtLeast(version, CONFTEST);
  return isAtLeast(/OPA:\s*v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? '0.0.0', OPA);
};

export const isAtLeast = (version: string, least: string): boolean => {
  const [have, want] = [version, least].map(text => text.split('.').map(Number));
  const differs = want?.findIndex((part, i) => part !== have?.[i]) ?? -1;
  return differs === -1 || Number(have?.[differs]) > Number(want?.[differs]);
};

type Install = (folder: string, surroundings: Required<Surroundings>) => Promise<string | null>;

const fromGo: Install = async (folder, { env, progress }) => {
  const go = onPath('go', env['PATH']);
  if (go === undefined) return 'no Go to build it with';
  progress(`building conftest ${CONFTEST} with Go, once`);
  makeFolder(folder);
  const { code, stderr } = await runCommand(go, ['install', `github.com/open-policy-agent/conftest@v${CONFTEST}`], { env: { ...env, GOBIN: folder } });
  return code === 0 && isExecutable(join(folder, 'conftest')) ? null : `go install: ${lastLine(stderr)}`;
};

const fromRelease: Install = async (folder, { progress, releases }) => {
  const system = { linux: 'Linux', darwin: 'Darwin' }[process.platform as string];
  const machine = { x64: 'x86_64', arm64: 'arm64' }[process.arch as string];
  if (system === undefined || machine === undefined) return `no release for ${process.platform} ${process.arch}`;
  const archive = `conftest_${CONFTEST}_${system}_${machine}.tar.gz`;
  progress(`downloading ${archive}, once`);
  try {
    const [bytes, checksums] = await Promise.all([archive, 'checksums.txt'].map(name => download(`${releases}/v${CONFTEST}/${name}`)));
    const published = checksums?.toString('utf8').split('\n').map(line => line.trim().split(/\s+/)).find(([, name]) => name === archive)?.[0];
    if (bytes === undefined || published === undefined) return `the release publishes no checksum of ${archive}`;
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sum !== published) return `${archive} has checksum ${sum}, its release publishes ${published}`;
    return await unpack(bytes, folder);
  } catch (error) {
    return `release: ${reasonOf(error)}`;
  }
};

const download = async (url: string): Promise<Buffer> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

const unpack = async (bytes: Buffer, folder: string): Promise<string | null> => {
  const temporary = mkdtempSync(join(tmpdir(), 'conftest-'));
  try {
    writeFileSync(join(temporary, 'archive.tar.gz'), bytes);
    const { code, stderr } = await runCommand('tar', ['-xzf', 'archive.tar.gz', 'conftest'], { cwd: temporary });
    if (code !== 0) return `tar: ${lastLine(stderr)}`;
    makeFolder(folder);
    renameSync(join(temporary, 'conftest'), join(folder, 'conftest'));
    return null;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

/** `fetch` hides the reason one level down. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
