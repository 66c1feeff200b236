/** What regions of an output survive: for `survive` and for `check`. */
import type { RegionFiles } from '../analysis/boundary/region.ts';
import { KINDS } from '../analysis/survive/cluster.ts';
import type { SurviveRun } from '../analysis/survive/findings.ts';
import { findingsOf } from '../analysis/survive/findings.ts';
import type { Survived } from '../analysis/survive/index.ts';
import { survivedOf } from '../analysis/survive/index.ts';
import type { Scenario } from '../analysis/survive/outcomes.ts';
import { SCENARIOS } from '../analysis/survive/outcomes.ts';
import { emittedRegions } from '../io/emitted.ts';
import type { OutsideProblem } from '../io/problem.ts';
import { filesOf } from './regions.ts';

export interface Survival {
  readonly files: RegionFiles;
  /** Of the region that it stands by for. */
  readonly primary: RegionFiles | null;
  readonly survived: Survived;
  readonly run: SurviveRun;
  /** What could not be read as it stands; the rest is predicted. */
  readonly problems: readonly OutsideProblem[];
}

/** Each region, the primary first. A standby is also tried with what its primary runs, which is read where it is not among them. */
export const survivalsOf = (folder: string, regions: readonly RegionFiles[], scenarios: readonly Scenario[] = SCENARIOS): readonly Survival[] =>
  [...regions].sort((a, b) => Number(isStandby(a)) - Number(isStandby(b))).map(files => survivalOf(files, isStandby(files) ? primaryOf(folder, files, regions) : null, scenarios));

const isStandby = ({ topology }: RegionFiles): boolean => topology.region.role === 'standby';

const primaryOf = (folder: string, { topology: { environment, region } }: RegionFiles, regions: readonly RegionFiles[]): RegionFiles | null => {
  const name = region.counterpart?.name;
  const known = regions.find(({ topology }) => topology.environment.name === environment.name && topology.region.name === name);
  const emitted = emittedRegions(folder).find(each => each.environment === environment.name && each.region === name);
  return known ?? (emitted === undefined ? null : filesOf(folder, emitted, KINDS).files);
};

const survivalOf = (files: RegionFiles, primary: RegionFiles | null, scenarios: readonly Scenario[]): Survival => {
  const survived = survivedOf(files, primary, { scenarios: new Set(scenarios) });
  return {
    files, primary, survived, run: findingsOf(survived, files.topology),
    problems: survived.cluster.problems.map(({ file, at, saw, want }) => ({ code: 'PT-015', where: `${file} › ${at}`, saw, want: `${want}; the rest is still looked at` })),
  };
};
