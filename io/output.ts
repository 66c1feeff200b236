/**
 * Writes rendered files into an output folder. Only files whose bytes differ are written, each by rename; files that an earlier run listed and this one does
 * not make are removed; everything else in the folder belongs to others. One run writes at a time, its marker surrounds the writing, and readers refuse
 * while it is there.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve, isAbsolute } from 'node:path';
import { claim, INCOMPLETE, release } from './marker.ts';
import type { OutsideProblem } from './problem.ts';
import { OutsideError, systemReason } from './problem.ts';
import { makeFolder } from './folder.ts';

/** Every file of ours below the folder, one per line. */
export const LISTING = '.files';

export interface Written {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** What a file holds. */
type Contents = string | Uint8Array;
type Files = ReadonlyMap<string, Contents>;

/**
 * @param contents contents by path below the folder, all that belongs to `scope`; asked again when the folder is ours alone, for what rests on what stands there
 * @param scope prefixes that this run speaks for; what is listed elsewhere (another environment) stays
 */
export const writeOutput = (folder: string, contents: () => Files, scope: readonly string[]): Written => {
  requireOurs(folder);
  const first = planOf(folder, contents(), scope);
  if (first.isDone && read(join(folder, INCOMPLETE)) === undefined) return first.result;
  requireOwnFolders(folder, [...first.changed.keys(), ...first.stale]);
  try {
    makeFolder(folder);
    const isRepair = claim(folder);
    const plan = planOf(folder, contents(), scope);
    if (isRepair) for (const path of plan.both) rmSync(temporaryOf(join(folder, path)), { force: true });
    // Until the end both the old and the new files are ours, so that a later run can tidy what this one leaves behind.
    replace(join(folder, LISTING), lines(plan.both));
    for (const [path, bytes] of plan.changed) replace(join(folder, path), bytes);
    for (const path of plan.stale) remove(folder, path);
    replace(join(folder, LISTING), lines(plan.next));
    release(folder);
    return plan.result;
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    throw new OutsideError({ code: 'PT-006', where: folder, saw: systemReason(error), want: 'a folder that can be written, or another one with --out' });
  }
};

interface Plan {
  readonly changed: Files;
  readonly stale: readonly string[];
  /** What is listed afterwards, and meanwhile. */
  readonly next: readonly string[];
  readonly both: readonly string[];
  readonly result: Written;
  readonly isDone: boolean;
}

const planOf = (folder: string, files: Files, scope: readonly string[]): Plan => {
  const listed = listing(folder);
  const isStale = (path: string): boolean => scope.some(prefix => path.startsWith(prefix)) && !files.has(path);
  const stale = listed.filter(isStale);
  const next = [...new Set([...listed.filter(path => !isStale(path)), ...files.keys()])].sort();
  const changed = new Map([...files].filter(([path, contents]) => !isSame(join(folder, path), contents)));
  return {
    changed, stale, next, both: [...new Set([...listed, ...next])].sort(),
    result: { written: changed.size, unchanged: files.size - changed.size, removed: stale.length },
    isDone: changed.size === 0 && stale.length === 0 && isSame(join(folder, LISTING), lines(next)),
  };
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
  const others = readdirSync(path).filter(name => !name.startsWith(INCOMPLETE) && name !== temporaryOf(LISTING));
  if (others.length > 0) refuse(`${others.sort().slice(0, 3).join(', ')}${others.length > 3 ? ' and more' : ''}, and no ${LISTING}`);
};

/** A folder of ours that was replaced by a link: what stands behind it is somebody else's, and nothing is written or removed there. */
const requireOwnFolders = (folder: string, paths: readonly string[]): void => {
  const links = [...new Set(paths.flatMap(foldersOf))].sort().filter(path => isLink(join(folder, path)));
  if (links.length > 0) throw new OutsideError(...links.map((path): OutsideProblem => ({
    code: 'PT-013', where: join(folder, path), saw: `a link to ${readlinkSync(join(folder, path))}`, want: 'a folder of its own: what stands behind a link is not ours',
  })));
};

/** Where a file stands on the way there is nothing; whoever writes says so. */
const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
};

/** `a/b/c` stands in `a` and `a/b`. */
const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'));

/** A line that leads out of the folder was not written by us, and nothing is removed for it. */
export const listing = (folder: string): readonly string[] =>
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

const temporaryOf = (path: string): string => `${path}.new`;

const replace = (path: string, contents: Contents): void => {
  makeFolder(dirname(path));
  const temporary = temporaryOf(path);
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
