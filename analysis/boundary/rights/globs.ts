/** Patterns as IAM and ARNs write them: `*` is any run of characters, `?` is one character, everything else is itself. */

const WILD = /[*?]/;

export const isPattern = (text: string): boolean => WILD.test(text);

/** Whether whatever `narrow` means is meant by `wide` as well. */
export const covers = (wide: string, narrow: string): boolean => wide === narrow || (isPattern(wide) && mayAgree(wide, narrow) && agree(wide, narrow, false));

/** Whether there is a text that both mean. */
export const meets = (one: string, other: string): boolean => one === other || ((isPattern(one) || isPattern(other)) && mayAgree(one, other) && agree(one, other, true));

/** What stands before the first wildcard of both must be the same: this answers nearly every question. */
const mayAgree = (one: string, other: string): boolean => {
  const length = Math.min(literal(one), literal(other));
  return one.slice(0, length) === other.slice(0, length);
};

const literal = (pattern: string): number => {
  const found = pattern.search(WILD);
  return found < 0 ? pattern.length : found;
};

/** Both patterns side by side. Where only `wide` may stretch, a `*` of the other is a character that nothing but a `*` takes. */
const agree = (wide: string, narrow: string, both: boolean): boolean => {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (narrow.length + 1) + j;
    const found = known.get(key) ?? step(i, j);
    known.set(key, found);
    return found;
  };
  const step = (i: number, j: number): boolean => {
    const [a, b] = [wide[i], narrow[j]];
    if (a === '*') return from(i + 1, j) || (b !== undefined && from(i, j + 1));
    if (b === '*') return both && (from(i, j + 1) || (a !== undefined && from(i + 1, j)));
    if (a === undefined || b === undefined) return a === b;
    return (a === b || a === '?' || (both && b === '?')) && from(i + 1, j + 1);
  };
  const start = Math.min(literal(wide), literal(narrow));
  return from(start, start);
};
