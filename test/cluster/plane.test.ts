import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeNodes } from './nodes.ts';
import { type Plane, startPlane } from './plane.ts';

const programs = inject('programs');
const ZONES = ['a', 'b', 'c'];

/** Processes that name a folder in what they were started with, by their id. */
const processesOf = (folder: string): readonly string[] => readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && contentOf(`/proc/${pid}/cmdline`).includes(folder));

/** A process may end while it is looked at. */
const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const eventually = async (isSo: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) if (await isSo()) return true;
  return false;
};

const onLinux = existsSync('/proc/net/tcp');
if (!onLinux) console.log('plane.test.ts: without /proc nothing is seen of other processes; what looks at them is skipped');

describe('a plane', () => {
  let plane: Plane;
  let startMs: number;
  beforeAll(async () => {
    const begin = Date.now();
    plane = await startPlane({ programs, zones: ZONES });
    startMs = Date.now() - begin;
  });
  afterAll(() => plane.stop());

  test('starts within ten seconds', () => {
    expect(startMs).toBeLessThan(10_000);
  });

  test.skipIf(!onLinux)('listens on the loopback interface only', () => {
    const sockets = processesOf(plane.folder).flatMap(pid => readdirSync(`/proc/${pid}/fd`).map(fd => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      } catch {
        return undefined;
      }
    }));
    const listening = ['tcp', 'tcp6'].flatMap(table => readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1))
      .map(line => line.trim().split(/\s+/)).filter(columns => columns[3] === '0A' && sockets.includes(columns[9]));
    expect(listening.length).toBeGreaterThanOrEqual(3);
    expect(listening.map(columns => columns[1]?.split(':')[0]).filter(address => address !== '0100007F')).toEqual([]);
  });

  test.skipIf(!onLinux)('shows its programs no configuration but its own', () => {
    const pids = processesOf(plane.folder).filter(pid => !contentOf(`/proc/${pid}/cmdline`).includes('supervisor.mjs'));
    expect(pids).toHaveLength(4 + ZONES.length);
    for (const pid of pids) {
      const names = contentOf(`/proc/${pid}/environ`).split('\0').filter(line => line !== '');
      expect(names.filter(line => !/^(PATH|HOME|TMPDIR)=/.test(line))).toEqual([]);
      expect(names).toContain(`HOME=${plane.folder}`);
    }
  });

  test('a zone whose kubelets fall silent is not ready, and is again when they speak', async () => {
    await makeNodes(plane.api, ZONES.map(zone => ({ name: `node-${zone}`, zone, labels: {}, taints: [], allocatable: { cpu: '4', memory: '8Gi', pods: '30' } })));
    const ready = async (zone: string): Promise<string | undefined> => {
      const { body } = await plane.api.request('GET', `/api/v1/nodes/node-${zone}`);
      return (body as { status: { conditions: readonly { type: string; status: string }[] } }).status.conditions.find(({ type }) => type === 'Ready')?.status;
    };
    await plane.loseZone('b');
    expect(await eventually(async () => await ready('b') === 'Unknown', 20)).toBe(true);
    expect(await ready('a')).toBe('True');
    plane.returnZone('b');
    expect(await eventually(async () => await ready('b') === 'True', 20)).toBe(true);
  });
});

test('a port that is taken is passed by', async () => {
  const holder = createServer();
  await new Promise<void>(resolve => { holder.listen(0, '127.0.0.1', resolve); });
  const { port } = holder.address() as { readonly port: number };
  try {
    const plane = await startPlane({ programs, zones: ['a'], ports: { etcd: port, peer: port + 1, server: port + 2 } });
    expect((await plane.api.request('GET', '/readyz')).status).toBe(200);
    await plane.stop();
  } finally {
    holder.close();
  }
});

test('a program that does not start is told with its last words, and nothing is left', async () => {
  const before = planes();
  await expect(startPlane({ programs: { ...programs, 'kube-apiserver': programs.kwok }, zones: ['a'] })).rejects.toThrow(/^PT-010 kube-apiserver: saw exit code 1: .*unknown flag/);
  expect(planes()).toEqual(before);
});

const planes = (): readonly string[] => readdirSync(tmpdir()).filter(name => name.startsWith('payment-topology-plane-'));

describe.skipIf(!onLinux)('whoever started a plane and is gone leaves no process and no folder', () => {
  let bundles: string;
  beforeAll(async () => {
    bundles = mkdtempSync(join(tmpdir(), 'payment-topology-starter-'));
    await build({
      entryPoints: [join(import.meta.dirname, 'starter.ts')], outfile: join(bundles, 'starter.mjs'), bundle: true, platform: 'node', format: 'esm', packages: 'bundle', logLevel: 'error',
      define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) }, banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
  });
  afterAll(() => rmSync(bundles, { recursive: true }));

  const CASES: readonly { readonly how: string; readonly act: string; readonly end: (starter: ChildProcess) => void }[] = [
    { how: 'killed hard', act: 'wait', end: starter => starter.kill('SIGKILL') },
    { how: 'interrupted', act: 'wait', end: starter => starter.kill('SIGINT') },
    { how: 'by a throw', act: 'throw', end: () => undefined },
    { how: 'with its supervisor killed first', act: 'wait', end: starter => killSupervisorOf(starter) },
  ];

  test.each(CASES)('$how', async ({ act, end }) => {
    const starter = spawn(process.execPath, [join(bundles, 'starter.mjs'), JSON.stringify(programs), act], { stdio: ['ignore', 'pipe', 'ignore'] });
    const folder = await new Promise<string>(resolve => { createInterface({ input: starter.stdout }).once('line', resolve); });
    expect(processesOf(folder).length).toBeGreaterThan(4);
    end(starter);
    expect(await eventually(() => processesOf(folder).length === 0 && !existsSync(folder), 10)).toBe(true);
    starter.kill('SIGKILL');
  });

  test('killed while it starts', async () => {
    const before = planes();
    const starter = spawn(process.execPath, [join(bundles, 'starter.mjs'), JSON.stringify(programs), 'wait'], { stdio: 'ignore' });
    const begun = (): string[] => planes().filter(name => !before.includes(name));
    expect(await eventually(() => begun().some(name => processesOf(name).length > 1), 10)).toBe(true);
    const folders = begun();
    starter.kill('SIGKILL');
    expect(await eventually(() => folders.every(name => processesOf(name).length === 0 && !planes().includes(name)), 10)).toBe(true);
  });
});

const killSupervisorOf = (starter: ChildProcess): void => {
  const pid = readdirSync('/proc').find(id => /^\d+$/.test(id) && contentOf(`/proc/${id}/stat`).split(' ')[3] === String(starter.pid));
  if (pid !== undefined) process.kill(Number(pid), 'SIGKILL');
};
