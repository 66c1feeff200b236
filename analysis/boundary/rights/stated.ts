/** Rights as they are found, one statement after another, and as they are told: one for each holder, target and condition. */
import type { Place, Right } from '../words.ts';

/** A right of one statement, before those of others join it. */
export interface StatedRight extends Place {
  readonly holder: string;
  readonly target: string;
  readonly actions: readonly string[];
  readonly when: readonly string[];
}

/** What several statements say of the same holder, target and condition is one right, with the place of each in its words. */
export const joined = (layer: Right['layer'], rights: readonly StatedRight[]): readonly Right[] => {
  const groups = new Map<string, StatedRight[]>();
  for (const right of rights) {
    const key = JSON.stringify([right.holder, right.target, right.when]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [right]);
    else group.push(right);
  }
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const actions = [...new Set(group.flatMap(right => right.actions))].sort();
    const places = [...new Set(group.map(({ file, path }) => `${file} ${path}`))].slice(1);
    const says = [`${first.holder} ${whatOf({ actions, when: first.when })} on ${first.target}`, ...places.map(place => `also in ${place}`)].join('; ');
    return [{ layer, holder: first.holder, target: first.target, actions, when: first.when, file: first.file, path: first.path, says }];
  });
};

/** Actions with what narrows them, as a row tells them. */
export const whatOf = ({ actions, when }: Pick<Right, 'actions' | 'when'>): string => [actions.join(', '), ...when].join('; ');
