/** Sets of whole numbers as closed intervals, in order and apart from each other: what port and address sets are made of. */
import type { Interval } from './vocabulary.ts';

export const holds = ({ first, last }: Interval, number: number): boolean => first <= number && number <= last;

export const sizeOf = ({ first, last }: Interval): number => last - first + 1;

/** Intervals of both, those that touch or overlap as one. */
export const union = (a: readonly Interval[], b: readonly Interval[]): readonly Interval[] => {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of [...a, ...b].sort((x, y) => x.first - y.first)) {
    const end = merged.at(-1);
    if (end !== undefined && first <= end.last + 1) end.last = Math.max(end.last, last);
    else merged.push({ first, last });
  }
  return merged;
};

export const intersection = (a: readonly Interval[], b: readonly Interval[]): readonly Interval[] => {
  if (a === b || a.length === 0 || b.length === 0) return a.length === 0 ? a : b;
  const common: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      if (x.first > y.last || y.first > x.last) continue;
      // most sets lie inside of others
      if (y.first <= x.first && x.last <= y.last) common.push(x);
      else if (x.first <= y.first && y.last <= x.last) common.push(y);
      else common.push({ first: Math.max(x.first, y.first), last: Math.min(x.last, y.last) });
    }
  }
  return common;
};

/** Whether any number is in both. */
export const overlap = (a: readonly Interval[], b: readonly Interval[]): boolean => a.some(x => b.some(y => x.first <= y.last && y.first <= x.last));

/** What of `a` lies in no interval of `b`. */
export const difference = (a: readonly Interval[], b: readonly Interval[]): readonly Interval[] => b.reduce<readonly Interval[]>((rest, hole) =>
  rest.flatMap(({ first, last }) => [
    ...(first < hole.first ? [{ first, last: Math.min(last, hole.first - 1) }] : []),
    ...(last > hole.last ? [{ first: Math.max(first, hole.last + 1), last }] : []),
  ]), a);

export const same = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a === b || (a.length === b.length && a.every(({ first, last }, i) => first === b[i]?.first && last === b[i]?.last));

/** Cuts a span where intervals begin or end, so that no piece lies half in one of them. */
export const pieces = (span: Interval, borders: readonly Interval[]): readonly Interval[] => {
  const starts = [...new Set([span.first, ...borders.flatMap(({ first, last }) => [first, last + 1]).filter(start => span.first < start && start <= span.last)])].sort((a, b) => a - b);
  return starts.map((first, i) => ({ first, last: (starts[i + 1] ?? span.last + 1) - 1 }));
};
