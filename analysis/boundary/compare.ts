/** What a plane's files say against what was declared. */
import type { Plane, PlaneDifference, Row } from './words.ts';

export const compare = ({ name, computed, declared }: Plane): PlaneDifference => {
  const has = new Set(computed.map(keyOf));
  const wants = new Set(declared.map(keyOf));
  return {
    plane: name,
    examined: has.size + wants.size,
    undeclared: computed.filter(row => !wants.has(keyOf(row))),
    missing: declared.filter(row => !has.has(keyOf(row))),
  };
};

const keyOf = ({ from, to, what }: Row): string => `${from}\n${to}\n${what}`;
