/** Before the tests of a control plane: its programs are there, and stand in the environment of every test. */
import type { TestProject } from 'vitest/node';
import { type Programs, clusterPrograms } from './programs.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    programs: Programs;
  }
}

export default async (project: TestProject): Promise<void> => {
  project.provide('programs', await clusterPrograms({ env: process.env, progress: text => process.stderr.write(`${text}\n`) }));
};
