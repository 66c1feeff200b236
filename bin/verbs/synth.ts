/** `synth`: compiles the configuration and writes every chosen region into the output folder. */
import type { Written } from '../../io/output.ts';
import { requireOurs, writeOutput } from '../../io/output.ts';
import { stacksBeside } from '../../io/emitted.ts';
import type { Topology } from '../../model/index.ts';
import { compileConfiguration } from '../compiled.ts';
import { complainOf } from '../problems.ts';
import type { ManifestStack, RenderedRegion } from '../render.ts';
import { startRenderer } from '../renderer.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { titleOf } from '../source.ts';
import { count, plural, table } from '../terminal.ts';

export interface SynthOptions extends Common {
  /** Folder to write. */
  readonly out: string;
}

export const synth = async (session: Session, options: SynthOptions): Promise<ExitCode> => {
  const { print, complain, progress, paint } = session.terminal;
  requireOurs(options.out);
  progress('compiling');
  const renderer = startRenderer(options.region === undefined);
  const { topologies, problems } = await compileConfiguration(session, options);
  if (problems.length > 0) {
    complainOf(session, problems, options.json);
    complain(paint.red(`${plural(problems.length, 'problem')} of the catalog: nothing written`));
    return 1;
  }
  const { regions, written } = await writeTopologies(session, topologies, options, renderer);
  const seconds = (session.elapsed() / 1000).toFixed(1);
  if (options.json === true) print(JSON.stringify({ regions: regions.map(summaryOf), written, problems: [], out: options.out }, null, 2));
  else {
    for (const region of regions) print(`${paint.bold(titleOf(region.topology))}\n${regionTable(region)}\n`);
    const files = `${plural(written.written, 'file')} written, ${count(written.unchanged)} unchanged, ${count(written.removed)} removed, in ${seconds} s`;
    print(table([['catalog', `0 problems for ${[...new Set(topologies.map(({ environment }) => environment.name))].join(', ')}`], ['policies', `not run, see ${paint.bold('payment-topology check')}`], ['look at', `${options.out}/  ${paint.dim(files)}`]]));
  }
  return 0;
};

/** Renders and writes; also for a check of what is not on disk yet. */
export const writeTopologies = async (
  session: Session, topologies: readonly Topology[], options: SynthOptions, renderer = startRenderer(topologies.length > 1),
): Promise<{ readonly regions: readonly RenderedRegion[]; readonly written: Written }> => {
  session.terminal.progress(`rendering ${topologies.map(titleOf).join(', ')}`);
  const regions = await renderer.renderAll(topologies);
  const scope = scopeOf(topologies, options);
  const { cdktfManifest } = await import('../render.ts');
  const rendered = regions.flatMap(region => [...region.files]);
  const stacks = Object.assign({}, ...regions.map(region => region.stacks)) as Readonly<Record<string, ManifestStack>>;
  const files = (): ReadonlyMap<string, Uint8Array> => new Map([...rendered, ['manifest.json', cdktfManifest({ ...stacksBeside<ManifestStack>(options.out, scope), ...stacks })]]);
  session.terminal.progress('writing');
  return { regions, written: writeOutput(options.out, files, scope) };
};

/** What this run speaks for: everything, whole environments (also regions that they no longer have), or single regions. */
const scopeOf = (topologies: readonly Topology[], { environment, region }: SynthOptions): readonly string[] => {
  if (region !== undefined) return topologies.map(topology => `${topology.environment.name}/${topology.region.name}/`);
  return environment === 'all' ? [''] : [...new Set(topologies.map(topology => `${topology.environment.name}/`))];
};

const summaryOf = ({ topology, kinds, stacks, resources }: RenderedRegion) => ({
  environment: topology.environment.name, region: topology.region.name, role: topology.region.role, namespaces: kinds.get('Namespace') ?? 0, workloads: workloadsByTier(topology),
  objects: Object.fromEntries(byCount(kinds)), stacks: Object.keys(stacks).length, resources, edges: topology.edges.length,
});

const regionTable = ({ topology, kinds, stacks, resources }: RenderedRegion): string => {
  const tiers = Object.entries(workloadsByTier(topology)).map(([tier, workloads]) => `${workloads} of tier ${tier}`);
  const objects = [...kinds.values()].reduce((sum, each) => sum + each, 0);
  return table([
    ['namespaces', kinds.get('Namespace') ?? 0, ''],
    ['workloads', Object.keys(topology.workloads).length, tiers.join(', ')],
    ['objects', objects, wrapped(byCount(kinds).map(([kind, number]) => `${number} ${kind}`))],
    ['stacks', Object.keys(stacks).length, plural(resources, 'resource')],
    ['edges', topology.edges.length, 'permitted conversations'],
  ], '  ');
};

const workloadsByTier = (topology: Topology): Readonly<Record<string, number>> => {
  const tiers = Object.values(topology.workloads).map(({ tier }) => tier).sort();
  return Object.fromEntries(tiers.map(tier => [tier, tiers.filter(other => other === tier).length]));
};

const byCount = (kinds: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...kinds].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));

/** The most frequent ones; the rest is in the folder. */
const wrapped = (words: readonly string[], most = 8): string => (words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} and ${words.length - most} kinds more`);
