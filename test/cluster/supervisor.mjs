/**
 * Owns the programs of a plane: whoever asked for them writes lines to our standard input, and when that closes, for whatever reason (he is done, he threw, he
 * was killed), everything that was started here ends and the folder goes. A process of its own session: Ctrl-C at a terminal does not reach it first.
 */
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder] = process.argv.slice(2);
const children = new Map();
let ending = false;

const say = message => {
  try {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  } catch {
    // nobody listens any more
  }
};

const start = ({ id, command, args, env, log }) => {
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', output, output] });
  children.set(id, child);
  const gone = reason => {
    if (!children.delete(id)) return;
    say({ gone: id, reason });
    if (ending && children.size === 0) finish();
  };
  child.on('error', error => gone(error.message));
  child.on('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
};

const finish = () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
};

const end = () => {
  if (ending) return;
  ending = true;
  if (children.size === 0) finish();
  for (const child of children.values()) child.kill('SIGKILL');
};

process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
createInterface({ input: process.stdin })
  .on('line', line => {
    const message = JSON.parse(line);
    if (message.start !== undefined && !ending) start(message.start);
    if (message.stop !== undefined) children.get(message.stop)?.kill('SIGKILL');
  })
  .on('close', end);
