/** What differs between two documents, as words. Lists are compared by what stands in them: a position is nobody's name. */

/** Fields that differ, each as `path: before → after`; a member of a list as added or removed. */
export const fieldWords = (a: unknown, b: unknown): readonly string[] => leaves(a, b, '');

type Tree = Readonly<Record<string, unknown>>;

const leaves = (a: unknown, b: unknown, path: string): readonly string[] => {
  if (Object.is(a, b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) return members(a, b, path);
  if (isTree(a) && isTree(b)) return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(key => leaves(a[key], b[key], path === '' ? key : `${path}.${key}`));
  if (typeof a === 'string' && typeof b === 'string' && (a.includes('\n') || b.includes('\n'))) return setWords(a.split('\n'), b.split('\n'), path, line => line);
  return [`${path}: ${shown(a)} → ${shown(b)}`];
};

/** Members with a name are compared each with its namesake; all others (addresses, rules of a policy) are members of a set, whatever their order. */
const members = (a: readonly unknown[], b: readonly unknown[], path: string): readonly string[] => {
  const [old, now] = [byIdentity(a), byIdentity(b)];
  if (old !== null && now !== null) return [...new Set([...old.keys(), ...now.keys()])].flatMap(key => leaves(old.get(key), now.get(key), `${path}[${key}]`));
  return setWords(a.map(canonical), b.map(canonical), path, member => member);
};

/** One word a member that only one side has; several alike are told apart by their number. Order alone is said once, since it can matter (subnets by zone). */
const setWords = (a: readonly string[], b: readonly string[], path: string, word: (member: string) => string): readonly string[] => {
  const words = [...without(a, b).map(member => `${path}: - ${word(member)}`), ...without(b, a).map(member => `${path}: + ${word(member)}`)];
  return words.length === 0 && a.some((member, i) => member !== b[i]) ? [`${path}: the same in another order`] : words;
};

const without = (all: readonly string[], taken: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const member of taken) left.set(member, (left.get(member) ?? 0) + 1);
  return all.filter(member => {
    const number = left.get(member) ?? 0;
    left.set(member, number - 1);
    return number <= 0;
  });
};

/** Null where a member has no name, or two have the same. */
const byIdentity = (list: readonly unknown[]): ReadonlyMap<string, unknown> | null => {
  const entries = list.map(member => [identityOf(member), member] as const);
  const known = new Map(entries.flatMap(([key, member]) => (key === undefined ? [] : [[key, member] as const])));
  return known.size === list.length ? known : null;
};

/** Fields by which people and platforms call a member of a list; the first that it has. */
const KEYS = ['id', 'name', 'role', 'service', 'store', 'key', 'sid', 'Sid', 'mountPath', 'topologyKey', 'to'] as const;

/** What a member of a list is called, wherever it stands; a call is called by callee and port. */
export const identityOf = (member: unknown): string | undefined => {
  if (!isTree(member) || Array.isArray(member)) return undefined;
  const key = KEYS.find(field => typeof member[field] === 'string');
  if (key === undefined) return undefined;
  return key === 'to' && typeof member['port'] === 'number' ? `${String(member[key])}:${member['port']}` : String(member[key]);
};

/** The same text for the same value, whatever the order of its fields. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isTree(value)) return JSON.stringify(value) ?? 'nothing';
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
