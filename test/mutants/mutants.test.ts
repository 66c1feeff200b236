/**
 * Changes of what production and a laptop emit, each found by the rule that should find it, at the object that was changed.
 *
 * Mutants of different objects share a copy of the region, so that one run of the rules and one reading of the paths judge many; no two
 * mutants of a copy announce the same finding, so that each is found for itself.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Topology } from '../../model/index.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { CLUSTER, DATA, EDGE, IN_STANDBY, KEYS, LOGS, NETWORK, RIGHTS, VALUES, WORLD } from './cloud.ts';
import type { Found } from './copies.ts';
import { edited, filesOf, foundIn, meet } from './copies.ts';
import { PODS, POLICIES, RBAC, ROOM, SECRETS, SERVICES, STORES } from './kubernetes.ts';
import type { Mutant } from './mutant.ts';

const IN_PRODUCTION: readonly Mutant[] = [...WORLD, ...NETWORK, ...EDGE, ...LOGS, ...CLUSTER, ...RIGHTS, ...KEYS, ...DATA, ...VALUES, ...POLICIES, ...PODS, ...SERVICES, ...SECRETS, ...RBAC, ...ROOM];

const HOMES: readonly (readonly [topology: Topology, mutants: readonly Mutant[]])[] = [
  [topologyOf('production', PRIMARY), IN_PRODUCTION], [topologyOf('production', STANDBY), IN_STANDBY], [topologyOf('local'), STORES],
];

/** Mutants that share a copy: they touch different things, and are known by different findings. */
const shared = (mutants: readonly Mutant[]): readonly (readonly Mutant[])[] => {
  const copies: Mutant[][] = [];
  for (const mutant of mutants) {
    const fits = copies.find(copy => !copy.some(other => other.edits.some(one => mutant.edits.some(another => meet(one, another))) || other.finds.some(finding => mutant.finds.includes(finding))));
    if (fits === undefined) copies.push([mutant]);
    else fits.push(mutant);
  }
  return copies;
};

/** Found by a rule that is silent about whatever another one has named: kept apart, lest another mutant bring a name. */
const isLastWord = ({ finds }: Mutant): boolean => finds.some(finding => /^PT-264 /.test(finding));

const judged = HOMES.map(([topology, mutants]) => ({ topology, copies: [[], ...shared(mutants.filter(mutant => !isLastWord(mutant))), ...shared(mutants.filter(isLastWord))].map((copy, index) => ({ name: `${index}/${topology.region.name}`, mutants: copy })) }));

const results = new Map<readonly Mutant[], ReadonlySet<string>>();

const asText = (found: readonly Found[]): ReadonlySet<string> => new Set(found.map(({ code, object }) => `${code} ${object}`));

beforeAll(async () => {
  for (const { topology, copies } of judged) {
    const files = filesOf(topology);
    const found = await foundIn(files, new Map(copies.map(({ name, mutants }) => [name, edited(files, mutants.flatMap(({ edits }) => edits))])));
    for (const { name, mutants } of copies) results.set(mutants, asText(found.get(name) ?? []));
  }
}, 300_000);

describe.each(judged.map(({ topology, copies }) => [`${topology.environment.name} ${topology.region.name}`, copies] as const))('in %s', (_, copies) => {
  test('nothing is found before anything is changed', () => {
    expect([...results.get(copies[0]?.mutants ?? []) ?? ['no result']]).toEqual([]);
  });

  test.each(copies.flatMap(({ mutants }) => mutants.map(mutant => [mutant.name, mutant, mutants] as const)))('%s', (__, { finds }, mutants) => {
    expect(finds.length).toBeGreaterThan(0);
    expect([...results.get(mutants) ?? []]).toEqual(expect.arrayContaining([...finds]));
  });
});

test('there are as many as were promised, with a name each', () => {
  const names = HOMES.flatMap(([, mutants]) => mutants.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(80);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
