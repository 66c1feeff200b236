/** Roles of one database and what each may do, after everything that makes them has run. */
import type { Effect } from './sql-effects.ts';

/** A statement's effect, and as whom it runs where no role was set. */
export interface Step {
  readonly effect: Effect;
  readonly login: string;
}

export interface DatabaseRoles {
  readonly names: readonly string[];
  readonly has: (role: string, attribute: string) => boolean;
  readonly isMember: (role: string, of: string) => boolean;
  /** `read-write`, `append`, `read-only`, `administer`, and whatever is not one of these in words of its own. */
  readonly actionsOf: (role: string) => readonly string[];
}

/** Everybody who can log in, by the name that SQL has for them. */
export const PUBLIC = 'public';

/** Membership by which Aurora lets a role log in with a token; it gives nothing else. */
export const BY_TOKEN = 'rds_iam';

/** What each access of the topology means in a schema, tables and sequences: `append` changes nothing that is written. */
const ACCESS = [
  { access: 'read-write', tables: ['select', 'insert', 'update', 'delete'], sequences: ['usage'] },
  { access: 'append', tables: ['select', 'insert'], sequences: ['usage'] },
  { access: 'read-only', tables: ['select'], sequences: [] },
] as const;

/** Attributes that are rights by themselves. */
const POWERS = ['superuser', 'createdb', 'createrole', 'replication', 'bypassrls'];

/** What PostgreSQL lets everybody do in a new database. */
const FRESH = (database: string): readonly Step[] => [
  { effect: { kind: 'privileges', gives: true, privileges: ['connect', 'temporary'], on: `database ${database}`, who: [PUBLIC], future: null, mayGive: false }, login: '' },
  { effect: { kind: 'privileges', gives: true, privileges: ['usage'], on: 'schema public', who: [PUBLIC], future: null, mayGive: false }, login: '' },
];

export const databaseAfter = (database: string, steps: readonly Step[]): DatabaseRoles => {
  const privileges = new Table();
  const attributes = new Table();
  const members = new Table();
  const owners = new Map<string, string>();
  /** Where everything was taken away before something was given: what a role had earlier is gone. */
  const cleared = new Table();
  let acting: string | null = null;

  const privilege = (who: string, on: string, { gives, privileges: named, mayGive }: Effect & { readonly kind: 'privileges' }): void => {
    if (gives) {
      if (/^(future )?(tables|sequences) of /.test(on) && !cleared.has(who, on)) privileges.add(who, `whatever it had on ${on}`);
      for (const each of named) privileges.add(who, `${each} on ${on}`);
      if (mayGive) privileges.add(who, `hand on ${on}`);
    } else if (named.includes('all')) {
      privileges.removeWhere(who, each => each.endsWith(` on ${on}`));
      cleared.add(who, on);
    } else for (const each of named) privileges.removeWhere(who, one => one === `${each} on ${on}`);
  };
  for (const { effect, login } of [...FRESH(database), ...steps]) {
    const me = (name: string): string => (['current_user', 'session_user', 'current_role'].includes(name) ? acting ?? login : name);
    if (effect.kind === 'act') acting = effect.as;
    if (effect.kind === 'schema') owners.set(effect.schema, me(effect.owner));
    if (effect.kind === 'role') for (const attribute of effect.attributes) {
      attributes.removeWhere(effect.role, each => each === oppositeOf(attribute));
      attributes.add(effect.role, attribute);
    }
    if (effect.kind === 'member') for (const who of effect.who) for (const of of effect.of) if (effect.gives) members.add(me(who), of); else members.removeWhere(me(who), each => each === of);
    if (effect.kind === 'privileges') for (const who of effect.who) privilege(me(who), effect.future === null ? effect.on : `${effect.on} by ${effect.future.by ?? acting ?? login}`, effect);
  }

  const names = [...new Set([...attributes.keys(), ...members.keys(), ...privileges.keys()])].filter(name => name !== PUBLIC).sort();
  const actionsOf = (role: string): readonly string[] => {
    const all = closure(role, members);
    const powers = POWERS.filter(power => attributes.has(role, power));
    const joinedRoles = [...members.of(role)].filter(each => each !== BY_TOKEN);
    const schema = [...owners].find(([, owner]) => all.includes(owner));
    // Whoever is the owner of the tables may give himself what the roles of services have.
    if (schema !== undefined) return ['administer', ...powers, ...joinedRoles.filter(each => each !== schema[1] && !names.includes(each)).map(each => `member of ${each}`)];
    const rights = new Set(all.flatMap(each => [...privileges.of(each)]));
    const access = [...owners].flatMap(([name, owner]) => ACCESS.map(each => ({ access: each.access, needs: needsOf(each, database, name, owner) }))).find(({ needs }) => needs.every(need => rights.has(need)));
    const others = [...rights].filter(each => access?.needs.includes(each) !== true);
    return [...(access === undefined ? [] : [access.access]), ...others, ...powers, ...joinedRoles.map(each => `member of ${each}`)].sort();
  };
  return { names, has: (role, attribute) => attributes.has(role, attribute), isMember: (role, of) => members.has(role, of), actionsOf };
};

const needsOf = ({ tables, sequences }: (typeof ACCESS)[number], database: string, schema: string, owner: string): readonly string[] => [
  `connect on database ${database}`, `usage on schema ${schema}`,
  ...tables.flatMap(each => [`${each} on tables of ${schema}`, `${each} on future tables of ${schema} by ${owner}`]),
  ...sequences.flatMap(each => [`${each} on sequences of ${schema}`, `${each} on future sequences of ${schema} by ${owner}`]),
];

const oppositeOf = (attribute: string): string => (attribute.startsWith('no') ? attribute.slice(2) : `no${attribute}`);

/** A role and all that it is a member of, through others too. */
const closure = (role: string, members: Table): readonly string[] => {
  const found = new Set([role]);
  for (const each of found) for (const of of members.of(each)) found.add(of);
  return [...found];
};

/** Sets by key. */
class Table {
  private readonly sets = new Map<string, Set<string>>();

  add(key: string, value: string): void {
    this.sets.set(key, this.of(key).add(value));
  }

  removeWhere(key: string, matches: (value: string) => boolean): void {
    const set = this.of(key);
    for (const value of set) if (matches(value)) set.delete(value);
  }

  has(key: string, value: string): boolean {
    return this.of(key).has(value);
  }

  of(key: string): Set<string> {
    return this.sets.get(key) ?? new Set();
  }

  keys(): Iterable<string> {
    return this.sets.keys();
  }
}
