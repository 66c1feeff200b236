/**
 * Keeps what the rules said under the hash of everything that decided it: conftest, every rule, every file and the day. The same bytes are judged once; a byte
 * that differs is judged anew. What cannot be hashed or kept is judged each time.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckRun } from '../model/index.ts';
import { entriesBelow, membersOf } from './emitted.ts';
import { makeFolder } from './folder.ts';

/** Verdicts of the last weeks of one person; each is some ten kilobytes. */
const MOST = 64;

export interface Decided {
  /** The program that judges. */
  readonly program: string;
  /** Folder of the rules. */
  readonly rules: string;
  /** Everything is named relative to it. */
  readonly folder: string;
  readonly paths: readonly string[];
  /** What else decides, as text. */
  readonly rest: readonly string[];
}

export const verdictOf = async (cache: string, decided: Decided, judge: () => Promise<CheckRun>): Promise<CheckRun> => {
  const key = keyOf(decided);
  if (key === null) return judge();
  const file = join(cache, 'verdicts', `${key}.json`);
  const kept = keptIn(file);
  if (kept !== null) return kept;
  const verdict = await judge();
  keep(file, verdict);
  return verdict;
};

/** Null where a link, a pipe or an unreadable file is among what is judged. */
const keyOf = ({ program, rules, folder, paths, rest }: Decided): string | null => {
  try {
    const hash = createHash('sha256');
    const { size, mtimeMs } = statSync(program);
    hash.update(JSON.stringify([program, size, mtimeMs, paths, rest]));
    for (const [name, file] of [...filesOf(rules, ['']), ...filesOf(folder, paths)]) {
      const bytes = readFileSync(file);
      hash.update(`\n${name}\n${bytes.length}\n`).update(bytes);
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
};

/** @throws where something is no plain file */
const filesOf = (folder: string, paths: readonly string[]): readonly (readonly [name: string, file: string])[] => paths.flatMap(path => {
  const at = join(folder, path);
  if (statSync(at).isFile()) return [[path, at] as const];
  return entriesBelow(at).map(entry => {
    if (entry.kind !== 'file') throw new Error(entry.path);
    return [`${path}/${entry.path}`, join(at, entry.path)] as const;
  });
});

const keptIn = (file: string): CheckRun | null => {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const { findings, examined } = membersOf(kept);
    return Array.isArray(findings) && Array.isArray(examined) ? kept as CheckRun : null;
  } catch {
    return null;
  }
};

/** A cache that cannot be written costs time and nothing else. */
const keep = (file: string, verdict: CheckRun): void => {
  const folder = join(file, '..');
  const half = `${file}.${process.pid}`;
  try {
    makeFolder(folder);
    try {
      writeFileSync(half, JSON.stringify(verdict));
      renameSync(half, file);
    } finally {
      rmSync(half, { force: true });
    }
    const kept = readdirSync(folder).map(name => join(folder, name)).map(path => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { path } of kept.slice(MOST)) rmSync(path, { force: true });
  } catch {
    // nobody needs it
  }
};
