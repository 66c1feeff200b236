import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterPrograms, type Surroundings } from './programs.ts';

const NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];
const MODULE = 'module m\n\ngo 1.26.0\n\nrequire (\n\tgo.etcd.io/etcd/server/v3 v3.6.8\n\tk8s.io/kubernetes v1.36.3\n\tsigs.k8s.io/kwok v0.8.0\n)\n';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payment-topology-programs-'));
  told = [];
  for (const name of ['bin', 'module', 'assets']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'module/go.mod'), MODULE);
  writeFileSync(join(folder, 'module/go.sum'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (path: string, script: string): void => {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path), 0o755);
};
/** A Go that makes a program of each thing it is asked to build. */
const go = (version = 'go1.26.8', build = 'while [ "$1" != -o ]; do shift; done; echo "#!/bin/sh" > "$2"; chmod +x "$2"'): void =>
  program('bin/go', `case "$1" in env) echo ${version};; build) echo built >> ${join(folder, 'builds')}; ${build};; esac`);
const surroundings = (env: NodeJS.ProcessEnv = {}): Surroundings => ({
  env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache'), ...env }, progress: text => told.push(text), module: join(folder, 'module'),
});
const cached = (): readonly string[] => {
  const cache = join(folder, 'cache/payment-topology');
  return existsSync(cache) ? readdirSync(cache).flatMap(name => readdirSync(join(cache, name))).sort() : [];
};

test('programs are built once, and the next run finds them', async () => {
  go();
  const first = await clusterPrograms(surroundings());
  expect(cached()).toEqual(NAMES);
  expect(told).toHaveLength(NAMES.length);
  expect(told[0]).toMatch(/^building etcd with Go, once: 1 of 5; .*six minutes/);
  go('go1.26.8', 'exit 1');
  expect(await clusterPrograms(surroundings())).toEqual(first);
});

test('another pin has programs of its own', async () => {
  go();
  const first = await clusterPrograms(surroundings());
  writeFileSync(join(folder, 'module/go.mod'), MODULE.replace('1.36.3', '1.36.4'));
  expect((await clusterPrograms(surroundings())).etcd).not.toBe(first.etcd);
});

test('while another run builds it is waited for, and what it built is taken', async () => {
  go();
  await clusterPrograms(surroundings());
  const [name] = readdirSync(join(folder, 'cache/payment-topology'));
  const cache = join(folder, 'cache/payment-topology', name ?? '');
  rmSync(join(cache, 'kwok'));
  const other = spawn('sleep', ['30']);
  writeFileSync(join(cache, '.incomplete'), `process ${other.pid} on ${hostname()} is writing here\n`);
  go('go1.26.8', 'exit 1');
  const waiting = clusterPrograms(surroundings());
  await sleep(200);
  expect(told.at(-1)).toMatch(/^waiting for another run, process \d+, writing here/);
  program(join('cache/payment-topology', name ?? '', 'kwok'), '');
  other.kill('SIGKILL');
  expect((await waiting).kwok).toBe(join(cache, 'kwok'));
});

test('a build that fails is told with its last line, and leaves nothing half', async () => {
  go('go1.26.8', 'case "$*" in *kwok*) echo "no such host" >&2; exit 1;; esac; while [ "$1" != -o ]; do shift; done; echo "#!/bin/sh" > "$2"; chmod +x "$2"');
  await expect(clusterPrograms(surroundings())).rejects.toThrow(/^PT-010 go build sigs\.k8s\.io\/kwok\/cmd\/kwok: saw no such host/);
  expect(cached()).toEqual(NAMES.slice(0, 4));
});

test('without Go, or with one that is too old, it is said what to do', async () => {
  await expect(clusterPrograms(surroundings({ PATH: join(folder, 'bin') }))).rejects.toThrow(/^PT-009 go: saw none on PATH; want Go 1\.26\.0 or newer on PATH, or KUBEBUILDER_ASSETS/);
  go('go1.20.14');
  await expect(clusterPrograms(surroundings())).rejects.toThrow(/saw Go 1\.20\.14; want Go 1\.26\.0 or newer/);
  expect(cached()).toEqual([]);
});

test('programs that the user has are taken, those of another release are not, and the rest is built', async () => {
  go();
  program('assets/kube-apiserver', 'echo Kubernetes v1.36.1');
  const programs = await clusterPrograms(surroundings({ KUBEBUILDER_ASSETS: join(folder, 'assets') }));
  expect(programs['kube-apiserver']).toBe(join(folder, 'assets/kube-apiserver'));
  expect(cached()).toEqual(NAMES.filter(name => name !== 'kube-apiserver'));
  program('assets/kube-apiserver', 'echo Kubernetes v1.31.0');
  await expect(clusterPrograms(surroundings({ KUBEBUILDER_ASSETS: join(folder, 'assets') }))).rejects.toThrow(/^PT-009 .*kube-apiserver: saw 1\.31\.0; want 1\.36, or KUBEBUILDER_ASSETS unset/);
  rmSync(join(folder, 'assets/kube-apiserver'));
  await expect(clusterPrograms(surroundings({ KUBEBUILDER_ASSETS: join(folder, 'assets') }))).rejects.toThrow(/^PT-009 KUBEBUILDER_ASSETS .*: saw none of the programs there/);
});
