/** A picture of any cluster: namespaces are areas, what everybody of one may do is one line, addresses outside stand at the top when they call and at the bottom when they are called. */
import { push } from '../../analysis/reach/multimap.ts';
import { portsText } from '../../analysis/reach/ports.ts';
import type { Connection } from '../../analysis/reach/kubernetes/connections.ts';
import type { Workload } from '../../analysis/reach/kubernetes/workloads.ts';
import type { Picture, PictureArea, PictureEdge, PictureNode } from './words.ts';

/** Namespaces beside each other. */
const WIDEST_ROW = 4;

interface Line {
  /** Key of a node, or name of an area. */
  readonly from: string;
  readonly to: string;
  readonly fromArea: string;
  readonly toArea: string;
  readonly ports: string;
}

export const clusterPicture = (workloads: readonly Pick<Workload, 'peer' | 'namespace' | 'name'>[], connections: readonly Connection[]): Picture => {
  const inside = workloads.map(({ peer, namespace, name }) => node(peer, name, `namespace ${namespace}`));
  const outside = connections.flatMap(({ outside: out, from, to }) => (out === null ? [] : [out.end === 'from' ? node(callerKey(from), from, 'callers') : node(calleeKey(to), to, 'callees')]));
  const nodes = [...new Map([...inside, ...outside].map(each => [each.key, each])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const areaOf = new Map(nodes.map(({ key, area }) => [key, area]));
  const ends = connections.map(({ from, to, ports, outside: out }): Line => {
    const [start, end] = [out?.end === 'from' ? callerKey(from) : from, out?.end === 'to' ? calleeKey(to) : to];
    return { from: start, to: end, fromArea: areaOf.get(start) ?? '', toArea: areaOf.get(end) ?? '', ports: portsText(ports) };
  });
  return {
    title: 'connections', about: 'Every connection that network policies let through, computed from the files of a cluster. A line of a whole namespace is one for each workload of it.', source: '',
    areas: areasIn(nodes, ends), nodes, edges: shared(ends, nodes).map(edge),
  };
};

const node = (key: string, label: string, area: string): PictureNode => ({ key, label, area, cde: false });
/** The same addresses may call and be called. */
const callerKey = (addresses: string): string => `from ${addresses}`;
const calleeKey = (addresses: string): string => `to ${addresses}`;

const edge = ({ from, to, ports }: Line): PictureEdge =>
  ({ ids: [`${from}=>${to}`.replaceAll(' ', '_')], from, to, says: `${said(from)} => ${said(to)} : ${ports}`, kind: 'any', crosses: false });
const said = (end: string): string => (end.startsWith('namespace ') ? `every workload of ${end}` : end.replace(/^(from|to) /, ''));

/** Whoever reaches all of an area on the same ports has one line to it; whatever all of an area reach so has one line from it. */
const shared = (lines: readonly Line[], nodes: readonly PictureNode[]): readonly Line[] => {
  const members = new Map<string, number>();
  for (const { area } of nodes) members.set(area, (members.get(area) ?? 0) + 1);
  const isWhole = (area: string, others: number, isOwn: boolean): boolean => area.startsWith('namespace ') && others > 1 && others === (members.get(area) ?? 0) - Number(isOwn);
  const toAreas = [...grouped(lines, ({ from, toArea, ports }) => [from, toArea, ports])].flatMap(group => {
    const [first] = group;
    return first !== undefined && isWhole(first.toArea, group.length, first.fromArea === first.toArea) ? [{ ...first, to: first.toArea }] : group;
  });
  return [...grouped(toAreas, ({ fromArea, to, ports }) => [fromArea, to, ports])].flatMap(group => {
    const [first] = group;
    return first !== undefined && isWhole(first.fromArea, group.length, first.to === first.toArea ? false : first.fromArea === first.toArea) ? [{ ...first, from: first.fromArea }] : group;
  });
};

const grouped = (lines: readonly Line[], by: (line: Line) => readonly string[]): Iterable<readonly Line[]> => {
  const groups = new Map<string, Line[]>();
  for (const line of lines) push(groups, by(line).join('\n'), line);
  return groups.values();
};

/** Namespaces in order of their distance from outside callers, four to a row. */
const areasIn = (nodes: readonly PictureNode[], lines: readonly Line[]): readonly PictureArea[] => {
  const names = [...new Set(nodes.map(({ area }) => area))].sort();
  const called = new Map<string, Set<string>>();
  for (const { fromArea, toArea } of lines) called.set(fromArea, (called.get(fromArea) ?? new Set()).add(toArea));
  const ordered = new Set<string>(['callers']);
  for (const area of ordered) for (const next of [...called.get(area) ?? []].sort()) ordered.add(next);
  for (const name of names) ordered.add(name);
  const namespaces = [...ordered].filter(name => name.startsWith('namespace '));
  const rows = Math.ceil(namespaces.length / WIDEST_ROW);
  const area = (name: string, title: string, row: number): PictureArea => ({ name, title, scope: null, row, aside: false });
  return [
    ...(names.includes('callers') ? [area('callers', 'addresses that call', 0)] : []),
    ...namespaces.map((name, i) => area(name, name, 1 + Math.floor(i / WIDEST_ROW))),
    ...(names.includes('callees') ? [area('callees', 'addresses that are called', rows + 1)] : []),
  ];
};
