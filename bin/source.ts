/** Where the verbs that answer questions look: the output folder named, else the catalog as it stands, else the output folder that is there. */
import { existsSync } from 'node:fs';
import { emittedRegions, readTopology } from '../io/emitted.ts';
import { CONFIG_FILE } from '../io/configuration.ts';
import { OutsideError } from '../io/problem.ts';
import type { Topology } from '../model/index.ts';
import { compileConfiguration } from './compiled.ts';
import { complainOf } from './problems.ts';
import type { Common, Session } from './session.ts';
import { ALL, chosen, chosenRegions } from './session.ts';

const DEFAULT_OUT = 'out';

/** Which region an answer speaks of. */
export const titleOf = ({ environment, region }: Topology): string => `${environment.name}/${region.name} (${region.role})`;

/** The topology meant: of the first region of one environment, unless one is named. Null when the catalog has problems, which are printed. */
export const topologyToRead = async (session: Session, dir: string | undefined, options: Common): Promise<Topology | null> => {
  if (options.environment === ALL) throw new OutsideError({ code: 'PT-001', where: '--environment', saw: `'${ALL}'`, want: 'one environment: an answer speaks of one at a time' });
  if (dir === undefined && (existsSync(options.config ?? CONFIG_FILE) || !existsSync(DEFAULT_OUT))) return fromCatalog(session, options);
  const folder = dir ?? DEFAULT_OUT;
  const [first] = regionsToRead(folder, options).map(region => readTopology(folder, region)).sort((a, b) => order(a) - order(b));
  return first ?? null;
};

/** Regions in an output folder that the options mean. */
export const regionsToRead = (folder: string, options: Common) => {
  const all = emittedRegions(folder);
  if (all.length === 0) throw new OutsideError({ code: 'PT-008', where: folder, saw: 'no region', want: 'a folder that payment-topology synth wrote' });
  const environments = [...new Set(all.map(({ environment }) => environment))].map(name => ({ name }));
  return chosen(environments, options.environment).flatMap(({ name }) =>
    chosenRegions(name, all.filter(({ environment }) => environment === name).map(region => ({ ...region, name: region.region })), options.region));
};

const order = ({ region }: Topology): number => (region.role === 'primary' ? 0 : 1);

const fromCatalog = async (session: Session, options: Common): Promise<Topology | null> => {
  const { topologies, problems } = await compileConfiguration(session, options, 'first');
  if (problems.length === 0) return topologies[0] ?? null;
  complainOf(session, problems, options.json);
  return null;
};
