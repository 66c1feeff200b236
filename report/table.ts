/** Tables of a report, and their two written forms: CSV for spreadsheets, HTML for readers. */

export interface Table {
  /** Name of its file, without ending. */
  readonly name: string;
  readonly title: string;
  /** What a row is, in a sentence. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180, with the apostrophe that keeps a spreadsheet from taking a text for a formula. */
export const csvOf = ({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string => [columns, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('');

const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML and SVG show it; control characters, which neither may hold, become a replacement sign. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const escaped = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd').replace(/[&<>"']/g, sign => ESCAPES[sign] as string);

/** Rows can be linked to: `#connections-3`. */
export const htmlOf = ({ name, columns, rows }: Table): string => [
  '<table><thead><tr>', ...columns.map(column => `<th scope="col">${escaped(column)}</th>`), '</tr></thead><tbody>\n',
  ...rows.map((row, i) => `<tr id="${name}-${i + 1}">${row.map(text => `<td>${escaped(text)}</td>`).join('')}</tr>\n`),
  '</tbody></table>',
].join('');
