import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionsOf } from '../../analysis/reach/kubernetes/connections.ts';
import { portsText } from '../../analysis/reach/ports.ts';
import { clusterIn, clusterOfTexts } from '../../bin/clusters.ts';
import { clusterPicture } from '../../report/picture/cluster.ts';
import { svgOf } from '../../report/picture/svg.ts';

const FOREIGN = join(import.meta.dirname, '../fixtures/foreign');

const pod = (i: number): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: p${i}, namespace: n${i % 3}, labels: { app: a${i} } }\nspec: {}\n`;
const closed = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: some, namespace: n1 }\nspec: { podSelector: { matchLabels: { app: a1 } }, ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }] }\n';
const generated = clusterOfTexts(new Map([...Array.from({ length: 15 }, (_, i) => [`${i}.yaml`, pod(i)] as const), ['p.yaml', closed]]), '', []).cluster;

describe.each([...readdirSync(FOREIGN).map(name => [name, clusterIn(join(FOREIGN, name)).cluster] as const), ['of pods that mostly no policy selects', generated] as const])('the picture of a cluster %s', (_, cluster) => {
  const connections = connectionsOf(cluster);
  const picture = clusterPicture(cluster.workloads, connections);

  it('has every connection once, a line of a namespace being one for each of its workloads', () => {
    const members = (end: string): readonly string[] => (end.startsWith('namespace ') ? picture.nodes.filter(({ area }) => area === end).map(({ key }) => key) : [end]);
    const lines = picture.edges.flatMap(({ from, to, says }) => members(from).flatMap(a => members(to).filter(b => b !== a).map(b => `${a} => ${b}${says.slice(says.lastIndexOf(' : '))}`)));
    const rows = connections.map(({ from, to, ports, outside }) => `${outside?.end === 'from' ? 'from ' : ''}${from} => ${outside?.end === 'to' ? 'to ' : ''}${to} : ${portsText(ports)}`);
    expect(lines.sort()).toEqual(rows.sort());
  });

  it('has a place for every end of a line', () => {
    const svg = svgOf(picture);
    expect(svg).not.toMatch(/NaN|undefined/);
    expect([...svg.matchAll(/data-ids="/g)]).toHaveLength(picture.edges.length);
  });
});

it('draws what a whole namespace may do as one line', () => {
  const connections = connectionsOf(generated);
  const { edges } = clusterPicture(generated.workloads, connections);
  expect(edges.length).toBeLessThan(connections.length / 4);
  expect(edges.map(({ says }) => says)).toContain('every workload of namespace n0 => every workload of namespace n2 : All Connections');
});
