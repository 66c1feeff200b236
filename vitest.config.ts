import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 300_000, hookTimeout: 300_000, pool: 'forks' as const };

/** Tests from outside call the built command line, and so build it first; the others need no build. */
const OUTSIDE = 'test/bin/**/*.test.ts';
/** Needs a browser, and is not part of `npm test`. */
const BROWSER = 'test/browser/**/*.test.ts';
/** Needs a control plane, and is not part of `npm test`. One file at a time: each has a plane, and what it measures is time. */
const CLUSTER = 'test/cluster/**/*.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // most of it waits for processes of its own: with the default of one worker on two cores it takes nearly twice as long
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { ...shared, name: 'inside', include: ['test/**/*.test.ts'], exclude: [OUTSIDE, BROWSER, CLUSTER], globalSetup: ['test/conftest.ts'] } },
      { test: { ...shared, name: 'outside', include: [OUTSIDE], globalSetup: ['test/build.ts'] } },
      { test: { ...shared, name: 'browser', include: [BROWSER] } },
      { test: { ...shared, name: 'cluster', include: [CLUSTER], fileParallelism: false, globalSetup: ['test/cluster/setup.ts', 'test/build.ts'] } },
    ],
  },
});
