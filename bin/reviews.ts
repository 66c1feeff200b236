/** Reviews of the boundary: what was read last, by whom, and what changed since. Records stand in `reviews/<environment>/`, tracked like code. */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../io/emitted.ts';
import { makeFolder } from '../io/folder.ts';
import { OutsideError, systemReason } from '../io/problem.ts';
import type { BoundaryRuleCode, CheckRun, Finding } from '../model/index.ts';
import { BOUNDARY_RULES } from '../model/index.ts';
import { STATE } from '../report/evidence/bundle.ts';
import { changesBetween } from '../report/evidence/state.ts';
import type { BoundaryState, Changes, Review } from '../report/evidence/words.ts';

const RECORD = 'review.json';
/** PCI DSS v4.0.1 1.2.7: every six months. */
const LONGEST_DAYS = 180;
const DAY_MS = 86_400_000;

export const reviewIn = (reviews: string, environment: string): Review | null => {
  const file = join(reviews, environment, RECORD);
  if (!existsSync(file)) return null;
  const review = parsed(file) as Partial<Review> | null;
  const missing = (['environment', 'bundle', 'reviewer', 'date', 'ticket'] as const).filter(field => typeof review?.[field] !== 'string');
  if (missing.length > 0) throw new OutsideError({ code: 'PT-018', where: file, saw: `no ${missing.join(', no ')}`, want: 'environment, bundle, reviewer, date and ticket as text' });
  if (review?.environment !== environment) throw new OutsideError({ code: 'PT-018', where: file, saw: `a review of ${String(review?.environment)}`, want: `a review of ${environment}` });
  if (Number.isNaN(Date.parse(review.date ?? ''))) throw new OutsideError({ code: 'PT-018', where: file, saw: `date '${String(review.date)}'`, want: 'a day such as 2026-12-31' });
  return review as Review;
};

export const recordReview = (reviews: string, state: BoundaryState, { reviewer, date, ticket }: Pick<Review, 'reviewer' | 'date' | 'ticket'>): void => {
  const folder = join(reviews, state.environment);
  const text = textOf(state);
  try {
    makeFolder(folder);
    writeFileSync(join(folder, STATE), text);
    writeFileSync(join(folder, RECORD), `${JSON.stringify({ environment: state.environment, bundle: hashOf(text), reviewer, date, ticket } satisfies Review, null, 2)}\n`);
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: folder, saw: systemReason(error), want: 'a folder that can be written' });
  }
};

interface Compared {
  readonly state: BoundaryState;
  /** Of the state as the bundle holds it. */
  readonly hash: string;
  readonly review: Review | null;
  /** A bundle; what was reviewed last where none is named. */
  readonly against: string | undefined;
  readonly reviews: string;
  readonly asOf: string;
}

export const comparison = ({ state, hash, review, against, reviews, asOf }: Compared): { readonly changes: Changes | null; readonly run: CheckRun } => {
  const folder = against ?? join(reviews, state.environment);
  const file = join(folder, STATE);
  if (against === undefined && !existsSync(file)) return { changes: null, run: ageOf(review, state.environment, asOf) };
  const before = stateIn(file, state.environment);
  const changes = changesBetween(before, state);
  const isReviewed = review?.bundle === hash;
  const significant = isReviewed ? [] : changes.filter(change => change.significant);
  const age = ageOf(review, state.environment, asOf);
  const changed = runOf('PT-330', state.environment, Object.keys(state.connections).length, significant.map(({ id, says }) => ({ object: id, path: file, saw: says, want: `a review of this state: payment-topology evidence --record <name>, in ${join(reviews, state.environment)}` })));
  return { changes: { against: hashOf(textOf(before)), changes }, run: { findings: [...changed.findings, ...age.findings], examined: [...changed.examined, ...age.examined] } };
};

const ageOf = (review: Review | null, environment: string, asOf: string): CheckRun => {
  if (review === null) return { findings: [], examined: [] };
  const days = Math.floor((Date.parse(asOf) - Date.parse(review.date)) / DAY_MS);
  return runOf('PT-331', environment, 1, days <= LONGEST_DAYS ? [] : [{ object: review.ticket, path: RECORD, saw: `a review of ${review.date}, ${days} days ago`, want: `one of the last ${LONGEST_DAYS} days` }]);
};

const runOf = (code: BoundaryRuleCode, region: string, examined: number, findings: readonly Pick<Finding, 'object' | 'path' | 'saw' | 'want'>[]): CheckRun => {
  const { title, severity, whatToDo } = BOUNDARY_RULES[code];
  const rule = `boundary.${code.toLowerCase().replace('-', '_')}`;
  return { examined: [{ code, rule, title, severity, what_to_do: whatToDo, region, examined }], findings: findings.map(finding => ({ code, rule, severity, region, ...finding })) };
};

const stateIn = (file: string, environment: string): BoundaryState => {
  const state = parsed(file) as Partial<BoundaryState> | null;
  if (state?.schemaVersion !== 1) throw new OutsideError({ code: 'PT-018', where: file, saw: `schemaVersion ${String(state?.schemaVersion)}`, want: `${STATE} of a bundle of this version` });
  if (state.environment !== environment) throw new OutsideError({ code: 'PT-018', where: file, saw: `a bundle of ${String(state.environment)}`, want: `a bundle of ${environment}` });
  const missing = (['connections', 'scope', 'rights', 'keys', 'secrets'] as const).filter(part => typeof state[part] !== 'object' || state[part] === null);
  if (missing.length > 0) throw new OutsideError({ code: 'PT-018', where: file, saw: `no ${missing.join(', no ')}`, want: 'a whole bundle' });
  return state as BoundaryState;
};

const parsed = (file: string): unknown => {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutsideError({ code: 'PT-018', where: file, saw: (error as Error).message.split('\n')[0] ?? '', want: 'JSON as payment-topology evidence writes it' });
  }
};

const textOf = (state: BoundaryState): string => `${JSON.stringify(state, null, 1)}\n`;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
