/** The last line of a test run, for readers that want two plain numbers. */
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that did not load has no tests, and must not look like success.
    const broken = modules.filter((module) => module.state() === 'failed' && ![...module.children.allTests()].some((test) => test.result().state === 'failed')).length;
    const skipped = count('skipped');
    const failed = count('failed') + broken + errors.length;
    process.once('exit', () => {
      // What fails before any test (the build) is in none of these lists.
      const least = reason === 'passed' && process.exitCode !== 1 ? 0 : 1;
      console.log(`${count('passed')} passed, ${Math.max(failed, least)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    });
  }
}
