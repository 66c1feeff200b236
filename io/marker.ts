/**
 * The marker of a run that writes an output folder, or did not reach its end. The system lets one process make it, so whoever made it has the folder to
 * himself; it names him, so that a marker of somebody who died is taken over and not waited for.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OutsideError, systemReason } from './problem.ts';

export const INCOMPLETE = '.incomplete';

const MARKER = /^process (\d+) on (\S+) /;
const OWN = `process ${process.pid} on ${hostname()} is writing here, or ended in the middle: synthesize again\n`;

/** The run that writes in a folder now, in words; null where there is none, or none any more. */
export const writerIn = (folder: string): string | null => writerOf(read(join(folder, INCOMPLETE)) ?? '');

/** Of another machine nobody here can say who lives there. */
const writerOf = (marker: string): string | null => {
  const [, pid = '', host] = MARKER.exec(marker) ?? [];
  if (pid === '' || (host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid))))) return null;
  return `another run, process ${pid}${host === hostname() ? '' : ` on ${host}`}, writing here`;
};

/**
 * Makes the marker of this run in a folder that is there.
 *
 * @returns whether an earlier run had left its own
 * @throws PT-016 while another run is writing
 */
export const claim = (folder: string): boolean => {
  const path = join(folder, INCOMPLETE);
  for (let left = false; ; left = true) {
    if (makes(path, OWN)) return left;
    const marker = settled(path) ?? '';
    const writer = writerOf(marker);
    if (writer !== null || !removes(path, marker)) throw refusal(path, writer ?? 'another run, just begun, writing here');
  }
};

const refusal = (path: string, saw: string): OutsideError =>
  new OutsideError({ code: 'PT-016', where: path, saw, want: 'its end, another folder with --out, or, where no such run is left, this file removed' });

/** Ends the claim: the folder is whole. */
export const release = (folder: string): void => rmSync(join(folder, INCOMPLETE), { force: true });

const makes = (path: string, text: string): boolean => {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
};

/** A file is made first and filled then: an empty one may belong to a run that is about to say its name. */
const settled = (path: string): string | undefined => {
  const text = read(path);
  if (text !== '') return text;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  return read(path);
};

/** Of several that find the same dead marker one gets it: it is moved away first, and put back where it turns out to be that of a run which was faster. */
const removes = (path: string, dead: string): boolean => {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    systemReason(error);
    // gone already: whoever was faster has it, or it is free
    return true;
  }
  const taken = read(aside) ?? '';
  rmSync(aside);
  if (taken === dead) return true;
  makes(path, taken);
  return false;
};

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    systemReason(error);
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
