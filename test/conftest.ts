/** Before any test: the conftest that `check` would use stands first on PATH, so that a fresh clone needs none installed. */
import { delimiter, dirname } from 'node:path';
import { findConftest } from '../io/conftest-install.ts';

export default async (): Promise<void> => {
  const conftest = await findConftest({ env: process.env, progress: text => process.stderr.write(`${text}\n`) });
  process.env.PATH = [dirname(conftest), process.env.PATH].join(delimiter);
};
