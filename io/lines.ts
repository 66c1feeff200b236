/** Where in a file something stands, for a person who is to change it. */
import { readFileSync } from 'node:fs';
import { isCollection, LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';

/**
 * Line of a field, from 1; of what holds it, where it is not there yet. Null where the file cannot be read.
 *
 * @param isMeant which document of the file
 */
export const lineOf = (file: string, path: readonly (string | number)[], isMeant: (value: unknown) => boolean = () => true): number | null => {
  const counter = new LineCounter();
  let documents: readonly Document[];
  try {
    documents = parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter: counter, logLevel: 'silent' }) as readonly Document[];
  } catch {
    return null;
  }
  const meant = documents.find(document => isMeant(document.toJS()));
  for (let length = path.length; meant !== undefined && length >= 0; length -= 1) {
    const start = startOf(meant, path.slice(0, length));
    if (start !== null) return counter.linePos(start).line;
  }
  return null;
};

/** Of the key of a field, or of the item of a list. */
const startOf = (document: Document, path: readonly (string | number)[]): number | null => {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (path.length === 0) return rangeOf(document.contents);
  if (!isCollection(parent)) return null;
  const last = path.at(-1);
  const found = parent.items.find((item, i) => (typeof last === 'number' ? i === last : String((item as { key?: { value?: unknown } }).key?.value) === last));
  return found === undefined ? null : rangeOf((found as { key?: unknown }).key ?? found);
};

const rangeOf = (node: unknown): number | null => (node as { range?: readonly number[] } | null)?.range?.[0] ?? null;
