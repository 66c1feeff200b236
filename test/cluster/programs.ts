/**
 * The programs of a control plane: those that KUBEBUILDER_ASSETS names, those that an earlier run built, else built now with Go from the pinned module in
 * `binaries/`. Each is whole or not there: it is built in a folder of the run and moved to its place at the end.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../../io/cache.ts';
import { isExecutable, onPath, runCommand } from '../../io/command.ts';
import { isAtLeast } from '../../io/conftest-install.ts';
import { claim, release, writerIn } from '../../io/marker.ts';
import { OutsideError, systemReason } from '../../io/problem.ts';

const MODULE = join(import.meta.dirname, 'binaries');

/** Name of each program with the package that it is built from and the module whose version it carries. */
const PROGRAMS = {
  etcd: { from: 'go.etcd.io/etcd/server/v3', module: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': { from: 'k8s.io/kubernetes/cmd/kube-apiserver', module: 'k8s.io/kubernetes' },
  'kube-controller-manager': { from: 'k8s.io/kubernetes/cmd/kube-controller-manager', module: 'k8s.io/kubernetes' },
  'kube-scheduler': { from: 'k8s.io/kubernetes/cmd/kube-scheduler', module: 'k8s.io/kubernetes' },
  kwok: { from: 'sigs.k8s.io/kwok/cmd/kwok', module: 'sigs.k8s.io/kwok' },
} as const;

export type Program = keyof typeof PROGRAMS;

/** Path of each program. */
export type Programs = Readonly<Record<Program, string>>;

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Says what takes long. */
  readonly progress: (text: string) => void;
  /** Folder with go.mod and go.sum. @default the one of this repository */
  readonly module?: string;
}

/** @throws PT-009 where Go is missing or too old or a program has another version, PT-010 where a build fails */
export const clusterPrograms = async ({ env, progress, module = MODULE }: Surroundings): Promise<Programs> => {
  const assets = env['KUBEBUILDER_ASSETS'];
  const given = assets === undefined || assets === '' ? {} : await givenIn(assets, module);
  const folder = builtIn(env, module);
  const built = Object.fromEntries(names.map(name => [name, join(folder, name)])) as Programs;
  const missing = names.filter(name => given[name] === undefined && !isExecutable(built[name]));
  if (missing.length > 0) await build(missing, folder, { env, progress, module });
  return { ...built, ...given };
};

const names = Object.keys(PROGRAMS) as Program[];

/** Version of a required module, without its `v`. */
const pinned = (module: string, name: string): string =>
  new RegExp(`^\\s*(?:require\\s+)?${name.replaceAll('.', '\\.')} v(\\S+)`, 'm').exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';

/** Without the stamp a server says that it is v0.0.0-master. */
const flags = (module: string): readonly string[] =>
  ['-trimpath', '-ldflags', `-s -w -X k8s.io/component-base/version.gitVersion=v${pinned(module, 'k8s.io/kubernetes')}`];

/** What decides the bytes names the folder: another pin never meets the programs of this one. */
const builtIn = (env: NodeJS.ProcessEnv, module: string): string => {
  const hash = createHash('sha256').update(flags(module).join('\n'));
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)));
  return join(cacheFolder(env), `cluster-${hash.digest('hex').slice(0, 16)}`);
};

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

/** The programs that stand in a folder of the user's; those of Kubernetes and etcd must be of the release that we pin, up to its patches. */
const givenIn = async (folder: string, module: string): Promise<Partial<Programs>> => {
  const found = names.filter(name => isExecutable(join(folder, name)));
  if (found.length === 0) throw problem(`KUBEBUILDER_ASSETS ${folder}`, 'none of the programs there', names.join(', '));
  for (const name of found) {
    const { stdout } = await runCommand(join(folder, name), ['--version'], { env: { HOME: folder } });
    const version = /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'no version';
    const want = pinned(module, PROGRAMS[name].module);
    if (minor(version) !== minor(want)) throw problem(join(folder, name), version, `${minor(want)}, or KUBEBUILDER_ASSETS unset: then it is built`);
  }
  return Object.fromEntries(found.map(name => [name, join(folder, name)]));
};

const problem = (where: string, saw: string, want: string): OutsideError => new OutsideError({ code: 'PT-009', where, saw, want });

const build = async (missing: readonly Program[], folder: string, surroundings: Required<Surroundings>): Promise<void> => {
  const go = await fittingGo(surroundings);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw problem(folder, systemReason(error), 'a folder that can be written, or XDG_CACHE_HOME naming one');
  }
  await becomeTheOnlyOne(folder, surroundings.progress);
  try {
    for (const left of readdirSync(folder).filter(name => name.startsWith(UNFINISHED))) rmSync(join(folder, left), { recursive: true });
    const todo = missing.filter(name => !isExecutable(join(folder, name)));
    for (const [done, name] of todo.entries()) {
      surroundings.progress(`building ${name} with Go, once: ${done + 1} of ${todo.length}; all of them take about six minutes on two cores`);
      await buildOne(go, name, folder, surroundings);
    }
  } finally {
    release(folder);
  }
};

const UNFINISHED = 'unfinished-';

const buildOne = async (go: string, name: Program, folder: string, { env, module }: Required<Surroundings>): Promise<void> => {
  const unfinished = mkdtempSync(join(folder, UNFINISHED));
  try {
    const { code, stderr } = await runCommand(go, ['build', ...flags(module), '-o', join(unfinished, name), PROGRAMS[name].from], { cwd: module, env: { ...env, GOFLAGS: '-mod=readonly', GOWORK: 'off' } });
    if (code !== 0) throw new OutsideError({ code: 'PT-010', where: `go build ${PROGRAMS[name].from}`, saw: lastLine(stderr), want: 'a build, with the Go module proxy within reach' });
    renameSync(join(unfinished, name), join(folder, name));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() || 'no word, ended from outside';

/** Two test runs that start at the same time build once. */
const becomeTheOnlyOne = async (folder: string, progress: (text: string) => void): Promise<void> => {
  for (let told = false; ; told = true) {
    const other = writerIn(folder);
    if (other === null) {
      try {
        claim(folder);
        return;
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
      }
    }
    if (!told) progress(`waiting for ${other ?? 'another run'} in ${folder}`);
    await sleep(500);
  }
};

/** Go of the module's version, which a Go since 1.21 fetches by itself unless told not to. */
const fittingGo = async ({ env, module }: Required<Surroundings>): Promise<string> => {
  const want = /^go (\S+)$/m.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
  const advice = `Go ${want} or newer on PATH, or KUBEBUILDER_ASSETS naming a folder with ${names.join(', ')}`;
  const go = onPath('go', env['PATH']);
  if (go === undefined) throw problem('go', 'none on PATH', advice);
  const { code, stdout, stderr } = await runCommand(go, ['env', 'GOVERSION'], { cwd: module, env });
  const version = /^go(\d+(?:\.\d+)+)/.exec(stdout.trim())?.[1];
  if (code !== 0 || version === undefined) throw problem(go, lastLine(stderr), advice);
  if (!isAtLeast(`${version}.0`, want)) throw problem(go, `Go ${version}`, advice);
  return go;
};
