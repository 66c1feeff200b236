/** Characters that nobody sees and names that every object of JavaScript already has: wherever they stand, what is read is not what was meant. */

/** Control and format characters, halves of a pair, breaks of line and paragraph; the two joiners are part of how some scripts are written. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** The same text with what is hidden in it spelled out. */
export const visible = (text: string): string => text.replace(HIDDEN, character => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);

/** `constructor` and its like: asked for in a table that does not have it, each is there all the same. */
export const isInherited = (name: string): boolean => name in Object.prototype;

export interface Oddity {
  readonly path: readonly PropertyKey[];
  readonly saw: string;
  readonly want: string;
}

/** Every text and every key in what is written, however deep. */
export function* oddities(value: unknown, path: readonly PropertyKey[] = [], above: readonly object[] = []): Iterable<Oddity> {
  if (typeof value === 'string' && visible(value) !== value) yield { path, saw: `'${visible(value)}'`, want: 'text without control characters' };
  if (typeof value !== 'object' || value === null || above.includes(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : visible(key)];
    if (visible(key) !== key) yield { path: below, saw: `the key '${visible(key)}'`, want: 'a key without control characters' };
    if (isInherited(key)) yield { path: below, saw: `the key '${key}'`, want: 'another key: every object of JavaScript has one of that name' };
    yield* oddities(item, below, [...above, value]);
  }
}
