/** The right that somebody must have where packets are not enough: a grant of a database, access to Kafka, a statement of IAM, a secret that is mounted. */
import type { Side } from './sides.ts';
import type { BoundaryRegion, Right } from './words.ts';
import type { Hop } from '../reach/vocabulary.ts';

type Needs = NonNullable<Side['needs']>;

export const rightOf = (region: BoundaryRegion, from: Pick<Side, 'parties' | 'holders'>, { layer, targets }: Needs): Right | null => {
  const holders = new Set([...from.parties.map(({ key }) => key), ...from.holders]);
  return region.rights.find(right => right.layer === layer && targets.includes(right.target) && holders.has(right.holder)) ?? null;
};

/** The same as the last layer of a way. */
export const rightHop = (region: BoundaryRegion, from: Pick<Side, 'key' | 'parties' | 'holders'>, needs: Needs): Hop => {
  const right = rightOf(region, from, needs);
  if (right !== null) return { layer: right.layer, file: right.file, path: right.path, says: right.says, allows: true };
  const who = from.parties[0]?.key ?? from.key;
  return { layer: needs.layer, file: '', path: '', says: `nothing gives ${who} a right on ${needs.targets[0] ?? ''}${needs.targets.length > 1 ? ' or what is in it' : ''}`, allows: false };
};
