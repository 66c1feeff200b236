/**
 * Writes rendered files into an output folder. Only files whose bytes differ are written, each by rename; files that an earlier run listed and this one does
 * not make are removed; everything else in the folder belongs to others. `.incomplete` surrounds the writing, and readers refuse while it is there.
 */
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve, isAbsolute } from 'node:path';
import { OutsideError, systemReason } from './problem.ts';
import { makeFolder } from './folder.ts';

/** Marker of a run that did not reach its end. */
export const INCOMPLETE = '.incomplete';
/** Every file of ours below the folder, one per line. */
export const LISTING = '.files';

export interface Written {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** What a file holds. */
type Contents = string | Uint8Array;

/**
 * @param files contents by path below the folder, all that belongs to `scope`
 * @param scope prefixes that this run speaks for; what is listed elsewhere (another environment) stays
 */
export const writeOutput = (folder: string, files: ReadonlyMap<string, Contents>, scope: readonly string[]): Written => {
  requireOurs(folder);
  const listed = listing(folder);
  const isStale = (path: string): boolean => scope.some(prefix => path.startsWith(prefix)) && !files.has(path);
  const stale = listed.filter(isStale);
  const next = [...new Set([...listed.filter(path => !isStale(path)), ...files.keys()])].sort();
  const changed = [...files].filter(([path, contents]) => !isSame(join(folder, path), contents));
  const result = { written: changed.length, unchanged: files.size - changed.length, removed: stale.length };
  const marker = join(folder, INCOMPLETE);
  if (changed.length === 0 && stale.length === 0 && isSame(join(folder, LISTING), lines(next)) && read(marker) === undefined) return result;
  try {
    makeFolder(folder);
    writeFileSync(marker, 'A run is writing here, or ended in the middle: synthesize again.\n');
    // Until the end both the old and the new files are ours, so that a later run can tidy what this one leaves behind.
    replace(join(folder, LISTING), lines([...new Set([...listed, ...next])].sort()));
    for (const [path, contents] of changed) replace(join(folder, path), contents);
    for (const path of stale) remove(folder, path);
    replace(join(folder, LISTING), lines(next));
    rmSync(marker);
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: folder, saw: systemReason(error), want: 'a folder that can be written, or another one with --out' });
  }
  return result;
};

/**
 * Refuses a folder where files of ours would stand among things of others: the root, the working directory, and any that holds something and was never written
 * by this package. What others add to a folder of ours later is theirs, and stays.
 */
export const requireOurs = (folder: string): void => {
  const path = resolve(folder);
  const refuse = (saw: string): never => { throw new OutsideError({ code: 'PT-013', where: folder, saw, want: 'a folder of its own, new or empty, or one that payment-topology synth wrote' }); };
  if (path === parse(path).root) refuse('the root of the file system');
  if (path === resolve('.')) refuse('the working directory itself');
  if (read(join(path, LISTING)) !== undefined || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const others = readdirSync(path).filter(name => name !== INCOMPLETE);
  if (others.length > 0) refuse(`${others.sort().slice(0, 3).join(', ')}${others.length > 3 ? ' and more' : ''}, and no ${LISTING}`);
};

/** A line that leads out of the folder was not written by us, and nothing is removed for it. */
const listing = (folder: string): readonly string[] =>
  read(join(folder, LISTING))?.toString().split('\n').filter(line => line !== '' && !isAbsolute(line) && !line.split('/').includes('..')) ?? [];
const lines = (paths: readonly string[]): string => paths.map(path => `${path}\n`).join('');

/** Bytes of a file; undefined where there is none that can be read. */
const read = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    systemReason(error);
    return undefined;
  }
};

const isSame = (path: string, contents: Contents): boolean => read(path)?.equals(typeof contents === 'string' ? Buffer.from(contents) : contents) === true;

const replace = (path: string, contents: Contents): void => {
  makeFolder(dirname(path));
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
};

/** Removes a file and the folders that it leaves empty; a folder that took its name is somebody else's. */
const remove = (folder: string, path: string): void => {
  if (statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() !== true) return;
  rmSync(join(folder, path));
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch (error) {
      systemReason(error);
      return;
    }
  }
};
