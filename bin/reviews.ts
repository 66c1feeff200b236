/** Reviews of the boundary: what was read last, by whom, and what changed since. Records stand in `reviews/<environment>/`, tracked like code. */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, readText } from '../io/emitted.ts';
import { makeFolder } from '../io/folder.ts';
import { OutsideError, systemReason } from '../io/problem.ts';
import type { BoundaryRuleCode, CheckRun, Finding } from '../model/index.ts';
import { BOUNDARY_RULES } from '../model/index.ts';
import { STATE } from '../report/evidence/bundle.ts';
import { changesBetween } from '../report/evidence/state.ts';
import type { BoundaryState, Changes, Review } from '../report/evidence/words.ts';
import { isDay } from './days.ts';

const RECORD = 'review.json';
/** Where reviews stand in what a bundle says, wherever they were kept. */
const REVIEWS = 'reviews';
/** PCI DSS v4.0.1 1.2.7: every six months. */
const LONGEST_DAYS = 180;
const DAY_MS = 86_400_000;

export interface Earlier {
  /** Of whatever state, the one that is judged or another. */
  readonly review: Review | null;
  /** What to compare with: a bundle that was named, else what was reviewed last; null where there is neither. */
  readonly state: BoundaryState | null;
}

/** @throws when something is there that cannot be read or compared with: before anything long begins */
export const earlierOf = ({ environment, against, reviews }: { readonly environment: string; readonly against: string | undefined; readonly reviews: string }): Earlier => {
  const review = reviewIn(reviews, environment);
  const reviewed = review === null ? null : stateIn(join(reviews, environment), environment);
  if (review !== null && reviewed !== null && review.bundle !== reviewed.hash) {
    throw new OutsideError({ code: 'PT-018', where: join(reviews, environment, RECORD), saw: `a review of state ${review.bundle.slice(0, 12)} beside state ${reviewed.hash.slice(0, 12)}`, want: `the ${STATE} that was reviewed` });
  }
  return { review, state: (against === undefined ? reviewed : bundled(against, environment))?.state ?? null };
};

const reviewIn = (reviews: string, environment: string): Review | null => {
  const file = join(reviews, environment, RECORD);
  if (!existsSync(file)) return null;
  const review = parsed(file) as Partial<Review> | null;
  const missing = (['environment', 'bundle', 'reviewer', 'date', 'ticket'] as const).filter(field => typeof review?.[field] !== 'string');
  if (missing.length > 0) throw new OutsideError({ code: 'PT-018', where: file, saw: `no ${missing.join(', no ')}`, want: 'environment, bundle, reviewer, date and ticket as text' });
  if (review?.environment !== environment) throw new OutsideError({ code: 'PT-018', where: file, saw: `a review of ${String(review?.environment)}`, want: `a review of ${environment}` });
  if (!isDay(review.date ?? '')) throw new OutsideError({ code: 'PT-018', where: file, saw: `date '${String(review.date)}'`, want: 'a day such as 2026-12-31' });
  return review as Review;
};

/** @returns the folder of the record */
export const recordReview = (reviews: string, state: BoundaryState, review: Review): string => {
  const folder = join(reviews, state.environment);
  try {
    makeFolder(folder);
    writeFileSync(join(folder, STATE), stateText(state));
    writeFileSync(join(folder, RECORD), `${JSON.stringify(review, null, 2)}\n`);
    return folder;
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: folder, saw: systemReason(error), want: 'a folder that can be written' });
  }
};

interface Compared {
  readonly state: BoundaryState;
  /** Of the state as the bundle holds it. */
  readonly hash: string;
  readonly review: Review | null;
  readonly before: BoundaryState | null;
  readonly asOf: string;
}

export const comparison = ({ state, hash, review, before, asOf }: Compared): { readonly changes: Changes | null; readonly run: CheckRun } => {
  const age = ageOf(review, state.environment, asOf);
  if (before === null) return { changes: null, run: age };
  const reviewed = review?.bundle === hash;
  const changes = changesBetween(before, state, reviewed);
  const unseen = reviewed ? [] : changes.filter(({ significant }) => significant);
  const changed = runOf('PT-330', state.environment, Object.keys(state.connections).length, unseen.map(({ id, says }) => ({
    object: id, path: `${state.environment}/evidence/${STATE}`, saw: says, want: 'a review of this state: payment-topology evidence --record <reviewer> --ticket <id>',
  })));
  return { changes: { against: hashOf(stateText(before)), changes }, run: { findings: [...changed.findings, ...age.findings], examined: [...changed.examined, ...age.examined] } };
};

/** The place of a finding as a person would type it: in the output folder, or where reviews are recorded. */
export const placeOf = ({ code, path }: Finding, dir: string, reviews: string): string =>
  (code === 'PT-331' ? join(reviews, path.slice(REVIEWS.length + 1)) : join(dir, path));

/** What is younger than the day that is judged was not yet there on it. */
const ageOf = (review: Review | null, environment: string, asOf: string): CheckRun => {
  if (review === null) return { findings: [], examined: [] };
  const days = Math.floor((Date.parse(asOf) - Date.parse(review.date)) / DAY_MS);
  const saw = days < 0 ? `a review of ${review.date}, after ${asOf}` : `a review of ${review.date}, ${days} days ago`;
  return runOf('PT-331', environment, 1, days >= 0 && days <= LONGEST_DAYS ? [] : [{ object: review.ticket, path: `${REVIEWS}/${environment}/${RECORD}`, saw, want: `one of the last ${LONGEST_DAYS} days` }]);
};

const runOf = (code: BoundaryRuleCode, region: string, examined: number, findings: readonly Pick<Finding, 'object' | 'path' | 'saw' | 'want'>[]): CheckRun => {
  const { title, severity, whatToDo } = BOUNDARY_RULES[code];
  const rule = `boundary.${code.toLowerCase().replace('-', '_')}`;
  return { examined: [{ code, rule, title, severity, what_to_do: whatToDo, region, examined }], findings: findings.map(finding => ({ code, rule, severity, region, ...finding })) };
};

interface StateInFile {
  readonly state: BoundaryState;
  readonly hash: string;
}

const stateIn = (folder: string, environment: string): StateInFile => {
  const file = join(folder, STATE);
  const state = parsed(file) as Partial<BoundaryState> | null;
  if (state?.schemaVersion !== 1) throw new OutsideError({ code: 'PT-018', where: file, saw: `schemaVersion ${String(state?.schemaVersion)}`, want: `${STATE} of a bundle of this version` });
  if (state.environment !== environment) throw new OutsideError({ code: 'PT-018', where: file, saw: `a bundle of ${String(state.environment)}`, want: `a bundle of ${environment}` });
  const missing = (['connections', 'scope', 'rights', 'keys', 'secrets'] as const).filter(part => !isRows(state[part]));
  if (missing.length > 0) throw new OutsideError({ code: 'PT-018', where: file, saw: `no ${missing.join(', no ')}`, want: 'a whole bundle' });
  return { state: state as BoundaryState, hash: hashOf(readText(file)) };
};

/** A bundle says itself which state it holds. */
const bundled = (folder: string, environment: string): StateInFile => {
  const found = stateIn(folder, environment);
  const file = join(folder, MANIFEST);
  const said = existsSync(file) ? (parsed(file) as { readonly boundary?: unknown } | null)?.boundary : found.hash;
  if (said !== found.hash) throw new OutsideError({ code: 'PT-018', where: join(folder, STATE), saw: `hash ${found.hash.slice(0, 12)}, which ${MANIFEST} beside it does not name`, want: 'a bundle as payment-topology evidence wrote it' });
  return found;
};

const isRows = (part: unknown): boolean => typeof part === 'object' && part !== null && Object.values(part).every(value => typeof value === 'string');

const parsed = (file: string): unknown => {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutsideError({ code: 'PT-018', where: file, saw: (error as Error).message.split('\n')[0] ?? '', want: 'JSON as payment-topology evidence writes it' });
  }
};

export const stateText = (state: BoundaryState): string => `${JSON.stringify(state, null, 1)}\n`;
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
