/** Prediction beside observation: tests of several processes add rows to one file, which is printed when all are done. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { NOT_MODELLED } from '../../analysis/survive/limits.ts';

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
  readonly refused: Compared;
  readonly stuck: Compared;
  readonly differences: number;
}

export interface Compared { readonly predicted: string; readonly observed: string }

export const addRow = (file: string, row: Row): void => appendFileSync(file, `${JSON.stringify(row)}\n`);

const HEAD = ['cluster', 'scenario', 'of', 'workloads', 'running', 'pending', 'least ready', 'healed in s', 'refused', 'stuck', ''] as const;

/** The table as text; null where nobody added a row. */
export const tableText = (file: string): string | null => {
  if (!existsSync(file)) return null;
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Row);
  const both = ({ predicted, observed }: Compared): string => `${predicted} | ${observed}`;
  const cells = rows.map(row => [
    row.where, row.scenario, row.instance, String(row.workloads), both(row.running), both(row.pending), both(row.leastReady), both(row.healed), both(row.refused), both(row.stuck), row.differences === 0 ? 'as predicted' : `${row.differences} DIFFER`,
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map(cell => cell[i]?.length ?? 0)));
  const line = (cell: readonly string[]): string => cell.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ').trimEnd();
  return ['prediction | observation', line(HEAD), ...cells.map(line), '', 'Known limits:', ...LIMITS.map(limit => `- ${limit}`)].join('\n');
};

/** What the rows do not show. */
const LIMITS = [
  ...NOT_MODELLED.map(what => `not predicted: ${what}`),
  'clocks run five to thirty times as fast: grace periods of nodes, eviction rates, tolerations, the looks of a quota; kwok makes a pod ready half a second after it is placed',
  'pods of operators and charts are stand-ins of the size that the files give them; nothing runs in any pod',
  'refused are evictions at first: whether the next node finds a budget healed is a matter of how fast pods start',
  'a node is drained or lost under those who happen to stand on it; of 200 clusters all pods wait before the scheduler begins, for who comes late is placed late whatever its priority',
];
