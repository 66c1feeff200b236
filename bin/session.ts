/** What every verb gets, and how it finds its environments. `main` is the only place that knows the process. */
import type { CardDataMode, Config, EnvironmentSpec } from '../model/index.ts';
import { OutsideError } from '../io/problem.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly terminal: Terminal;
  /** Working directory, absolute; folders that people name are relative to it as to the process. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Today, `YYYY-MM-DD`. */
  readonly today: string;
  /** Milliseconds since the process began. */
  readonly elapsed: () => number;
}

/** Options that every verb takes. */
export interface Common {
  readonly environment?: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly config?: string;
  readonly mode?: CardDataMode;
}

/** 0 done, 1 findings or catalog problems, 2 an answer over files of which some are broken; where there is no answer, 2 is thrown. */
export type ExitCode = 0 | 1 | 2;

const DEFAULT_ENVIRONMENT = 'production';
/** Every environment there is. */
export const ALL = 'all';

/** The environments meant: the one named, all, production, or the only one. */
export const chosen = <T extends { readonly name: string }>(all: readonly T[], asked: string | undefined): readonly T[] => {
  if (asked === ALL) return all;
  const found = all.find(({ name }) => name === (asked ?? DEFAULT_ENVIRONMENT)) ?? (asked === undefined && all.length === 1 ? all[0] : undefined);
  if (found !== undefined) return [found];
  const names = all.map(({ name }) => name).sort().join(', ');
  throw new OutsideError({ code: 'PT-005', where: '--environment', saw: asked === undefined ? 'none named, and no production' : `'${asked}'`, want: `one of ${names || 'none: there is no environment'}, or all` });
};

/** Regions of an environment: the one named, or all. */
export const chosenRegions = <T extends { readonly name: string }>(environment: string, all: readonly T[], asked: string | undefined): readonly T[] => {
  if (asked === undefined) return all;
  const found = all.filter(({ name }) => name === asked);
  if (found.length > 0) return found;
  throw new OutsideError({ code: 'PT-005', where: '--region', saw: `'${asked}'`, want: `one of ${all.map(({ name }) => name).join(', ')} in ${environment}` });
};

/** Environments of a configuration with the card-data mode that was asked for. */
export const chosenEnvironments = (config: Config, { environment, mode }: Common): readonly EnvironmentSpec[] =>
  chosen(config.environments, environment).map(spec => (mode === undefined ? spec : { ...spec, cardData: mode }));
