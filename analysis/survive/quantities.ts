/**
 * Amounts as Kubernetes writes them.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
import { text } from '../reach/json.ts';
import type { Complain } from '../reach/kubernetes/selector.ts';
import type { Amount } from './words.ts';

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** @returns null for what is no quantity */
export const quantityOf = (value: unknown): number | null => {
  const [, digits, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(String(value).trim()) ?? [];
  return digits === undefined ? null : Number(digits) * (FACTORS[suffix ?? ''] ?? Number.NaN);
};

/** Thousandths of a core, rounded up as the scheduler does. */
export const millisOf = (value: unknown): number | null => rounded(quantityOf(value), 1000);
export const mebibytesOf = (value: unknown): number | null => {
  const bytes = quantityOf(value);
  return bytes === null ? null : bytes / 2 ** 20;
};
export const countOf = (value: unknown): number | null => {
  const count = quantityOf(value);
  return count === null || !Number.isInteger(count) ? null : count;
};

/** Seconds and tries: a number as it stands, not one in quotes. */
export const wholeOf = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) ? value : null);

// 1.1 × 1000 is 1100.0000000000002
const rounded = (value: number | null, factor: number): number | null => (value === null ? null : Math.ceil(Math.round(value * factor * 1e6) / 1e6));

/** What is written at a place, if anything is; what is no such amount is complained of, and taken for absent. */
export const written = (read: (value: unknown) => number | null, value: unknown, at: string, complain: Complain): number | null => {
  if (value === undefined || value === null) return null;
  const found = read(value);
  if (found !== null && found >= 0 && (read !== countOf || found <= MOST_PODS)) return found;
  complain(at, `'${text(value) || JSON.stringify(value)}'`, read === countOf ? `a whole number up to ${MOST_PODS}` : read === wholeOf ? 'a whole number, 0 or more' : 'an amount such as 500m or 1Gi');
  return null;
};

/** More of one workload is a slip of the hand, and would take minutes. */
const MOST_PODS = 5000;

/** `2` or `25%`. @returns null for what is neither */
export const amountOf = (value: unknown): Amount | null => {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? { pods: value } : null;
  if (typeof value !== 'string') return null;
  const [, percent] = /^(\d+)%$/.exec(value) ?? [];
  if (percent !== undefined) return Number(percent) <= 100 ? { percent: Number(percent) } : null;
  return /^\d+$/.test(value) ? { pods: Number(value) } : null;
};

export const podsOf = (amount: Amount, all: number, round: 'up' | 'down'): number =>
  ('pods' in amount ? amount.pods : round === 'up' ? Math.ceil(amount.percent * all / 100) : Math.floor(amount.percent * all / 100));
