/**
 * Loads `topology.config.ts`: bundled in memory by esbuild and imported from a data URL in a thread of its own, so that no temporary file and nothing that it
 * starts is left behind. Packages stay outside the bundle as file URLs; this package itself always means the one that runs.
 */
import { readFileSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message, Plugin } from 'esbuild';
import { build } from 'esbuild';
import type { Config, Place } from '../model/index.ts';
import { startRun } from './configuration-run.ts';
import { OutsideError, systemReason } from './problem.ts';

export const CONFIG_FILE = 'topology.config.ts';

export interface Configuration {
  readonly config: Config;
  /** Files that a person edits, relative to the working directory: the configuration and what it imports. */
  readonly files: readonly string[];
}

/** The configuration of a folder. Throws `OutsideError` with file and line for everything that keeps it from being loaded. */
export const loadConfiguration = async (folder: string, file: string = CONFIG_FILE): Promise<Configuration> => {
  const path = resolve(folder, file);
  try {
    readFileSync(path);
  } catch (error) {
    throw new OutsideError({ code: 'PT-002', where: file, saw: systemReason(error), want: 'a configuration that can be read; name it with --config or run where it stands' });
  }
  // a thread takes as long to start as the bundle to make
  const run = startRun();
  const made = await bundle(folder, path).catch(async (error: unknown) => {
    await run.stop();
    throw error;
  });
  const { files } = made;
  const config = await run.load({ ...made, file, folder, modules: SELF });
  if (!isConfig(config)) {
    throw new OutsideError({ code: 'PT-004', where: file, saw: 'no catalog and environments in its default export', want: 'export default defineConfig({ catalog, environments })' });
  }
  return { config, files };
};

interface Bundle {
  readonly code: string;
  readonly map: string;
  readonly files: readonly string[];
}

const bundle = async (folder: string, path: string): Promise<Bundle> => {
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: folder, entryPoints: [path], bundle: true, write: false, metafile: true, format: 'esm', platform: 'node', target: 'node20', sourcemap: 'external', sourcesContent: false,
      outfile: `${path}.mjs`, logLevel: 'silent', plugins: [packagesByUrl],
    });
    const text = (ending: string): string => outputFiles.find(output => output.path.endsWith(ending))?.text ?? '';
    const files = Object.keys(metafile.inputs).map(input => relative(folder, resolve(folder, input)).split(sep).join('/'));
    return { code: text('.mjs'), map: text('.map'), files };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new OutsideError(...error.errors.map(message => ({
      code: 'PT-003' as const, where: placeOf(message, path, folder), saw: sentence(message.text), want: wantedOf(message),
    })));
  }
};

/** What mends it: a name that is exported, JSON, or TypeScript. */
const wantedOf = ({ text, location }: Message): string => {
  const [, file, name] = /^No matching export in "([^"]+)" for import "([^"]+)"/.exec(text) ?? [];
  if (file !== undefined && name !== undefined) return name === 'default' ? `a default export in ${file}` : `an export named ${name} in ${file}`;
  if (location?.file.endsWith('.json') === true) return 'JSON that parses';
  return /^Could not resolve/.test(text) ? 'an import of a file or package that is there' : 'TypeScript that parses';
};

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error;

const placeOf = ({ location }: Message, path: string, folder: string): string =>
  location === null ? relative(folder, path) : `${location.file}:${location.line}:${location.column + 1}`;

const sentence = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '');

/** Built, this stands one folder below `dist`; from source, one below the root. */
const SELF: Readonly<Record<string, string>> = Object.fromEntries(
  ['index', 'reference'].map(name => [name === 'index' ? 'payment-topology' : `payment-topology/${name}`, new URL(`../${name}${extname(import.meta.url)}`, import.meta.url).href]),
);

const packagesByUrl: Plugin = {
  name: 'packages-by-url',
  setup: ({ onResolve, resolve: resolved }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (kind === 'entry-point' || pluginData === 'asked') return undefined;
      const self = SELF[path];
      if (self !== undefined) return { path: self, external: true };
      const found = await resolved(path, { resolveDir, kind, pluginData: 'asked' });
      if (found.errors.length > 0 || found.external) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && 'catalog' in value && typeof value.catalog === 'object' && 'environments' in value && Array.isArray(value.environments);

/** The file that holds a noun, as a person looks for it: the file of that name, else the one that says `name: '<name>'`. */
export const fileOf = ({ noun, name }: Pick<Place, 'noun' | 'name'>, files: readonly string[], folder: string): string | undefined => {
  const own = files.find(file => basename(file).replace(/\.[mc]?[jt]sx?$/, '') === name && (noun !== 'environment' || file.includes('environment')));
  if (own !== undefined) return own;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const key = new RegExp(`^\\s*['"]?${escaped}['"]?:`, 'm');
  const written = new RegExp(`\\bname:\\s*['"\`]${escaped}['"\`]`);
  const defined = new RegExp(`define\\w+\\(\\{\\s*name:\\s*['"\`]${escaped}['"\`]`);
  const texts = files.filter(file => /\.[mc]?[jt]s$/.test(file)).map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const pattern = noun === 'input' || noun === 'flow' ? [key] : [defined, written];
  return pattern.map(wanted => texts.find(({ text }) => wanted.test(text))?.file).find(file => file !== undefined);
};
