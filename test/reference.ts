/** The reference platform, compiled, for tests. */
import { environments } from '../environments/index.ts';
import type { CardDataMode, EnvironmentSpec, Topology } from '../model/index.ts';
import { catalog } from '../services/index.ts';
import { compile } from '../topology/index.ts';

export const environmentNamed = (name: string, mode?: CardDataMode): EnvironmentSpec => {
  const found = environments.find(environment => environment.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return mode === undefined ? found : { ...found, cardData: mode };
};

const cache = new Map<string, Topology>();

/** @throws when the reference catalog has problems, with all of them */
export const topologyOf = (environment = 'production', region?: string, mode?: CardDataMode): Topology => {
  const spec = environmentNamed(environment, mode);
  const name = region ?? (spec.regions[0] as EnvironmentSpec['regions'][number]).name;
  const key = `${environment} ${name} ${mode ?? ''}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const { topology, problems } = compile(spec, name, catalog, { environments });
  if (topology === null) throw new Error(problems.map(problem => `${problem.code} ${problem.at.noun} ${problem.at.name} ${problem.at.path}: saw ${problem.saw}; want ${problem.want}`).join('\n'));
  cache.set(key, topology);
  return topology;
};

/** Primary and standby of production. */
export const PRIMARY = 'ap-southeast-3';
export const STANDBY = 'ap-southeast-1';
