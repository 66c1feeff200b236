import type { StackName } from '../model/index.ts';

/** One rendered stack. */
export interface StackFile {
  readonly stack: StackName;
  /** `<environment>-<region>-<stack>`, unique over all regions. */
  readonly name: string;
  /** Below the folder of the region. */
  readonly path: string;
  readonly json: object;
  /** Names of stacks that must be applied before, also those of the other region; sorted. */
  readonly dependsOn: readonly string[];
}
