/** Every file of an evidence bundle but its manifest, which holds the hashes of all of them. */
import { dataPicture, networkPicture } from '../picture/of.ts';
import { svgOf } from '../picture/svg.ts';
import { csvOf } from '../table.ts';
import { pageOf, significantTitle } from './page.ts';
import { requirementsOf } from './requirements.ts';
import { stateOf } from './state.ts';
import { tablesOf } from './tables.ts';
import type { Evidence } from './words.ts';

/** Name of the file that later bundles are compared with. */
export const STATE = 'boundary.json';

export const bundleOf = (evidence: Evidence): ReadonlyMap<string, string> => {
  const { environment, regions, changes, asOf, boundary } = evidence;
  const tables = tablesOf(evidence);
  const source = `boundary ${boundary.slice(0, 12)}, judged as of ${asOf}`;
  const pictures = new Map(regions.flatMap(({ name, survey: { parties, connections } }) => {
    const drawn = { environment, region: name, parties, connections, source };
    return [[`network-${name}.svg`, svgOf(networkPicture(drawn))], [`dataflow-${name}.svg`, svgOf(dataPicture(drawn))]] as const;
  }));
  const files = new Map<string, string>([
    ...tables.map(table => [`${table.name}.csv`, csvOf(table)] as const),
    ...pictures,
    [STATE, json(stateOf(environment, regions))],
    ['connections.json', json(regions.map(({ name, survey }) => ({ region: name, connections: survey.connections })))],
    ['scope.json', json(regions.map(({ name, survey }) => ({ region: name, parties: survey.parties })))],
    ['questions.json', json(regions.map(({ name, survey }) => ({ region: name, answers: survey.answers })))],
    ...(changes === null ? [] : [
      ['diff/summary.md', summaryOf(evidence)] as const,
      ['diff/diff.json', json({ against: changes.against, changes: changes.changes })] as const,
    ]),
  ]);
  const requirements = requirementsOf(evidence, [...files.keys(), 'manifest.json']);
  files.set('requirements.csv', csvOf({ columns: ['requirement', 'asks', 'status', 'shown by', 'rests with people or others'], rows: requirements.map(({ id, asks, status, shown, rest }) => [id, asks, status, shown.join(', '), rest]) }));
  files.set('index.html', pageOf(evidence, { tables, requirements, pictures }));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Words first: what opens the boundary, then the rest. */
const summaryOf = (evidence: Evidence): string => {
  const { environment, changes } = evidence;
  const { against, changes: all } = changes as NonNullable<Evidence['changes']>;
  const [significant, others] = [all.filter(change => change.significant), all.filter(change => !change.significant)];
  const items = (found: typeof all): readonly string[] => (found.length === 0 ? ['none'] : found.map(({ says }) => `- ${says.replaceAll('|', '\\|').replaceAll('<', '&lt;')}`));
  return [`# What changed at the boundary of ${environment}`, '', `Against bundle ${against.slice(0, 12)}.`, '', `## ${significantTitle(evidence)}`, '', ...items(significant), '', '## Others', '', ...items(others), ''].join('\n');
};
