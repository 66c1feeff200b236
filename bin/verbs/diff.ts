/** `diff`: two output folders, in words first; of any other two folders, who may talk to whom. */
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Change, Difference, RegionState, Section } from '../../analysis/difference.ts';
import { connectionChanges, differenceOf, isEmpty, SECTIONS } from '../../analysis/difference.ts';
import type { Connection } from '../../analysis/reach/kubernetes/connections.ts';
import { connectionsOf } from '../../analysis/reach/kubernetes/connections.ts';
import type { ConnectionDifference } from '../../analysis/reach/kubernetes/difference.ts';
import { connectionDifference, differenceJson } from '../../analysis/reach/kubernetes/difference.ts';
import { podAddressesOf } from '../../analysis/reach/kubernetes/pod-addresses.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { emittedRegions, filesBelow, readText, readTopology } from '../../io/emitted.ts';
import { OutsideError, problemText } from '../../io/problem.ts';
import type { Topology } from '../../model/index.ts';
import { clusterIn, clusterOfTexts } from '../clusters.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { plural } from '../terminal.ts';

export interface DiffOptions extends Common {
  readonly exitCode?: boolean;
  readonly markdown?: boolean;
}

interface RegionDifference {
  readonly region: string;
  readonly difference: Difference;
  readonly reach: ConnectionDifference;
}

export const diff = async (session: Session, before: string, after: string, options: DiffOptions): Promise<ExitCode> => {
  const all = both(emittedRegions(before), emittedRegions(after));
  if (all.length === 0) return clusters(session, before, after, options);
  const regions = all.filter(({ environment, region }) => [undefined, 'all', environment].includes(options.environment) && [undefined, region].includes(options.region));
  const differences = regions.map(region => compare(before, after, region)).filter(({ difference }) => !isEmpty(difference));
  if (options.json === true) session.terminal.print(JSON.stringify(differences.map(({ region, difference, reach }) => ({ region, difference: { ...difference, connections: differenceJson(reach) } })), null, 2));
  else printed(session, differences, options);
  return exitCode(differences, options);
};

const exitCode = (differences: readonly unknown[], options: DiffOptions): ExitCode => (options.exitCode === true && differences.length > 0 ? 1 : 0);
const printed = (session: Session, differences: readonly RegionDifference[], options: DiffOptions): void =>
  session.terminal.print(options.markdown === true ? markdown(differences) : words(differences, session));

/** Folders that nobody here wrote: what Kubernetes lets flow in each. What is broken is said, and the rest compared. */
const clusters = (session: Session, before: string, after: string, options: DiffOptions): ExitCode => {
  const found = [before, after].map(folder => clusterIn(folder));
  const [old = [], now = []] = found.map(({ cluster }) => connectionsOf(cluster));
  const reach = connectionDifference(old, now);
  const difference: Difference = { ...differenceOf(null, null), connections: connectionChanges(reach) };
  const differences = isEmpty(difference) ? [] : [{ region: `${before} → ${after}`, difference, reach }];
  if (options.json === true) session.terminal.print(JSON.stringify(differenceJson(reach), null, 2));
  else printed(session, differences, options);
  const problems = found.flatMap(each => each.problems);
  for (const problem of problems) session.terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : exitCode(differences, options);
};

const both = (a: readonly EmittedRegion[], b: readonly EmittedRegion[]): readonly EmittedRegion[] =>
  [...new Map([...a, ...b].map(region => [region.path, region])).values()].sort((x, y) => (x.path < y.path ? -1 : 1));

/** Only files whose text differs are parsed, and the manifests of both sides where one of them differs. */
const compare = (before: string, after: string, region: EmittedRegion): RegionDifference => {
  const [old, now] = [before, after].map(folder => textsOf(folder, region)) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  const differing = (own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
    new Map([...own].filter(([path, text]) => other.get(path) !== text).map(([path, text]) => [path, path.endsWith('.json') ? JSON.parse(text) : parse(text)] as const));
  const flows = [...old.keys(), ...now.keys()].some(path => path.startsWith(MANIFESTS) && old.get(path) !== now.get(path));
  const state = (folder: string, own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): RegionState | null => (own.size === 0 ? null : {
    topology: readTopology(folder, region), documents: differing(own, other), connections: flows ? connectionsIn(own, join(folder, region.path), readTopology(folder, region)) : [],
  });
  const [a, b] = [state(before, old, now), state(after, now, old)];
  return { region: region.path, difference: differenceOf(a, b), reach: connectionDifference(a?.connections ?? [], b?.connections ?? []) };
};

const MANIFESTS = 'manifests/';

const connectionsIn = (texts: ReadonlyMap<string, string>, folder: string, topology: Topology): readonly Connection[] => {
  const { cluster, problems } = clusterOfTexts(new Map([...texts].filter(([path]) => path.startsWith(MANIFESTS))), folder, podAddressesOf(topology));
  if (problems.length > 0) throw new OutsideError(...problems);
  return connectionsOf(cluster);
};

const textsOf = (folder: string, region: EmittedRegion): ReadonlyMap<string, string> => new Map(['manifests', 'terraform'].flatMap(part =>
  filesBelow(join(folder, region.path, part), '.yaml', '.tf.json').map(path => [`${part}/${path}`, readText(join(folder, region.path, part, path))] as const)));

const TITLES: Readonly<Record<Section, string>> = {
  edges: 'who may talk to whom', connections: 'what policies let flow', workloads: 'workloads', numbers: 'numbers', objects: 'Kubernetes objects', resources: 'Terraform resources',
};
const SIGNS: Readonly<Record<Change['kind'], string>> = { added: '+', removed: '-', changed: '~' };

const summary = (difference: Difference, section: Section): string =>
  (['added', 'removed', 'changed'] as const).map(kind => ({ kind, number: difference[section].filter(change => change.kind === kind).length }))
    .filter(({ number }) => number > 0).map(({ kind, number }) => `${number} ${kind}`).join(', ');

const words = (differences: readonly RegionDifference[], { terminal: { paint } }: Session): string => {
  if (differences.length === 0) return 'no difference';
  const colours = { added: paint.green, removed: paint.red, changed: paint.yellow };
  return differences.flatMap(({ region, difference }) => [
    paint.bold(region),
    ...SECTIONS.filter(section => difference[section].length > 0).flatMap(section => [
      `  ${TITLES[section]}: ${summary(difference, section)}`,
      ...difference[section].flatMap(({ subject, kind, details }) => [
        colours[kind](`    ${SIGNS[kind]} ${subject}${kind !== 'changed' && details.length === 1 ? `  ${details[0]}` : ''}`),
        ...(kind === 'changed' ? details.map(detail => `        ${detail}`) : []),
      ]),
    ]),
  ]).join('\n');
};

const markdown = (differences: readonly RegionDifference[]): string => {
  if (differences.length === 0) return 'No difference.';
  return differences.flatMap(({ region, difference }) => [
    `## ${region}\n`,
    ...SECTIONS.filter(section => difference[section].length > 0).flatMap(section => [
      `<details${section === 'edges' ? ' open' : ''}><summary>${TITLES[section]}: ${plural(difference[section].length, 'difference')} (${summary(difference, section)})</summary>\n`,
      ...difference[section].map(({ subject, kind, details }) => `- ${kind} \`${subject}\`${details.length === 0 ? '' : `: ${details.map(detail => `\`${detail.replaceAll('`', "'")}\``).join(', ')}`}`),
      '\n</details>\n',
    ]),
  ]).join('\n');
};
