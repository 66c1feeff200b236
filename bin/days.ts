/** Days as people name them. */
import { OutsideError } from '../io/problem.ts';

/** `2026-12-31`, and a day that exists: JavaScript reads the 31st of February as a day in March. */
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

export const requireDay = (where: string, text: string): void => {
  if (!isDay(text)) throw new OutsideError({ code: 'PT-001', where, saw: `'${text}'`, want: 'a day such as 2026-12-31' });
};
