/** The names nearest to a mistyped one, best first: those that contain it, then those with the fewest letters changed; none where more than a third would change. */
export const nearest = (asked: string, names: readonly string[], most = 3): readonly string[] => {
  const contains = asked.length < 3 ? [] : names.filter(name => name.includes(asked)).slice(0, most);
  if (contains.length > 0) return contains;
  return names.map(name => ({ name, distance: distance(asked, name) })).filter(({ distance: changed }) => changed <= Math.max(1, Math.floor(asked.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1)).slice(0, most).map(({ name }) => name);
};

/** Letters added, left out, replaced, or swapped with their neighbour. */
const distance = (a: string, b: string): number => {
  const [from, to] = [[...a], [...b]];
  let before: readonly number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, char] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries()) {
      const isSwapped = i > 0 && j > 0 && char === to[j - 1] && from[i - 1] === other;
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (char === other ? 0 : 1), isSwapped ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
};
