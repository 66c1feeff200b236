/** The configuration, compiled: every chosen region's topology, or all problems with the files to edit. */
import type { Configuration } from '../io/configuration.ts';
import { CONFIG_FILE, fileOf, loadConfiguration } from '../io/configuration.ts';
import type { Config, EnvironmentSpec, Problem, Topology } from '../model/index.ts';
import { compile } from '../topology/index.ts';
import type { SaidProblem } from './problems.ts';
import type { Common, Session } from './session.ts';
import { chosenEnvironments, chosenRegions } from './session.ts';

export interface CompiledConfiguration extends Configuration {
  readonly topologies: readonly Topology[];
  /** In order, each once. */
  readonly problems: readonly SaidProblem[];
}

export const compileConfiguration = async (session: Session, options: Common, regions: 'all' | 'first' = 'all'): Promise<CompiledConfiguration> => {
  const configuration = await loadConfiguration(session.folder, options.config);
  const { catalog, environments, waivers = [] } = configuration.config;
  const compiled = askedFor(configuration.config, options).flatMap(environment => {
    const named = Array.isArray(environment?.regions) ? environment.regions.filter(hasName) : [];
    // without a region there is no topology, but all that is wrong is said
    const asked = named.length === 0 ? [{ name: '' }] : chosenRegions(environment.name, named, options.region);
    const context = { environments: environments.map(other => (other?.name === environment?.name ? environment : other)), waivers };
    return (regions === 'first' ? asked.slice(0, 1) : asked).map(region => compile(environment, region.name, catalog, context));
  });
  const topologies = compiled.flatMap(({ topology }) => topology ?? []);
  const file = options.config ?? CONFIG_FILE;
  const problems = compiled.flatMap(result => result.problems).map(problem => said(problem, file, configuration.files, session.folder));
  const all = [...unknownFields(configuration.config, file), ...problems];
  return { ...configuration, topologies, problems: [...new Map(all.map(problem => [JSON.stringify(problem), problem])).values()] };
};

/** Nobody can ask for an environment that has no name; whatever is compiled then says so. */
const askedFor = (config: Config, options: Common): readonly EnvironmentSpec[] => {
  const nameless = Array.from(config.environments).filter(environment => !hasName(environment));
  return nameless.length > 0 ? nameless.slice(0, 1) : chosenEnvironments(config, options);
};

const hasName = (noun: { readonly name?: unknown } | null | undefined): boolean => typeof noun?.name === 'string';

const FIELDS: Readonly<Record<keyof Config, true>> = { catalog: true, environments: true, waivers: true };

/** What is written and read by nobody is a mistake: somebody believes that it works. */
const unknownFields = (config: Config, file: string): readonly SaidProblem[] => Object.keys(config).filter(key => !Object.hasOwn(FIELDS, key))
  .map(key => ({ code: 'PT-100', where: `${file} › ${key}`, saw: `unknown field '${key}'`, want: `one of ${Object.keys(FIELDS).join(', ')}` }));

/** `services/payment-core.ts › calls[0]`, or the noun where no file of the person holds it. */
const said = ({ code, at, saw, want }: Problem, config: string, files: readonly string[], folder: string): SaidProblem => {
  if (at.noun === 'configuration') return { code, where: `${config} › ${at.path}`, saw, want };
  if (at.noun === 'catalog') return { code, where: [at.noun, at.path].filter(Boolean).join(' › '), saw, want };
  const file = fileOf(at, files, folder);
  const noun = `${at.noun} ${at.name}`;
  const isOwnFile = file?.split('/').at(-1)?.startsWith(`${at.name}.`) ?? false;
  return { code, where: [file, isOwnFile ? '' : noun, at.path].filter(Boolean).join(' › '), saw, want };
};
