import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_ADDRESSES, cidrAddresses } from '../../../analysis/reach/addresses.ts';
import { clusterOf } from '../../../analysis/reach/kubernetes/cluster.ts';
import { connectionsOf, connectionText } from '../../../analysis/reach/kubernetes/connections.ts';
import { explain } from '../../../analysis/reach/kubernetes/explain.ts';
import { notesOf } from '../../../analysis/reach/kubernetes/notes.ts';
import type { Reading } from '../../../io/documents.ts';
import { documentsBelow } from '../../../io/documents.ts';

const FOLDER = 'test/fixtures/foreign';
const read = (name: string) => {
  const reading: Reading = { files: 0, problems: [] };
  const cluster = clusterOf(documentsBelow(join(FOLDER, name), reading));
  expect(reading.problems).toEqual([]);
  expect(cluster.problems).toEqual([]);
  return cluster;
};

describe.each(readdirSync(FOLDER))('the cluster %s', name => {
  it('has the connections that a person worked out, and no others', () => {
    expect(connectionsOf(read(name)).map(each => `${connectionText(each)}\n`).join('')).toBe(readFileSync(join(FOLDER, name, 'expected.txt'), 'utf8'));
  });

  it('has the notes that it deserves', () => {
    const notes = notesOf(read(name)).map(({ kind, file, says }) => `${kind}: ${file === '' ? '' : `${file}: `}${says}\n`).join('');
    const wanted = join(FOLDER, name, 'notes.txt');
    expect(notes).toBe(existsSync(wanted) ? readFileSync(wanted, 'utf8') : '');
  });
});

it('a block that touches the pods\' own addresses means pods too where they have addresses of the network, and it is said', () => {
  const documents = [...documentsBelow(join(FOLDER, 'addresses'), { files: 0, problems: [] })];
  const between = (cidr: string) => {
    const cluster = clusterOf(documents, [cidrAddresses(cidr) ?? ALL_ADDRESSES]);
    const lines = connectionsOf(cluster).map(connectionText).filter(line => line.startsWith('a/out[Pod] => a/in[Pod]'));
    return { lines, notes: notesOf(cluster).filter(({ kind }) => kind === 'pod addresses').map(({ says }) => says) };
  };
  expect(between('10.1.3.0/24')).toMatchObject({ lines: [] });
  expect(between('10.9.0.0/16')).toEqual({ lines: ['a/out[Pod] => a/in[Pod] : TCP 443'], notes: [
    'NetworkPolicy a/in spec.ingress[0].from[0] means pods too: 0.0.0.0/1 holds addresses that they may have',
    'NetworkPolicy a/out spec.egress[0].to[0] means pods too: 10.0.0.0/8 without 10.1.0.0/16, 10.1.4.0/24 holds addresses that they may have',
  ] });
});

describe('an explanation', () => {
  const cluster = read('shop');
  const workload = (peer: string) => cluster.workloads.find(each => each.peer === peer) ?? 0;

  it('names the rule and the peer on each side', () => {
    expect(explain(cluster, workload('shop/web[Deployment]'), workload('shop/db[StatefulSet]'), 'TCP', 5432).hops).toEqual([
      { layer: 'egress policy', file: 'all.yaml', path: 'NetworkPolicy shop/web spec.egress[0].to[0]', says: 'allows All Connections to pods with app not in (web) in shop', allows: true },
      { layer: 'ingress policy', file: 'all.yaml', path: 'NetworkPolicy shop/db spec.ingress[0].from[0]', says: 'allows TCP sql from pods with app=web in shop', allows: true },
    ]);
  });

  it('names the policy that stops a connection, and says where none isolates', () => {
    expect(explain(cluster, workload('monitoring/scraper[Pod]'), workload('shop/db[StatefulSet]'), 'TCP', 5432).hops).toEqual([
      { layer: 'egress policy', file: 'all.yaml', path: 'Pod monitoring/scraper', says: 'no policy isolates it for egress: everything may flow', allows: true },
      { layer: 'ingress policy', file: 'all.yaml', path: 'NetworkPolicy shop/db spec.ingress', says: 'isolates shop/db[StatefulSet], and no rule allows TCP 5432 from monitoring/scraper[Pod]', allows: false },
    ]);
  });
});
