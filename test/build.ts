/** Tests from outside call the code as it stands: it is built once before them, into a folder of this run alone. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'node_modules/.cache', `payment-topology-${process.pid}`);

export const setup = (): void => {
  mkdirSync(FOLDER, { recursive: true });
  symlinkSync(join(ROOT, 'policies'), join(FOLDER, 'policies'));
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--out', join(FOLDER, 'dist')], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.env['PAYMENT_TOPOLOGY_TEST_DIST'] = join(FOLDER, 'dist');
};

export const teardown = (): void => rmSync(FOLDER, { recursive: true, force: true });
