import { expect, it } from 'vitest';
import { fitted, table } from '../../bin/terminal.ts';

it('on a screen the last column is cut to what the others leave', () => {
  const rows = [['from', 'why'], ['workload/api', 'a reason that takes many words']];
  expect(table(fitted(rows, 24))).toBe('from          why\nworkload/api  a reason …');
  expect(table(fitted(rows, 80))).toBe(table(rows));
});
