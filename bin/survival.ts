/** What regions of an output survive: for `survive` and for `check`. */
import type { RegionFiles } from '../analysis/boundary/region.ts';
import { KINDS } from '../analysis/survive/cluster.ts';
import type { SurviveRun } from '../analysis/survive/findings.ts';
import { findingsOf } from '../analysis/survive/findings.ts';
import type { Survived } from '../analysis/survive/index.ts';
import { clusterIn, survivedOf } from '../analysis/survive/index.ts';
import type { Cluster } from '../analysis/survive/words.ts';
import type { Scenario } from '../analysis/survive/outcomes.ts';
import { SCENARIOS } from '../analysis/survive/outcomes.ts';
import { emittedRegions } from '../io/emitted.ts';
import type { OutsideProblem } from '../io/problem.ts';
import { OutsideError } from '../io/problem.ts';
import { filesOf } from './regions.ts';

export interface Survival {
  readonly files: RegionFiles;
  /** Of the region that it stands by for. */
  readonly primary: Cluster | null;
  readonly survived: Survived;
  readonly run: SurviveRun;
  /** What could not be read as it stands; the rest is predicted. */
  readonly problems: readonly OutsideProblem[];
}

/** Each region, the primary first. A standby is also tried with what its primary runs, which is read where it is not among them. */
export const survivalsOf = (folder: string, regions: readonly RegionFiles[], scenarios: readonly Scenario[] = SCENARIOS): readonly Survival[] => {
  const primaries = regions.filter(files => !isStandby(files)).map(files => survivalOf(files, null, scenarios));
  return [...primaries, ...regions.filter(isStandby).map(files => survivalOf(files, primaryOf(folder, files, primaries), scenarios))];
};

const isStandby = ({ topology }: RegionFiles): boolean => topology.region.role === 'standby';

const primaryOf = (folder: string, { topology: { environment, region } }: RegionFiles, primaries: readonly Survival[]): Cluster | null => {
  const isMeant = (name: { readonly environment: string; readonly region: string }): boolean => name.environment === environment.name && name.region === region.counterpart?.name;
  const known = primaries.find(({ files: { topology } }) => isMeant({ environment: topology.environment.name, region: topology.region.name }));
  if (known !== undefined) return known.survived.cluster;
  const emitted = emittedRegions(folder).find(isMeant);
  return emitted === undefined ? null : clusterIn(filesOf(folder, emitted, KINDS).files);
};

const requireZones = ({ path, topology: { region, nodePools, workloads } }: RegionFiles): void => {
  const refuse = (at: string, want: string): never => { throw new OutsideError({ code: 'PT-008', where: `${path}/topology.json › ${at}`, saw: 'nothing that can be read', want }); };
  if (!Array.isArray(region.zones) || region.zones.length === 0) refuse('region/zones', 'the zones of the region, as payment-topology synth wrote them');
  for (const [name, pool] of Object.entries(nodePools)) if (typeof pool.allocatable?.cpuMillis !== 'number') refuse(`nodePools/${name}/allocatable`, 'cpuMillis, memoryMiB and pods of a node');
  for (const [name, workload] of Object.entries(workloads)) if (typeof workload.need?.steady !== 'number' || typeof workload.need.peak !== 'number') refuse(`workloads/${name}/need`, 'steady and peak as numbers');
};

const survivalOf = (files: RegionFiles, primary: Cluster | null, scenarios: readonly Scenario[]): Survival => {
  requireZones(files);
  const survived = survivedOf(files, primary, { scenarios: new Set(scenarios) });
  const run = findingsOf(survived, files.topology);
  const problems = survived.cluster.problems.map(({ file, at, saw, want }) => ({ code: 'PT-015' as const, where: `${file} › ${at}`, saw, want: `${want}; nothing is judged without` }));
  // what is missing would be found everywhere else
  return { files, primary, survived, run: problems.length > 0 ? { ...run, findings: [] } : run, problems };
};
