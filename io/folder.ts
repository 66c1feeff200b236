/** Makes folders. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OutsideError, systemReason } from './problem.ts';

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system refuses to make folders at all, as below `/proc`.
 *
 * @throws what the system says of the first folder that cannot be made; PT-006 where that would be misread
 */
export const makeFolder = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // somebody else may have made it meanwhile
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw refusalOf(path, error);
  }
};

/** `ENOENT` of a folder whose parent is there: nothing is missing, the system makes none in it. */
const refusalOf = (path: string, error: unknown): unknown => ((error as NodeJS.ErrnoException).code !== 'ENOENT' ? error
  : new OutsideError({ code: 'PT-006', where: path, saw: `no folder made in ${dirname(path)}: the system makes none there`, want: 'a folder that can be written, or another one' }));

/**
 * Refuses a place where no folder could be made, before anybody does the work that would fill it.
 *
 * @throws PT-006 when the nearest thing that is there on the way is no folder, or nothing can be written in it
 */
export const requirePlace = (path: string): void => {
  const found = nearest(resolve(path));
  try {
    if (!statSync(found).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(found, constants.W_OK);
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: path, saw: systemReason(error), want: 'a folder that can be written' });
  }
};

const nearest = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearest(dirname(path)));
