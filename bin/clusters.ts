/** Reads a cluster out of a folder, and says what its reader should know. */
import { join } from 'node:path';
import type { Cluster } from '../analysis/reach/kubernetes/cluster.ts';
import { clusterOf } from '../analysis/reach/kubernetes/cluster.ts';
import { notesOf } from '../analysis/reach/kubernetes/notes.ts';
import type { Interval } from '../analysis/reach/vocabulary.ts';
import type { Reading } from '../io/documents.ts';
import { documentsBelow, documentsIn } from '../io/documents.ts';
import type { OutsideProblem } from '../io/problem.ts';
import { OutsideError } from '../io/problem.ts';
import type { Session } from './session.ts';
import { count, plural } from './terminal.ts';

export interface ClusterInFolder {
  readonly cluster: Cluster;
  readonly files: number;
  /** What is broken; the rest is analysed. */
  readonly problems: readonly OutsideProblem[];
}

/** Refuses a folder in which nothing is a Kubernetes object. */
export const clusterIn = (folder: string, podAddresses: readonly Interval[] = []): ClusterInFolder => {
  const reading: Reading = { files: 0, problems: [] };
  const cluster = clusterOf(documentsBelow(folder, reading), podAddresses);
  const problems = [...reading.problems, ...problemsOf(cluster, folder)];
  if (cluster.counts.documents === cluster.counts.others && problems.length === 0) {
    throw new OutsideError({ code: 'PT-012', where: folder, saw: `no Kubernetes object in ${plural(reading.files, 'file')}`, want: 'a folder with Kubernetes objects in .yaml, .yml or .json files' });
  }
  return { cluster, files: reading.files, problems };
};

/** The same for files that were read already; `folder` is where they stand. */
export const clusterOfTexts = (texts: ReadonlyMap<string, string>, folder: string, podAddresses: readonly Interval[]): ClusterInFolder => {
  const reading: Reading = { files: texts.size, problems: [] };
  const cluster = clusterOf([...texts].flatMap(([path, text]) => [...documentsIn(path, join(folder, path), text, reading)]), podAddresses);
  return { cluster, files: texts.size, problems: [...reading.problems, ...problemsOf(cluster, folder)] };
};

const problemsOf = ({ problems }: Cluster, folder: string): readonly OutsideProblem[] =>
  problems.map(({ file, index, at, saw, want }) => ({ code: 'PT-015', where: `${join(folder, file)} document ${index + 1} › ${at}`, saw, want }));

/**
 * Notes and counts, where they are in nobody's way who reads the result.
 *
 * @param region `production/ap-southeast-3` of an output; empty for any other folder
 */
export const sayNotes = ({ cluster, files }: ClusterInFolder, { complain }: Session['terminal'], region: string): void => {
  const of = region === '' ? '' : `${region}: `;
  for (const { kind, file, says } of notesOf(cluster)) complain(`note: ${of}${kind}: ${file === '' ? '' : `${file}: `}${says}`);
  const { counts, policies, workloads } = cluster;
  const others = Object.entries(counts.passedOver).sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, number]) => `${count(number)} ${kind}`);
  const over = [...others, ...(counts.others === 0 ? [] : [`${plural(counts.others, 'document')} without kind`])].join(', ');
  complain(`${of}${plural(files, 'file')}, ${plural(counts.documents, 'document')}: ${plural(workloads.length, 'workload')}, ${count(policies.length)} network ${policies.length === 1 ? 'policy' : 'policies'}${over === '' ? '' : `; passed over: ${over}`}`);
};
