/** `reach`: who may talk to whom in a cluster, from its files alone; notes and counts stand beside the result. */
import { join } from 'node:path';
import type { Connection } from '../../analysis/reach/kubernetes/connections.ts';
import { connectionJson, connectionsOf, connectionText } from '../../analysis/reach/kubernetes/connections.ts';
import { podAddressesOf } from '../../analysis/reach/kubernetes/pod-addresses.ts';
import { portsText } from '../../analysis/reach/ports.ts';
import { isOutput, readTopology, requireReadable } from '../../io/emitted.ts';
import { problemText } from '../../io/problem.ts';
import type { ClusterInFolder } from '../clusters.ts';
import { clusterIn, sayNotes } from '../clusters.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead } from '../source.ts';

export interface ReachOptions extends Common {
  readonly csv?: boolean;
}

export const reach = async (session: Session, dir: string, options: ReachOptions): Promise<ExitCode> => {
  const { terminal } = session;
  const found = clusterToRead(dir, options);
  const connections = connectionsOf(found.cluster);
  const text = options.json === true ? json(connections) : options.csv === true ? csv(connections) : connections.map(connectionText).join('\n');
  if (text !== '') terminal.print(text);
  sayNotes(found, terminal);
  for (const problem of found.problems) terminal.complain(problemText(problem));
  return found.problems.length > 0 ? 2 : 0;
};

/** A cluster is a region: of an output the primary's, unless another is named. Any other folder is one cluster. */
const clusterToRead = (dir: string, options: Common): ClusterInFolder => {
  requireReadable(dir);
  if (!isOutput(dir)) return clusterIn(dir);
  const regions = regionsToRead(dir, options).map(({ path, ...region }) => ({ path, topology: readTopology(dir, { path, ...region }) }));
  const primary = regions.find(({ topology }) => topology.region.role === 'primary') ?? regions[0];
  return primary === undefined ? clusterIn(dir) : clusterIn(join(dir, primary.path, 'manifests'), podAddressesOf(primary.topology));
};

/** A connection a line, so that a reviewer can compare two of them. */
const json = (connections: readonly Connection[]): string =>
  (connections.length === 0 ? '{"connections": []}' : `{"connections": [\n${connections.map(connection => `  ${JSON.stringify(connectionJson(connection))}`).join(',\n')}\n]}`);

const csv = (connections: readonly Connection[]): string =>
  ['source,destination,connections', ...connections.map(({ from, to, ports }) => [from, to, portsText(ports)].map(cell).join(','))].join('\r\n');

/** Quoted where a comma would part it; a name that a spreadsheet would take for a formula begins with an apostrophe. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
