/** Rows of the planes of rights: what rights say, and how a declared fact is told in the same words. */
import type { Plane, Right } from '../words.ts';
import { whatOf } from '../rights/stated.ts';

export const rowsOf = (rights: readonly Right[], layer: Right['layer'], what: (right: Right) => string = whatOf): Plane['computed'] =>
  rights.filter(right => right.layer === layer).map(right => ({ from: right.holder, to: right.target, what: what(right), file: right.file, path: right.path, says: right.says }));

/** Something that the topology declares: a holder, a target, what he may do with it, and the fact behind it. */
export interface Fact {
  readonly from: string;
  readonly to: string;
  readonly actions: readonly string[];
  readonly when?: readonly string[];
  readonly because: string;
}

/** Facts about the same holder, target and condition are one row. */
export const declaredRows = (facts: readonly Fact[]): Plane['declared'] => {
  const rows = new Map<string, { readonly fact: Fact; readonly when: readonly string[]; readonly actions: Set<string> }>();
  for (const fact of facts) {
    const when = [...fact.when ?? []].sort();
    const key = JSON.stringify([fact.from, fact.to, when]);
    const row = rows.get(key) ?? { fact, when, actions: new Set<string>() };
    for (const action of fact.actions) row.actions.add(action);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ fact: { from, to, because }, when, actions }) => ({ from, to, what: whatOf({ actions: [...actions].sort(), when }), because }));
};
