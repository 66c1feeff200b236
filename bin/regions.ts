/** Reads all files of a region of an output once: for claims, for checks of paths and for evidence. */
import { join } from 'node:path';
import type { RegionFiles } from '../analysis/boundary/region.ts';
import { boundaryRegion } from '../analysis/boundary/region.ts';
import type { BoundaryRegion } from '../analysis/boundary/words.ts';
import type { Reading } from '../io/documents.ts';
import { documentsBelow } from '../io/documents.ts';
import type { EmittedRegion } from '../io/emitted.ts';
import { filesBelow, readJson, readTopology } from '../io/emitted.ts';
import type { OutsideProblem } from '../io/problem.ts';

export interface RegionInFolder {
  readonly files: RegionFiles;
  readonly region: BoundaryRegion;
  /** What is broken; the rest is looked at. */
  readonly problems: readonly OutsideProblem[];
}

/** @throws when `topology.json` or Terraform JSON cannot be read: nothing could be proven without */
export const regionIn = (folder: string, emitted: EmittedRegion): RegionInFolder => {
  const { files, problems } = filesOf(folder, emitted);
  const region = boundaryRegion(files);
  return { files, region, problems: [...problems, ...problemsOf(folder, region)] };
};

/**
 * The same without following any path.
 *
 * @param kinds of objects that are asked for, all without; a document that names none of them is not read
 * @throws as `regionIn` does
 */
export const filesOf = (folder: string, emitted: EmittedRegion, kinds: Iterable<string> | null = null): Pick<RegionInFolder, 'files' | 'problems'> => {
  const reading: Reading = { files: 0, problems: [] };
  const at = join(folder, emitted.path);
  const names = kinds === null ? null : new RegExp(`\\b(?:${[...kinds].join('|')})\\b`);
  const isWanted = (text: string): boolean => names?.test(text) ?? true;
  const files: RegionFiles = {
    path: emitted.path, topology: readTopology(folder, emitted),
    documents: [...documentsBelow(join(at, 'manifests'), reading, isWanted)].map(document => ({ ...document, file: `${emitted.path}/manifests/${document.file}` })),
    terraform: filesBelow(join(at, 'terraform'), '.tf.json').map(file => ({ path: `${emitted.path}/terraform/${file}`, json: readJson(join(at, 'terraform', file)) })),
  };
  return { files, problems: reading.problems };
};

const problemsOf = (folder: string, { cluster }: BoundaryRegion): readonly OutsideProblem[] =>
  cluster.problems.map(({ file, index, at, saw, want }) => ({ code: 'PT-015', where: `${join(folder, file)} document ${index + 1} › ${at}`, saw, want }));
