/** Reads documents out of any folder: YAML with many to a file, JSON, what Kubernetes understands and what not. A document that is broken stops no other. */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { isPackages, readText, requireReadable, thingsBelow } from './emitted.ts';
import type { OutsideProblem } from './problem.ts';
import { OutsideError, systemReason } from './problem.ts';

export interface ReadDocument {
  /** Path below the folder. */
  readonly file: string;
  /** Counts the documents of a file from 0; those without content do not count. */
  readonly index: number;
  readonly value: unknown;
}

/** What happened on the way. */
export interface Reading {
  readonly problems: OutsideProblem[];
  files: number;
}

/**
 * One document after the other, files in order of path; nothing is held that nobody keeps. What has the name of a file and is none is a problem.
 *
 * @param isWanted whether a text may hold what is looked for; what does not is not even parsed
 */
export function* documentsBelow(folder: string, reading: Reading, isWanted: (text: string) => boolean = () => true): Generator<ReadDocument> {
  requireReadable(folder);
  for (const { path: file, kind } of thingsBelow(folder, isPackages)) {
    const path = join(folder, file);
    if (ENDINGS.some(ending => file.endsWith(ending))) {
      reading.files += 1;
      const text = textOf(path, reading);
      if (isWanted(text)) yield* documentsIn(file, path, text, reading);
    } else if (kind === 'link' && isLinkedFolder(file, path)) {
      reading.problems.push({ code: 'PT-008', where: path, saw: 'a link to a folder, which is not followed', want: 'a folder of its own; the rest is still looked at' });
    }
  }
}

const ENDINGS = ['.yaml', '.yml', '.json'];

/** A link that cannot be followed hides no folder. */
const isLinkedFolder = (file: string, path: string): boolean => {
  const name = basename(file);
  if (name.startsWith('.') || isPackages(name)) return false;
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    systemReason(error);
    return false;
  }
};

const textOf = (path: string, { problems }: Pick<Reading, 'problems'>): string => {
  try {
    return readText(path);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    problems.push(...error.problems);
    return '';
  }
};

/** Everything that keeps files from being read, of all of them at once. JSON is taken at its word here: those who read it next may be strict. */
export const problemsIn = (files: readonly string[], folder: string, shown: (file: string) => string): readonly OutsideProblem[] => files.flatMap(file => {
  const reading: Pick<Reading, 'problems'> = { problems: [] };
  const text = textOf(join(folder, file), reading);
  for (const _ of documentsIn(file, shown(file), text, reading)) { /* only its problems are asked for */ }
  return reading.problems.length > 0 || !file.endsWith('.json') ? reading.problems : jsonProblem(text, shown(file));
});

/** What the YAML parser forgave: a comma too many, a key without quotes. */
const jsonProblem = (text: string, path: string): readonly OutsideProblem[] => {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = (error as Error).message.split('\n')[0] ?? '';
    const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? text.length)).split('\n');
    return [{ code: 'PT-014', where: `${path}:${before.length}:${(before.at(-1) ?? '').length + 1}`, saw: lowered(message.replace(/ in JSON.*$/, '')), want: 'JSON that can be read' }];
  }
};

/** `file` is what documents say they come from, `path` what problems say. */
export function* documentsIn(file: string, path: string, text: string, { problems }: Pick<Reading, 'problems'>): Generator<ReadDocument> {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  let index = 0;
  for (const { from, to, line } of chunksOf(body)) {
    // an end mark is no beginning: as a comment it keeps its line
    const chunk = body.slice(from, to).replace(/^\.\.\./, '#..');
    if (isBlank(chunk)) continue;
    const value = parsed(chunk, file, (saw, at, column) => {
      problems.push({ code: 'PT-014', where: `${path}:${line + at}:${column}`, saw, want: `${file.endsWith('.json') ? 'JSON' : 'YAML'} that can be read; the rest is still looked at` });
    });
    if (value !== BROKEN) yield { file, index, value };
    index += 1;
  }
}

interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Lines before it. */
  readonly line: number;
}

const MARKER = /^(?:---(?=[ \t\r\n]|$)|\.\.\.(?=[ \t\r\n]|$))/gm;

/** Where documents begin and end: no YAML has these marks at the beginning of a line inside of a document. */
function* chunksOf(text: string): Generator<Chunk> {
  // directives belong to the document behind the mark
  if (/^%(?:YAML|TAG) /m.test(text)) {
    yield* directed(text);
    return;
  }
  let from = 0;
  let line = 0;
  for (const { index } of text.matchAll(MARKER)) {
    yield { from, to: index, line };
    line += linesIn(text, from, index);
    from = index;
  }
  yield { from, to: text.length, line };
}

/** Documents with directives: they reach from directive to the end of what follows their mark. */
function* directed(text: string): Generator<Chunk> {
  let from = 0;
  for (const { index } of [...text.matchAll(/^(?:%|---(?=[ \t\r\n]|$))/gm), { index: text.length }]) {
    if (index <= from || /^%[^\n]*\n(?:[%#][^\n]*\n)*$/.test(text.slice(from, index))) continue;
    yield { from, to: index, line: linesIn(text, 0, from) };
    from = index;
  }
}

const linesIn = (text: string, from: number, to: number): number => {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

/** Nothing but its mark, space and comments. */
const isBlank = (chunk: string): boolean => {
  const content = /\S/g;
  content.lastIndex = /^(?:---|\.\.\.)/.test(chunk) ? 3 : 0;
  for (let found = content.exec(chunk); found !== null; found = content.exec(chunk)) {
    if (found[0] !== '#') return false;
    const end = chunk.indexOf('\n', found.index);
    if (end === -1) return true;
    content.lastIndex = end;
  }
  return true;
};

const BROKEN = Symbol('broken');

type Wrong = (saw: string, line: number, column: number) => void;

const parsed = (chunk: string, file: string, wrong: Wrong): unknown => {
  if (file.endsWith('.json')) {
    try {
      return JSON.parse(chunk) as unknown;
    } catch {
      // the YAML parser says where JSON breaks, and reads what only lacks care
    }
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(chunk, { lineCounter, logLevel: 'silent', prettyErrors: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    wrong(lowered(error.message), Math.max(line, 1), Math.max(col, 1));
    return BROKEN;
  }
  try {
    return document.toJS() as unknown;
  } catch (failure) {
    wrong(lowered((failure as Error).message), 1, 1);
    return BROKEN;
  }
};

const lowered = (message: string): string => {
  const [first = ''] = message.split('\n');
  return first.charAt(0).toLowerCase() + first.slice(1).replace(/\.$/, '');
};
