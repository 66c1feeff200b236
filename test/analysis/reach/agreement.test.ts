import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cluster } from '../../../analysis/reach/kubernetes/cluster.ts';
import { clusterOf } from '../../../analysis/reach/kubernetes/cluster.ts';
import { connectionsOf } from '../../../analysis/reach/kubernetes/connections.ts';
import type { Party } from '../../../analysis/reach/kubernetes/explain.ts';
import { explain, portsBetween } from '../../../analysis/reach/kubernetes/explain.ts';
import { notesOf } from '../../../analysis/reach/kubernetes/notes.ts';
import type { Protocol } from '../../../analysis/reach/ports.ts';
import { hasPort, portsText, PROTOCOLS } from '../../../analysis/reach/ports.ts';
import type { GeneratedCluster } from './generated.ts';
import { CIDRS, cluster, largerCluster, objectsOf } from './generated.ts';
import type { End } from './naive.ts';
import { mayTalk } from './naive.ts';

/** Every port at which an answer can change, and its neighbours. */
const PORTS = [1, 2, 52, 53, 54, 78, 79, 80, 81, 82, 442, 443, 444, 8079, 8080, 8081, 65_534, 65_535];
const ADDRESSES = [...CIDRS, '10.1.2.0/24', '128.0.0.0/32'].flatMap(cidr => {
  const [base = '', length = ''] = cidr.split('/');
  const first = base.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const end = first + 2 ** (32 - Number(length)) - 1;
  return [first - 1, first, end, end + 1].filter(address => address >= 0 && address < 2 ** 32);
});
const written = (address: number): string => [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');

const read = (generated: GeneratedCluster): Cluster => clusterOf(objectsOf(generated).map((value, index) => ({ file: 'all.yaml', index, value })));

/** Everybody as the naive evaluator and as `analysis` know him. */
const ends = (generated: GeneratedCluster, { workloads }: Cluster): readonly { readonly end: End; readonly party: Party; readonly peer: string }[] => [
  ...generated.workloads.flatMap(each => {
    const peer = `${each.namespace}/${each.name}[${each.kind}]`;
    const party = workloads.find(workload => workload.peer === peer);
    return party === undefined ? [] : [{ end: each, party, peer }];
  }),
  ...[...new Set(ADDRESSES)].map(address => ({ end: written(address), party: address, peer: '' })),
];

const range = /^(\d+)\.(\d+)\.(\d+)\.(\d+)-(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
const within = (peer: string, address: number): boolean => {
  const [, ...bytes] = (range.exec(peer) ?? []).map(Number);
  const number = (part: readonly number[]): number => part.reduce((sum, byte) => sum * 256 + byte, 0);
  return bytes.length === 8 && number(bytes.slice(0, 4)) <= address && address <= number(bytes.slice(4));
};

const RUNS = 2_500;

it('every connection that is printed may flow, and every one that may flow is printed: a second evaluator agrees on generated clusters', () => {
  let compared = 0;
  fc.assert(fc.property(cluster, generated => {
    const model = read(generated);
    expect(model.problems).toEqual([]);
    const connections = connectionsOf(model);
    const all = ends(generated, model);
    const wrong: string[] = [];
    for (const from of all) {
      for (const to of all) {
        if (from === to || (typeof from.party === 'number' && typeof to.party === 'number')) continue;
        const fits = (peer: string, end: typeof from): boolean => (typeof end.party === 'number' ? within(peer, end.party) : peer === end.peer);
        const printed = connections.filter(connection => fits(connection.from, from) && fits(connection.to, to));
        if (printed.length > 1) wrong.push(`${printed.length} lines for one pair`);
        for (const protocol of PROTOCOLS) {
          for (const port of PORTS) {
            const wanted = mayTalk(generated, from.end, to.end, protocol, port);
            if (wanted !== printed.some(({ ports }) => hasPort(ports, protocol, port))) wrong.push(`${from.peer || from.end} => ${to.peer || to.end} ${protocol} ${port}: ${wanted}`);
          }
          compared += PORTS.length;
        }
      }
    }
    expect(wrong).toEqual([]);
  }), { numRuns: RUNS });
  expect(compared).toBeGreaterThan(RUNS * 100);
});

it('in larger clusters, where broad rules are compared by their ports first, nobody is forgotten', () => {
  fc.assert(fc.property(largerCluster, generated => {
    const model = read(generated);
    const printed = new Map(connectionsOf(model).map(({ from, to, ports }) => [`${from} => ${to}`, portsText(ports)]));
    const wrong = model.workloads.flatMap(from => model.workloads.filter(to => to !== from).filter(to => (printed.get(`${from.peer} => ${to.peer}`) ?? '') !== portsText(portsBetween(model, from, to))));
    expect(wrong).toEqual([]);
  }), { numRuns: 150 });
});

it('an explanation names a rule on each side exactly where the connection exists, and else a policy that stops it', () => {
  fc.assert(fc.property(cluster, fc.constantFrom<Protocol>(...PROTOCOLS), fc.constantFrom(...PORTS), (generated, protocol, port) => {
    const model = read(generated);
    const all = ends(generated, model).filter(({ party }) => typeof party !== 'number' || party % 2 === 0);
    for (const from of all) {
      for (const to of all) {
        if (from === to || (typeof from.party === 'number' && typeof to.party === 'number')) continue;
        const { hops, ports } = explain(model, from.party, to.party, protocol, port);
        const wanted = mayTalk(generated, from.end, to.end, protocol, port);
        expect(hasPort(ports, protocol, port)).toBe(wanted);
        expect(hasPort(portsBetween(model, from.party, to.party), protocol, port)).toBe(wanted);
        expect(hops.every(({ allows }) => allows)).toBe(wanted);
        expect(hops.some(({ layer }) => layer === 'egress policy')).toBe(typeof from.party !== 'number');
        expect(hops.some(({ layer }) => layer === 'ingress policy')).toBe(typeof to.party !== 'number');
      }
    }
  }), { numRuns: 300 });
});

it('taking away a policy that is called redundant changes no connection', () => {
  let seen = 0;
  fc.assert(fc.property(cluster, generated => {
    const before = connectionsOf(read(generated));
    for (const { says } of notesOf(read(generated)).filter(({ kind }) => kind === 'redundant' || kind === 'selects nothing')) {
      const [, namespace, name] = /^NetworkPolicy (\w+)\/(\w+) /.exec(says) ?? [];
      const policies = generated.policies.filter(({ metadata }) => metadata.namespace !== namespace || metadata.name !== name);
      expect(policies).toHaveLength(generated.policies.length - 1);
      expect(connectionsOf(read({ ...generated, policies }))).toEqual(before);
      seen += 1;
    }
  }), { numRuns: 1_000 });
  expect(seen).toBeGreaterThan(50);
});
