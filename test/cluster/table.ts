/** Prediction beside observation: tests of several processes add rows to one file, which is printed when all are done. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface Row {
  readonly where: string;
  readonly scenario: string;
  readonly instance: string;
  /** How many workloads were compared. */
  readonly workloads: number;
  /** Predicted and observed in the words of the row, by column. */
  readonly running: Compared;
  readonly pending: Compared;
  readonly leastReady: Compared;
  readonly healed: Compared;
  readonly stuck: Compared;
  readonly differences: number;
}

export interface Compared { readonly predicted: string; readonly observed: string }

export const addRow = (file: string, row: Row): void => appendFileSync(file, `${JSON.stringify(row)}\n`);

const HEAD = ['cluster', 'scenario', 'of', 'workloads', 'running', 'pending', 'least ready', 'healed in s', 'stuck', ''] as const;

/** The table as text; null where nobody added a row. */
export const tableText = (file: string): string | null => {
  if (!existsSync(file)) return null;
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Row);
  const both = ({ predicted, observed }: Compared): string => `${predicted} | ${observed}`;
  const cells = rows.map(row => [
    row.where, row.scenario, row.instance, String(row.workloads), both(row.running), both(row.pending), both(row.leastReady), both(row.healed), both(row.stuck), row.differences === 0 ? 'as predicted' : `${row.differences} DIFFER`,
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map(cell => cell[i]?.length ?? 0)));
  const line = (cell: readonly string[]): string => cell.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ').trimEnd();
  return ['prediction | observation', line(HEAD), ...cells.map(line)].join('\n');
};
