/** Our end of `supervisor.mjs`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Supervisor {
  /** Its output goes to `<id>.log` in the folder. */
  readonly start: (id: string, command: string, args: readonly string[]) => void;
  readonly stop: (id: string) => Promise<void>;
  /** The first program that ended without being stopped. */
  readonly failure: () => { readonly id: string; readonly reason: string } | undefined;
  /** Ends all programs and removes the folder. */
  readonly end: () => Promise<void>;
}

export const supervisor = (folder: string): Supervisor => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'supervisor.mjs'), folder], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  // Programs see nothing of what surrounds us: no KUBECONFIG, no home, no proxy.
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder };
  const stopping = new Map<string, () => void>();
  let failure: { readonly id: string; readonly reason: string } | undefined;
  const say = (message: object): void => { child.stdin.write(`${JSON.stringify(message)}\n`); };
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', line => {
    const { gone, reason } = JSON.parse(line) as { readonly gone: string; readonly reason: string };
    const wanted = stopping.get(gone);
    if (wanted === undefined) failure ??= { id: gone, reason };
    stopping.delete(gone);
    wanted?.();
  });
  const ended = whenEnded(child, folder);
  return {
    start: (id, command, args) => say({ start: { id, command, args, env, log: join(folder, `${id}.log`) } }),
    stop: id => new Promise(resolve => {
      stopping.set(id, resolve);
      say({ stop: id });
    }),
    failure: () => failure,
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

/** Where the supervisor itself was killed, its programs are left in its process group: they end with it. */
const whenEnded = (child: ChildProcess, folder: string): Promise<void> => new Promise(resolve => {
  child.once('exit', (_code, signal) => {
    if (signal !== null && child.pid !== undefined) killGroup(child.pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    resolve();
  });
});

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody left in it
  }
};
