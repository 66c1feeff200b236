/** Where a verb speaks: results on stdout, problems and progress on stderr, colours only where a person reads them. */

export interface Terminal {
  /** A result, a line at a time. */
  readonly print: (text: string) => void;
  /** A problem. */
  readonly complain: (text: string) => void;
  /** What takes long; gone when it is done, and never in a file. */
  readonly progress: (text: string) => void;
  readonly paint: Paint;
  /** Width of the screen; null where the results go into a file or another program. */
  readonly columns: number | null;
}

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

export const terminalOf = (out: NodeJS.WriteStream, err: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal => {
  const isLive = err.isTTY === true;
  for (const stream of [out, err]) stream.on('error', unlessReaderLeft);
  const clear = (): void => { if (isLive) err.write('\r\u001b[K'); };
  return {
    print: text => { clear(); out.write(`${text}\n`); },
    complain: text => { clear(); err.write(`${text}\n`); },
    progress: text => { if (isLive) err.write(`\r\u001b[K${text} …`); },
    paint: paintOf(out.isTTY === true && (env['NO_COLOR'] ?? '') === ''),
    columns: out.isTTY === true ? out.columns : null,
  };
};

/** `head` has read enough: what is left to say is for nobody, and the verb ends as it would have. */
const unlessReaderLeft = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
};

const paintOf = (coloured: boolean): Paint => {
  const style = (open: number, close: number) => (text: string): string => (coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  return { bold: style(1, 22), dim: style(2, 22), red: style(31, 39), green: style(32, 39), yellow: style(33, 39) };
};

/** Columns aligned by their widest cell; numbers to the right, nothing after the last column. */
export const table = (rows: readonly (readonly (string | number)[])[], indent = ''): string => {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => { widths[i] = Math.max(widths[i] ?? 0, widthOf(String(cell))); });
  return rows.map(row => `${indent}${row.map((cell, i) => {
    const gap = ' '.repeat((widths[i] ?? 0) - widthOf(String(cell)));
    return typeof cell === 'number' ? `${gap}${cell}` : `${cell}${gap}`;
  }).join('  ')}`.trimEnd()).join('\n');
};

/** The last column cut, so that a row stands on one line of the screen; nothing where the other columns leave no room for it. */
export const fitted = (rows: readonly (readonly (string | number)[])[], columns: number): readonly (readonly (string | number)[])[] => {
  const last = Math.max(0, ...rows.map(row => row.length - 1));
  const before = Array.from({ length: last }, (_, i) => 2 + Math.max(...rows.map(row => widthOf(String(row[i] ?? ''))))).reduce((sum, width) => sum + width, 0);
  const room = columns - before;
  return rows.map(row => row.map((cell, i) => (i < last || widthOf(String(cell)) <= room ? cell : `${[...String(cell)].slice(0, Math.max(0, room - 1)).join('')}…`)));
};

const widthOf = (text: string): number => [...text.replace(COLOUR, '')].length;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape
const COLOUR = /\u001b\[\d+m/g;

/** `1,234`, the same in every locale. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 rule`, `2 rules`. */
export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
