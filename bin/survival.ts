/** What regions of an output survive: for `survive`, for `check` and for evidence. */
import type { SurviveRun } from '../analysis/survive/findings.ts';
import { findingsOf } from '../analysis/survive/findings.ts';
import type { Survived } from '../analysis/survive/index.ts';
import { survivedOf } from '../analysis/survive/index.ts';
import type { Scenario } from '../analysis/survive/scenarios.ts';
import { SCENARIOS } from '../analysis/survive/scenarios.ts';
import type { RegionFiles } from '../analysis/boundary/region.ts';
import { OutsideError } from '../io/problem.ts';

export interface Survival {
  readonly files: RegionFiles;
  /** Of the region that it stands by for. */
  readonly primary: RegionFiles | null;
  readonly survived: Survived;
  readonly run: SurviveRun;
}

/** @param all every region that is there, to find the primary of a standby in */
export const survivalOf = (files: RegionFiles, all: readonly RegionFiles[], scenarios: readonly Scenario[] = SCENARIOS): Survival => {
  const { topology: { region, environment } } = files;
  const primary = region.role === 'primary' ? null : all.find(other => other.topology.environment.name === environment.name && other.topology.region.role === 'primary') ?? null;
  const survived = survivedOf(files, primary, { scenarios: new Set(scenarios) });
  const { problems } = survived.cluster;
  if (problems.length > 0) throw new OutsideError(...problems.map(({ file, at, saw, want }) => ({ code: 'PT-015' as const, where: `${file} › ${at}`, saw, want })));
  return { files, primary, survived, run: findingsOf(survived, files.topology) };
};

