/** Runs programs. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface CommandResult {
  /** Exit code; null where the program could not be started, was ended by a signal or took longer than it may. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end or for `timeout` milliseconds, without a shell. Never throws. */
export const runCommand = (command: string, args: readonly string[], { timeout, ...options }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number } = {}): Promise<CommandResult> =>
  new Promise(resolve => {
    const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // the timer of spawn itself goes on when there is no such program
    const timer = timeout === undefined ? undefined : setTimeout(() => child.kill(), timeout);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', error => {
      clearTimeout(timer);
      resolve({ code: null, stdout: '', stderr: error.message });
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });

/** Full path of a program on a PATH, as a shell would find it. */
export const onPath = (program: string, path: string | undefined): string | undefined =>
  (path ?? '').split(delimiter).filter(folder => folder !== '').map(folder => join(folder, program)).find(isExecutable);

export const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
