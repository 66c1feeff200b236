/** The boundary of emitted regions: what analyses of paths say, for `check` and for evidence. */
import type { Survey } from '../analysis/boundary/survey.ts';
import { surveyOf } from '../analysis/boundary/survey.ts';
import { checkBoundary, checkPair } from '../analysis/boundary/checks.ts';
import { planesOf } from '../analysis/boundary/planes/index.ts';
import type { CheckRun } from '../model/index.ts';
import type { RegionInFolder } from './regions.ts';
import { waived } from './waivers.ts';

export interface Bounded {
  readonly surveys: readonly Survey[];
  readonly run: CheckRun;
}

/** @param asOf day on which waivers are judged */
export const boundaryOf = (regions: readonly RegionInFolder[], asOf: string): Bounded => {
  const surveys = regions.map(({ region }) => surveyOf(region));
  const runs = [...surveys.map(survey => checkBoundary(survey, planesOf(survey.region))), ...pairsOf(surveys).map(([primary, standby]) => checkPair(primary, standby))];
  return { surveys, run: waived({ findings: runs.flatMap(({ findings }) => findings), examined: runs.flatMap(({ examined }) => examined) }, regions.map(({ files }) => files.topology), asOf) };
};

const pairsOf = (surveys: readonly Survey[]): readonly (readonly [Survey, Survey])[] => surveys.filter(({ region }) => region.topology.region.role === 'primary').flatMap(primary => surveys
  .filter(({ region: { topology } }) => topology.region.role === 'standby' && topology.environment.name === primary.region.topology.environment.name).map(standby => [primary, standby] as const));
