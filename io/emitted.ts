/** Reads what an earlier run wrote. */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../model/index.ts';
import { INCOMPLETE, writerIn } from './marker.ts';
import { listing, LISTING } from './output.ts';
import { OutsideError, systemReason } from './problem.ts';

/** One region of one environment in an output folder. */
export interface EmittedRegion {
  readonly environment: string;
  readonly region: string;
  /** `<environment>/<region>`, below the output folder. */
  readonly path: string;
}

/** What the cdktf CLI reads about one stack; only where it stands matters here. */
export interface ListedStack {
  readonly name: string;
  readonly synthesizedStackPath: string;
}

export const MANIFEST = 'manifest.json';

/** Stacks that `manifest.json` of an output folder lists. */
export const readManifest = <S extends ListedStack>(folder: string): Readonly<Record<string, S>> => {
  const path = join(folder, MANIFEST);
  const stacks = membersOf(readJson(path))['stacks'];
  const all = Object.values(membersOf(stacks));
  if (typeof stacks !== 'object' || all.some(stack => typeof membersOf(stack)['synthesizedStackPath'] !== 'string')) {
    throw new OutsideError({ code: 'PT-008', where: path, saw: 'no stacks with their paths', want: 'the file as payment-topology synth wrote it' });
  }
  return stacks as Readonly<Record<string, S>>;
};

/** Members of an object or list; none of anything else. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {});

/**
 * Stacks of what a run does not speak for: they stay in the list. A list that cannot be read is no loss where nothing else was written.
 *
 * @throws PT-008 where the list does not name a stack that an earlier run wrote: only a run over everything can write it anew
 */
export const stacksBeside = <S extends ListedStack>(folder: string, scope: readonly string[]): Readonly<Record<string, S>> => {
  const isOther = (path: string): boolean => !scope.some(prefix => path.startsWith(prefix));
  const others = listing(folder).filter(path => path.endsWith('/cdk.tf.json') && isOther(path));
  if (others.length === 0) return {};
  const want = 'payment-topology synth --environment all, which writes it anew: it also names stacks that this run does not make';
  try {
    const stacks = Object.entries(readManifest<S>(folder)).filter(([, { synthesizedStackPath }]) => isOther(synthesizedStackPath));
    const named = new Set(stacks.map(([, { synthesizedStackPath }]) => synthesizedStackPath));
    const forgotten = others.filter(path => !named.has(path));
    if (forgotten.length === 0) return Object.fromEntries(stacks);
    throw new OutsideError({ code: 'PT-008', where: join(folder, MANIFEST), saw: `no stack at ${forgotten[0]}`, want });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    throw new OutsideError(...error.problems.map(problem => ({ ...problem, want })));
  }
};

/** Whether a folder is an output of this package, by any of the things that no other one has. */
export const isOutput = (folder: string): boolean => existsSync(join(folder, LISTING)) || regionsIn(folder).length > 0 || listedStacks(folder).length > 0;

/** Refuses a folder that is not there, that a run is writing, or that was left in the middle. */
export const requireReadable = (folder: string): void => {
  if (!isFolder(folder)) throw new OutsideError({ code: 'PT-008', where: folder, saw: 'no folder', want: 'a folder that payment-topology synth wrote' });
  const writer = writerIn(folder);
  if (writer !== null) throw new OutsideError({ code: 'PT-007', where: join(folder, INCOMPLETE), saw: writer, want: 'its end' });
  if (existsSync(join(folder, INCOMPLETE))) {
    throw new OutsideError({ code: 'PT-007', where: join(folder, INCOMPLETE), saw: 'a run that did not reach its end', want: 'a complete run: payment-topology synth' });
  }
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Every region in the folder, in order of name. Refuses a folder in which something is not there that a run wrote: it would go unexamined. */
export const emittedRegions = (folder: string): readonly EmittedRegion[] => {
  requireReadable(folder);
  const regions = regionsIn(folder);
  const found = new Set(regions.map(({ path }) => `${path}/topology.json`));
  const missing = listedFiles(folder).filter(path => (path === MANIFEST ? !existsSync(join(folder, path)) : !found.has(path)));
  if (missing.length > 0) throw new OutsideError(...missing.map(path => ({ code: 'PT-008' as const, where: join(folder, path), saw: insteadOf(folder, path), want: 'a complete output: payment-topology synth' })));
  return regions;
};

const regionsIn = (folder: string): readonly EmittedRegion[] => folders(folder).flatMap(environment => folders(join(folder, environment))
  .filter(region => existsSync(join(folder, environment, region, 'topology.json')))
  .map(region => ({ environment, region, path: `${environment}/${region}` })));

/** What every reader starts from: known from the listing, and from `manifest.json` where the listing was left behind. */
const listedFiles = (folder: string): readonly string[] => {
  const listed = listing(folder).filter(line => line === MANIFEST || line.endsWith('/topology.json'));
  return [...new Set([...listed, ...listedStacks(folder).map(path => `${path.split('/').slice(0, 2).join('/')}/topology.json`)])].sort();
};

/** Paths of stacks in a `manifest.json` that is there; a file of that name that lists none is somebody else's, unless the listing says that it is ours. */
const listedStacks = (folder: string): readonly string[] => {
  if (!existsSync(join(folder, MANIFEST))) return [];
  try {
    return Object.values(readManifest(folder)).map(({ synthesizedStackPath }) => synthesizedStackPath);
  } catch (error) {
    if (!(error instanceof OutsideError) || listing(folder).includes(MANIFEST)) throw error;
    return [];
  }
};

const insteadOf = (folder: string, path: string): string => {
  const link = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/')).find(part => lstatSync(join(folder, part), { throwIfNoEntry: false })?.isSymbolicLink() === true);
  return link === undefined ? 'nothing there, though a run wrote it' : `a link at ${link}`;
};

const folders = (path: string): readonly string[] => (isFolder(path)
  ? readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name).sort() : []);

/** What a topology holds at its top, so that a file that lost a part is said before anybody asks for that part. */
const MEMBERS: Readonly<Record<keyof Topology, 'number' | 'list' | 'object'>> = {
  schemaVersion: 'number', numbers: 'object', environment: 'object', region: 'object', addresses: 'object', segments: 'object', nodePools: 'object', workloads: 'object', jobs: 'object',
  components: 'object', postgres: 'object', kafka: 'object', objects: 'object', topics: 'object', providers: 'object', secrets: 'object', peers: 'object', edges: 'list', fencedEdges: 'list',
  access: 'list', waivers: 'list', derivations: 'object', tiers: 'object',
};

/** @throws PT-008 for a file that is no topology, one of another schema, and one of another region */
export const readTopology = (folder: string, region: EmittedRegion): Topology => {
  const where = join(folder, region.path, 'topology.json');
  const refuse = (saw: string, want: string): never => { throw new OutsideError({ code: 'PT-008', where, saw, want }); };
  const read = readJson(where);
  if (kindOf(read) !== 'object') refuse(`${kindOf(read)}, no object`, 'a topology as payment-topology synth wrote it');
  const topology = read as Topology;
  if (topology.schemaVersion !== 1) refuse(`schemaVersion ${String(topology.schemaVersion)}`, 'schemaVersion 1, as this version of payment-topology writes it');
  const wrong = Object.entries(MEMBERS).flatMap(([name, kind]) => (kindOf(topology[name as keyof Topology]) === kind ? [] : [`${name} ${kindOf(topology[name as keyof Topology])}`]));
  if (wrong.length > 0) refuse(`${wrong.slice(0, 3).join(', ')}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''}`, 'every part of a topology, as payment-topology synth wrote it');
  const declared = `${topology.environment.name}/${topology.region.name}`;
  if (declared !== region.path) refuse(`the topology of ${declared}`, `that of ${region.path}`);
  return topology;
};

const kindOf = (value: unknown): string => (value === undefined ? 'missing' : value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

/** What a package manager put there. */
export const isPackages = (name: string): boolean => name === 'node_modules';

/** Files with one of the endings, or all, in order of path; folders whose name begins with a dot (`.terraform`) belong to others. */
export const filesBelow = (folder: string, ...endings: readonly string[]): readonly string[] =>
  entriesBelow(folder, isPackages).map(({ path }) => path).filter(path => endings.length === 0 || endings.some(ending => path.endsWith(ending)));

type Kind = 'file' | 'link' | 'folder' | 'other';
interface Entry {
  readonly path: string;
  readonly kind: Kind;
}

/** Everything below a folder that is no folder itself, links included, in order of path; not what stands in folders whose name begins with a dot. */
export const entriesBelow = (folder: string, passesOver?: (name: string) => boolean): readonly Entry[] => thingsBelow(folder, passesOver).filter(({ kind }) => kind !== 'folder');

/** The same with the folders on the way. */
export const thingsBelow = (folder: string, passesOver: (name: string) => boolean = () => false): readonly Entry[] => {
  const walk = (below: string): readonly Entry[] => readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry): readonly Entry[] => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith('.') || passesOver(entry.name) ? [] : [{ path, kind: 'folder' }, ...walk(path)];
    return [{ path, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other' }];
  });
  return isFolder(folder) ? [...walk('')].sort((a, b) => (a.path < b.path ? -1 : 1)) : [];
};

export const readJson = (path: string): unknown => {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutsideError({ code: 'PT-008', where: path, saw: (error as Error).message.split('\n')[0] ?? '', want: 'the file as payment-topology synth wrote it' });
  }
};

/** @throws PT-008 for what is no file, also for a pipe, which would be waited for */
export const readText = (path: string): string => {
  try {
    const found = statSync(path);
    if (found.isFile()) return readFileSync(path, 'utf8');
    return unreadable(path, found.isDirectory() ? 'a folder where a file should be' : PIPE);
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    return unreadable(path, systemReason(error));
  }
};

/** @throws PT-008 for pipes, sockets and devices, also behind links: a tool that reads them would wait for ever */
export const requireNoPipes = (folder: string, files: readonly string[]): void => {
  const pipes = files.map(file => join(folder, file)).filter(isPipe);
  if (pipes.length > 0) throw new OutsideError(...pipes.map(where => ({ code: 'PT-008' as const, where, saw: PIPE, want: 'a file that can be read' })));
};

const PIPE = 'a pipe, a socket or a device';

const isPipe = (path: string): boolean => {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch (error) {
    // whoever reads it says so
    systemReason(error);
    return false;
  }
};

const unreadable = (path: string, saw: string): never => {
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? `a link to ${readlinkSync(path)}: ` : '';
  throw new OutsideError({ code: 'PT-008', where: path, saw: `${link}${saw}`, want: 'a file that can be read' });
};
