/** `reach`: who may talk to whom in a cluster, from its files alone; notes and counts stand beside the result. */
import { join } from 'node:path';
import type { Connection } from '../../analysis/reach/kubernetes/connections.ts';
import { connectionJson, connectionsOf, connectionText } from '../../analysis/reach/kubernetes/connections.ts';
import { podAddressesOf } from '../../analysis/reach/kubernetes/pod-addresses.ts';
import { portsText } from '../../analysis/reach/ports.ts';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { isOutput, readTopology, requireReadable } from '../../io/emitted.ts';
import { problemText } from '../../io/problem.ts';
import type { Topology } from '../../model/index.ts';
import { clusterPicture } from '../../report/picture/cluster.ts';
import { networkPicture } from '../../report/picture/of.ts';
import { svgOf } from '../../report/picture/svg.ts';
import { csvOf } from '../../report/table.ts';
import { clusterIn, sayNotes } from '../clusters.ts';
import { regionIn } from '../regions.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead } from '../source.ts';

export interface ReachOptions extends Common {
  readonly csv?: boolean;
  readonly svg?: boolean;
}

export const reach = async (session: Session, dir: string, options: ReachOptions): Promise<ExitCode> => {
  const { terminal } = session;
  requireReadable(dir);
  const region = isOutput(dir) ? regionToRead(dir, options) : null;
  if (options.svg === true && region !== null) return drawn(session, dir, region);
  const found = region === null ? clusterIn(dir) : clusterIn(join(dir, region.path, 'manifests'), podAddressesOf(region.topology));
  const connections = connectionsOf(found.cluster);
  const text = options.json === true ? json(connections) : options.csv === true ? csv(connections)
    : options.svg === true ? svgOf(clusterPicture(found.cluster.workloads, connections)).trimEnd() : connections.map(connectionText).join('\n');
  if (text !== '') terminal.print(text);
  sayNotes(found, terminal);
  for (const problem of found.problems) terminal.complain(problemText(problem));
  return found.problems.length > 0 ? 2 : 0;
};

/** A cluster is a region: of an output the primary's, unless another is named. */
const regionToRead = (dir: string, options: Common): ToRead => {
  const regions = regionsToRead(dir, options).map((region): ToRead => ({ ...region, topology: readTopology(dir, region) }));
  return regions.find(({ topology }) => topology.region.role === 'primary') ?? regions[0] as ToRead;
};

interface ToRead extends EmittedRegion {
  readonly topology: Topology;
}

/** The picture of an evidence bundle: both planes, the cluster's and the cloud's. */
const drawn = ({ terminal }: Session, dir: string, emitted: ToRead): ExitCode => {
  const { region, problems } = regionIn(dir, emitted);
  const { parties, connections } = surveyOf(region);
  terminal.print(svgOf(networkPicture({ environment: emitted.environment, region: emitted.region, parties, connections, source: '' })).trimEnd());
  for (const problem of problems) terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : 0;
};

/** A connection a line, so that a reviewer can compare two of them. */
const json = (connections: readonly Connection[]): string =>
  (connections.length === 0 ? '{"connections": []}' : `{"connections": [\n${connections.map(connection => `  ${JSON.stringify(connectionJson(connection))}`).join(',\n')}\n]}`);

/** Without the end of its last line, which printing adds. */
const csv = (connections: readonly Connection[]): string =>
  csvOf({ columns: ['source', 'destination', 'connections'], rows: connections.map(({ from, to, ports }) => [from, to, portsText(ports)]) }).trimEnd();
