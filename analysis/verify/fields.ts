/** What of an object differs from what the files declare: fields that the server filled in do not, nor does another spelling of the same quantity. */
import type { Json } from '../reach/json.ts';
import { isObject } from '../reach/json.ts';
import { quantityOf } from '../survive/quantities.ts';

export interface FieldDifference {
  /** `spec.template.spec.containers[payment-core].image` */
  readonly at: string;
  readonly saw: string;
  readonly want: string;
}

/** How the fields around a value are read. */
interface Reading {
  /** Whether the server drops what is empty, and what is false by default. */
  readonly drops: boolean;
  /** Whether a member that nobody declared is a difference too. */
  readonly closed: boolean;
  /** Whether numbers are quantities here. */
  readonly quantities: boolean;
  /** Whether members are names that people chose, and every value is to the letter. */
  readonly words: boolean;
}

const ROOT: Reading = { drops: false, closed: false, quantities: false, words: false };

/** Only what is declared is asked for; `status` and what identifies the object are not. */
export const fieldDifferences = (declared: Json, live: Json, drops: boolean): readonly FieldDifference[] => {
  const closed = CLOSED_KINDS.includes(String(declared['kind']));
  return Object.entries(declared).filter(([key]) => !['apiVersion', 'kind', 'status', 'metadata'].includes(key))
    .flatMap(([key, value]) => differences(value, live[key], key, { drops, ...readingOf(key, closed) }))
    .concat(['labels', 'annotations'].flatMap(key => {
      const [own, other] = [declared, live].map(body => (isObject(body['metadata']) ? body['metadata'][key] : undefined));
      return own === undefined ? [] : differences(own, other, `metadata.${key}`, { ...ROOT, words: true });
    }));
};

/** Rules of these say what is allowed: one member more means something else. */
const CLOSED_KINDS = ['NetworkPolicy', 'CiliumNetworkPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];
/** Maps that mean something else with one member more. */
const CLOSED = ['data', 'binaryData', 'matchLabels', 'selector', 'podSelector', 'namespaceSelector', 'labelSelector', 'nodeSelector', 'hard'];
const QUANTITIES = ['requests', 'limits', 'hard', 'default', 'defaultRequest', 'max', 'min', 'capacity'];
const QUANTITY = ['sizeLimit', 'averageValue', 'divisor', 'storage'];
const WORDS = ['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData'];
/** What the server fills in also where one member more would mean something else. */
const FILLED_IN = ['protocol', 'apiGroup', 'policyTypes'];
/** False unless said otherwise, and left out then. */
const FALSE = ['globalDefault', 'hostNetwork', 'hostPID', 'hostIPC', 'readOnly', 'stdin', 'stdinOnce', 'tty', 'publishNotReadyAddresses', 'paused', 'suspend'];
/** The order of these means something. */
const ORDERED = ['args', 'command'];

const readingOf = (key: string, closed: boolean) => ({ closed: closed || CLOSED.includes(key), quantities: QUANTITIES.includes(key), words: WORDS.includes(key) });

const differences = (declared: unknown, live: unknown, at: string, reading: Reading): readonly FieldDifference[] => {
  if (live === undefined || live === null) return isDropped(declared, lastOf(at), reading) ? [] : [{ at, saw: 'nothing', want: said(declared) }];
  if (Array.isArray(declared) && Array.isArray(live)) return ofLists(declared, live, at, reading);
  if (isObject(declared) && isObject(live)) return ofObjects(declared, live, at, reading);
  return isSame(declared, live, lastOf(at), reading) ? [] : [{ at, saw: said(live), want: said(declared) }];
};

const isDropped = (declared: unknown, key: string, { drops, words }: Reading): boolean => declared === null || declared === undefined
  || (drops && !words && (declared === '' || (Array.isArray(declared) && declared.length === 0) || (declared === false && FALSE.includes(key))))
  || (drops && WORDS.includes(key) && isObject(declared) && Object.keys(declared).length === 0);

const isSame = (declared: unknown, live: unknown, key: string, { quantities }: Reading): boolean => {
  if (declared === live) return true;
  if (!quantities && !QUANTITY.includes(key)) return false;
  const [a, b] = [quantityOf(declared), quantityOf(live)];
  return a !== null && b !== null && Math.abs(a - b) <= Math.abs(a) * 1e-12;
};

const ofObjects = (declared: Json, live: Json, at: string, reading: Reading): readonly FieldDifference[] => [
  ...Object.entries(declared).flatMap(([key, value]) => {
    // members of a map of quantities or words are read as the map is
    const inner = reading.words || reading.quantities ? reading : { ...reading, ...readingOf(key, reading.closed) };
    return differences(value, live[key], `${at}${/^[\w$-]+$/.test(key) ? `.${key}` : `[${key}]`}`, inner);
  }),
  ...(reading.closed ? Object.entries(live).filter(([key, value]) => !(key in declared) && !FILLED_IN.includes(key) && !isDropped(value, key, { ...reading, drops: true }))
    .map(([key, value]) => ({ at: `${at}.${key}`, saw: said(value), want: 'nothing' })) : []),
];

/* ---- lists --------------------------------------------------------------------------------------------------------------------- */

/** What tells the members of a list apart, where it has names for them. */
const KEYS = ['mountPath', 'name', 'containerPort', 'port', 'topologyKey', 'key', 'type'];

const ofLists = (declared: readonly unknown[], live: readonly unknown[], at: string, reading: Reading): readonly FieldDifference[] => {
  if (ORDERED.includes(lastOf(at))) return JSON.stringify(declared) === JSON.stringify(live) ? [] : [{ at, saw: said(live), want: said(declared) }];
  const key = KEYS.find(name => [declared, live].every(all => isKeyOf(all, name)));
  return key === undefined ? ofSets(declared, live, at, reading) : ofKeyed(declared as readonly Json[], live as readonly Json[], key, at, reading);
};

const isKeyOf = (all: readonly unknown[], name: string): boolean => {
  const values = all.map(item => (isObject(item) ? item[name] : undefined));
  return values.every(value => typeof value === 'string' || typeof value === 'number') && new Set(values).size === values.length;
};

const ofKeyed = (declared: readonly Json[], live: readonly Json[], key: string, at: string, reading: Reading): readonly FieldDifference[] => {
  const others = new Map(live.map(item => [item[key], item]));
  const own = new Set(declared.map(item => item[key]));
  return [
    ...declared.flatMap(item => differences(item, others.get(item[key]), `${at}[${String(item[key])}]`, reading)),
    ...live.filter(item => !own.has(item[key])).map(item => ({ at: `${at}[${String(item[key])}]`, saw: said(item), want: 'nothing' })),
  ];
};

/** Members without a name: each has its like on the other side, whatever the order. */
const ofSets = (declared: readonly unknown[], live: readonly unknown[], at: string, reading: Reading): readonly FieldDifference[] => {
  const left = live.map((item, i) => ({ item, i }));
  const missing = declared.map((item, i) => ({ item, i })).filter(({ item }) => {
    const like = left.findIndex(other => differences(item, other.item, at, reading).length === 0);
    if (like >= 0) left.splice(like, 1);
    return like < 0;
  });
  const [first, other] = [missing[0], left[0]];
  if (missing.length === 1 && left.length === 1 && first !== undefined && other !== undefined) return differences(first.item, other.item, `${at}[${first.i}]`, reading);
  return [
    ...missing.map(({ item, i }) => ({ at: `${at}[${i}]`, saw: 'nothing', want: said(item) })),
    ...left.map(({ item, i }) => ({ at: `${at}[${i}]`, saw: said(item), want: 'nothing' })),
  ];
};

/* ---- words --------------------------------------------------------------------------------------------------------------------- */

const lastOf = (at: string): string => /([\w-]+)$/.exec(at)?.[1] ?? '';

const LONGEST = 100;

const said = (value: unknown): string => {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};
