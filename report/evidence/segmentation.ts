/** Test vectors for whoever tests the segmentation (PCI DSS v4.0.1 11.4.5): both sides of the border of the CDE, allowed and denied. */
import type { Survey } from '../../analysis/boundary/survey.ts';

/** From, to, protocol, port, expectation; parties that a tester can stand at, ports that something behind the border answers on. */
export const segmentationTests = ({ parties, connections }: Pick<Survey, 'parties' | 'connections'>): readonly (readonly string[])[] => {
  const scoped = new Map(parties.map(({ key, computed }) => [key, computed === 'cde']));
  const allowed = new Set(connections.map(({ from, to, protocol, port }) => `${from} ${to} ${protocol} ${port}`));
  const answering = new Map<string, Set<string>>();
  for (const { to, protocol, port } of connections) answering.set(to, (answering.get(to) ?? new Set()).add(`${protocol} ${port}`));
  const testers = parties.filter(({ kind, key }) => kind === 'workload' || kind === 'job' || key === 'network/internet' || key === 'network/operators').map(({ key }) => key);
  return testers.flatMap(from => [...answering].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([to]) => to !== from && scoped.get(from) !== scoped.get(to))
    .flatMap(([to, ports]) => [...ports].sort().map(port => [from, to, ...port.split(' '), allowed.has(`${from} ${to} ${port}`) ? 'allowed' : 'denied'])));
};
