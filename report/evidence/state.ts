/** The boundary as rows with stable ids, and what changed from one state to another, in words first. */
import type { BoundaryState, Change, RegionEvidence } from './words.ts';

/** What says a connection that no edge explains. */
const UNDECLARED = 'nobody declared it';

/** Rows of every region stand together; a region's name begins each id. */
export const stateOf = (environment: string, regions: readonly RegionEvidence[]): BoundaryState => {
  const rows = <T>(each: (region: RegionEvidence) => readonly T[], id: (item: T) => string, value: (item: T) => string): Readonly<Record<string, string>> =>
    Object.fromEntries(regions.flatMap(region => each(region).map(item => [`${region.name} ${id(item)}`, value(item)] as const)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    schemaVersion: 1, environment,
    connections: rows(({ survey }) => survey.connections, ({ id }) => id, ({ encryption, data, crossing }) => (data === 'unknown' ? [UNDECLARED, crossing] : [encryption, data, crossing]).filter(Boolean).join(', ')),
    scope: rows(({ survey }) => survey.parties.filter(({ computed }) => computed !== 'out-of-scope'), ({ key }) => key, ({ computed }) => computed),
    rights: rows(({ survey }) => merged(survey.region.rights), ([id]) => id, ([, actions]) => actions),
    keys: rows(({ inventory }) => inventory.keys, ({ name }) => name, ({ rotationDays, deletionDays, multiRegion }) =>
      [rotationDays === null ? 'does not rotate' : `rotates every ${rotationDays} days`, `deleted after ${deletionDays ?? 30} days`, ...(multiRegion ? ['in several regions'] : [])].join(', ')),
    secrets: rows(({ inventory }) => inventory.secrets, ({ name }) => name, ({ key, deliveredTo }) => [`under ${key}`, `to ${deliveredTo.join(', ') || 'nobody'}`].join(', ')),
  };
};

/** One row for a holder and a target of a layer, however many statements give it. */
const merged = (rights: RegionEvidence['survey']['region']['rights']): readonly (readonly [string, string])[] => {
  const found = new Map<string, Set<string>>();
  for (const { layer, holder, target, actions, when } of rights) {
    const id = `${layer}: ${holder} ${target}`;
    const own = found.get(id) ?? new Set<string>();
    for (const action of actions) own.add([action, ...when].join(' '));
    found.set(id, own);
  }
  return [...found].map(([id, actions]) => [id, [...actions].sort().join(', ')]);
};

const PARTS = [['connections', 'connection'], ['scope', 'scope'], ['rights', 'right'], ['keys', 'key'], ['secrets', 'secret']] as const;

/** @param reviewed whether somebody reviewed the state after */
export const changesBetween = (before: BoundaryState, after: BoundaryState, reviewed = false): readonly Change[] => PARTS.flatMap(([part, kind]) => {
  const [old, now] = [before[part], after[part]];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort().filter(id => old[id] !== now[id]).map((id): Change => {
    const [was, is] = [Object.hasOwn(old, id) ? old[id] as string : null, Object.hasOwn(now, id) ? now[id] as string : null];
    const what = was === null ? 'added' : is === null ? 'removed' : 'changed';
    const significant = isSignificant(kind, what, id, is ?? '', was ?? '', [before, after]);
    return { kind, what, id, before: was ?? '', after: is ?? '', significant, says: sentence(kind, what, id, was ?? '', is ?? '', significant ? weight(reviewed) : '') };
  });
}).sort((a, b) => Number(b.significant) - Number(a.significant));

/** What opens or weakens the border of the CDE; taking something away does not. */
const isSignificant = (kind: Change['kind'], what: Change['what'], id: string, is: string, was: string, states: readonly BoundaryState[]): boolean => {
  if (what === 'removed') return false;
  const [region = '', from = '', to = ''] = id.split(' ');
  const scoped = (key: string): boolean => states.some(({ scope }) => scope[`${region} ${key}`] === 'cde');
  switch (kind) {
    case 'connection': return scoped(from) || scoped(to) || from === 'network/internet' || to.startsWith('store/') || to.startsWith('provider/') || is.startsWith(UNDECLARED);
    case 'scope': return is === 'cde' || was === 'out-of-scope' || was === '';
    // holders and targets may have spaces in their names
    case 'right': return id.split(' ').some(word => scoped(word) || /^(key|secret|cluster|store|role|everything)\b/.test(word) || /^namespace\/.*cde/.test(word));
    case 'key': return true;
    case 'secret': return true;
  }
};

const VERBS = { added: 'adds', removed: 'removes', changed: 'changes' } as const;
const SCOPES = { added: 'takes into scope', removed: 'takes out of scope', changed: 'changes the scope of' } as const;

const weight = (reviewed: boolean): string => `; significant, ${reviewed ? 'reviewed' : 'needs review'}`;

/** `adds TCP 5432 from backoffice-api to ledger: significant, needs review` */
const sentence = (kind: Change['kind'], what: Change['what'], id: string, was: string, is: string, weighed: string): string => {
  const [region = '', ...rest] = id.split(' ');
  const value = what === 'changed' ? `: ${was} becomes ${is}` : (is || was) === '' ? '' : `: ${is || was}`;
  const said = kind === 'connection' ? connection(rest) : kind === 'scope' ? rest.join(' ') : kind === 'right' ? `a right by ${rest.join(' ')}` : `the ${kind} ${rest.join(' ')}`;
  return `${(kind === 'scope' ? SCOPES : VERBS)[what]} ${said} in ${region}${value}${weighed}`;
};

const connection = ([from = '', to = '', port = '']: readonly string[]): string => `${port.replace('/', ' ')} from ${named(from)} to ${to.startsWith('store/') ? `the ${named(to)} store` : named(to)}`;
const named = (key: string): string => key.slice(key.indexOf('/') + 1);
