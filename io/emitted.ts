/** Reads what an earlier run wrote. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../model/index.ts';
import { INCOMPLETE, LISTING } from './output.ts';
import { OutsideError, systemReason } from './problem.ts';

/** One region of one environment in an output folder. */
export interface EmittedRegion {
  readonly environment: string;
  readonly region: string;
  /** `<environment>/<region>`, below the output folder. */
  readonly path: string;
}

/** What the cdktf CLI reads about one stack; only where it stands matters here. */
interface ListedStack {
  readonly name: string;
  readonly synthesizedStackPath: string;
}

/** Stacks that `manifest.json` of an output folder lists; none where there is no such file. */
export const readManifest = <S extends ListedStack>(folder: string): Readonly<Record<string, S>> =>
  (isOutput(folder) ? readJson(join(folder, 'manifest.json')) as { readonly stacks?: Readonly<Record<string, S>> } : {}).stacks ?? {};

/** Whether a folder is an output of this package. */
export const isOutput = (folder: string): boolean => existsSync(join(folder, 'manifest.json'));

/** Refuses a folder that is not there or was left in the middle. */
export const requireReadable = (folder: string): void => {
  if (!isFolder(folder)) throw new OutsideError({ code: 'PT-008', where: folder, saw: 'no folder', want: 'a folder that payment-topology synth wrote' });
  if (existsSync(join(folder, INCOMPLETE))) {
    throw new OutsideError({ code: 'PT-007', where: join(folder, INCOMPLETE), saw: 'a run that did not reach its end', want: 'a complete run: payment-topology synth' });
  }
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Every region in the folder, in order of name. */
export const emittedRegions = (folder: string): readonly EmittedRegion[] => {
  requireReadable(folder);
  for (const path of listedTopologies(folder)) {
    if (!existsSync(join(folder, path))) throw new OutsideError({ code: 'PT-008', where: join(folder, path), saw: 'nothing there, though a run wrote it', want: 'a complete output: payment-topology synth' });
  }
  return folders(folder).flatMap(environment => folders(join(folder, environment))
    .filter(region => existsSync(join(folder, environment, region, 'topology.json')))
    .map(region => ({ environment, region, path: `${environment}/${region}` })));
};

/** A region without its declaration would go unexamined: what was written is known from the listing and from `manifest.json`. */
const listedTopologies = (folder: string): readonly string[] => {
  const listing = existsSync(join(folder, LISTING)) ? readText(join(folder, LISTING)).split('\n').filter(line => line.endsWith('/topology.json')) : [];
  const stacks = Object.values(readManifest<ListedStack>(folder)).map(({ synthesizedStackPath }) => `${synthesizedStackPath.split('/').slice(0, 2).join('/')}/topology.json`);
  return [...new Set([...listing, ...stacks])].sort();
};

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name).sort();

export const readTopology = (folder: string, region: EmittedRegion): Topology => {
  const path = join(folder, region.path, 'topology.json');
  const topology = readJson(path) as Partial<Topology> | null;
  if (topology?.schemaVersion !== 1) throw new OutsideError({ code: 'PT-008', where: path, saw: `schemaVersion ${String(topology?.schemaVersion)}`, want: 'schemaVersion 1, as this version of payment-topology writes it' });
  return topology as Topology;
};

/** Files with an ending, in order of path; folders whose name begins with a dot (`.terraform`) belong to others. */
export const filesBelow = (folder: string, ...endings: readonly string[]): readonly string[] => {
  const walk = (below: string): readonly string[] => readdirSync(join(folder, below), { withFileTypes: true }).flatMap(entry => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : walk(path);
    return endings.some(ending => entry.name.endsWith(ending)) ? [path] : [];
  });
  return isFolder(folder) ? [...walk('')].sort() : [];
};

export const readJson = (path: string): unknown => {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutsideError({ code: 'PT-008', where: path, saw: (error as Error).message.split('\n')[0] ?? '', want: 'the file as payment-topology synth wrote it' });
  }
};

export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OutsideError({ code: 'PT-008', where: path, saw: systemReason(error), want: 'a file that can be read' });
  }
};
