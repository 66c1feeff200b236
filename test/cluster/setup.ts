/** Before the tests of a control plane: its programs are there. After them: what was predicted, beside what was observed. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clusterPrograms, type Programs } from './programs.ts';
import { tableText } from './table.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    programs: Programs;
    /** File of the table's rows. */
    table: string;
  }
}

export default async (project: TestProject): Promise<() => void> => {
  project.provide('programs', await clusterPrograms({ env: process.env, progress: text => process.stderr.write(`${text}\n`) }));
  mkdirSync(dirname(TABLE), { recursive: true });
  project.provide('table', TABLE);
  return () => {
    const text = tableText(TABLE);
    if (text !== null) process.stdout.write(`\n${text}\n`);
    rmSync(TABLE, { force: true });
  };
};

const TABLE = resolve(import.meta.dirname, `../../node_modules/.cache/payment-topology-cluster-${process.pid}.jsonl`);
