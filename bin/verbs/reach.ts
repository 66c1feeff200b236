/** `reach`: who may talk to whom in a cluster, from its files alone; notes and counts stand beside the result. */
import { join } from 'node:path';
import type { Connection } from '../../analysis/reach/kubernetes/connections.ts';
import { connectionJson, connectionsOf, connectionText } from '../../analysis/reach/kubernetes/connections.ts';
import { podAddressesOf } from '../../analysis/reach/kubernetes/pod-addresses.ts';
import { portsText } from '../../analysis/reach/ports.ts';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { isOutput, readTopology, requireReadable } from '../../io/emitted.ts';
import { OutsideError, problemText } from '../../io/problem.ts';
import type { Topology } from '../../model/index.ts';
import { clusterPicture } from '../../report/picture/cluster.ts';
import { networkPicture } from '../../report/picture/of.ts';
import { svgOf } from '../../report/picture/svg.ts';
import { csvOf } from '../../report/table.ts';
import type { ClusterInFolder } from '../clusters.ts';
import { clusterIn, sayNotes } from '../clusters.ts';
import { regionIn } from '../regions.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead, titleOf } from '../source.ts';
import { plural } from '../terminal.ts';

export interface ReachOptions extends Common {
  readonly csv?: boolean;
  readonly svg?: boolean;
}

export const reach = async (session: Session, dir: string, options: ReachOptions): Promise<ExitCode> => {
  requireReadable(dir);
  return isOutput(dir) ? reachOfOutput(session, dir, options) : reachOfFolder(session, dir, options);
};

const reachOfFolder = (session: Session, dir: string, options: ReachOptions): ExitCode => {
  const found = clusterIn(dir);
  const connections = connectionsOf(found.cluster);
  printed(session, options.json === true ? json(connections) : options.csv === true ? csv(COLUMNS, connections.map(cells))
    : options.svg === true ? svgOf(clusterPicture(found.cluster.workloads, connections)).trimEnd() : textOf(connections));
  return beside(session, found);
};

/** Every region that is meant, of each environment the primary first. */
const reachOfOutput = (session: Session, dir: string, options: ReachOptions): ExitCode => {
  const regions = regionsToRead(dir, options).map((region): ToRead => ({ ...region, topology: readTopology(dir, region) })).sort(byRole);
  if (options.svg === true) return drawn(session, dir, onlyOne(regions));
  const all = regions.map(({ path, topology }): Reached => {
    const found = clusterIn(join(dir, path, 'manifests'), podAddressesOf(topology));
    return { path, title: titleOf(topology), found, connections: connectionsOf(found.cluster) };
  });
  if (options.json === true) printed(session, regionsJson(all));
  if (options.csv === true) printed(session, csv(['region', ...COLUMNS], all.flatMap(({ path, connections }) => connections.map(connection => [path, ...cells(connection)]))));
  const codes = all.map(({ path, title, found, connections }, i) => {
    if (options.json !== true && options.csv !== true) printed(session, `${i === 0 ? '' : '\n'}${session.terminal.paint.bold(title)}\n${textOf(connections)}`.trimEnd());
    return beside(session, found, path);
  });
  return codes.includes(2) ? 2 : 0;
};

interface ToRead extends EmittedRegion {
  readonly topology: Topology;
}

interface Reached {
  /** `production/ap-southeast-3`. */
  readonly path: string;
  readonly title: string;
  readonly found: ClusterInFolder;
  readonly connections: readonly Connection[];
}

const byRole = (a: ToRead, b: ToRead): number => (a.environment < b.environment ? -1 : a.environment > b.environment ? 1 : Number(a.topology.region.role === 'standby') - Number(b.topology.region.role === 'standby'));

const onlyOne = (regions: readonly ToRead[]): ToRead => {
  const [first, ...others] = regions;
  if (first !== undefined && others.length === 0) return first;
  const environments = new Set(regions.map(({ environment }) => environment));
  throw new OutsideError({
    code: 'PT-001', where: '--svg', saw: environments.size > 1 ? plural(environments.size, 'environment') : regions.map(({ path }) => path).join(' and '),
    want: environments.size > 1 ? 'one environment: a picture is of one region' : '--region with one of them: a picture is of one region',
  });
};

const printed = ({ terminal }: Session, text: string): void => { if (text !== '') terminal.print(text); };

/** What stands beside a result, and the exit code that it means. */
const beside = ({ terminal }: Session, found: ClusterInFolder, region = ''): ExitCode => {
  sayNotes(found, terminal, region);
  for (const problem of found.problems) terminal.complain(problemText(problem));
  return found.problems.length > 0 ? 2 : 0;
};

/** The picture of an evidence bundle: both planes, the cluster's and the cloud's. */
const drawn = ({ terminal }: Session, dir: string, emitted: ToRead): ExitCode => {
  const { region, problems } = regionIn(dir, emitted);
  const { parties, connections } = surveyOf(region);
  terminal.print(svgOf(networkPicture({ environment: emitted.environment, region: emitted.region, parties, connections, source: '' })).trimEnd());
  for (const problem of problems) terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : 0;
};

const textOf = (connections: readonly Connection[]): string => connections.map(connectionText).join('\n');

/** A connection a line, so that a reviewer can compare two of them. */
const json = (connections: readonly Connection[]): string => `{${connectionsJson(connections, '')}}`;

const regionsJson = (all: readonly Reached[]): string =>
  `{"regions": [\n${all.map(({ path, connections }) => `  {"region": ${JSON.stringify(path)}, ${connectionsJson(connections, '  ')}}`).join(',\n')}\n]}`;

const connectionsJson = (connections: readonly Connection[], indent: string): string =>
  `"connections": ${connections.length === 0 ? '[]' : `[\n${connections.map(connection => `${indent}  ${JSON.stringify(connectionJson(connection))}`).join(',\n')}\n${indent}]`}`;

const COLUMNS = ['source', 'destination', 'connections'];
const cells = ({ from, to, ports }: Connection): readonly string[] => [from, to, portsText(ports)];

/** Without the end of its last line, which printing adds. */
const csv = (columns: readonly string[], rows: readonly (readonly string[])[]): string => csvOf({ columns, rows }).trimEnd();
