/**
 * What a statement changes in who may do what. The list is an allow-list: a statement that is not understood to the last word
 * has no effect that anybody knows, and is null.
 *
 * @see https://www.postgresql.org/docs/current/sql-grant.html
 */
import type { Token } from './sql-tokens.ts';
import { sqlStatements } from './sql-tokens.ts';

export type Effect =
  | { readonly kind: 'nothing' }
  /** From here on as this role; null is the login again. */
  | { readonly kind: 'act'; readonly as: string | null }
  | { readonly kind: 'role'; readonly role: string; readonly attributes: readonly string[] }
  | { readonly kind: 'schema'; readonly schema: string; readonly owner: string }
  | { readonly kind: 'member'; readonly gives: boolean; readonly of: readonly string[]; readonly who: readonly string[] }
  /** Privileges on what exists, or on what a role will make. */
  | {
      readonly kind: 'privileges'; readonly gives: boolean; readonly privileges: readonly string[]; readonly on: string; readonly who: readonly string[];
      readonly future: { readonly by: string | null } | null; readonly mayGive: boolean;
    };

/** Settings of a session or of a role that change nobody's rights. */
const SETTINGS = new Set(['search_path', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'timezone', 'application_name']);
const ATTRIBUTES = new Set(['login', 'superuser', 'createdb', 'createrole', 'replication', 'bypassrls', 'inherit'].flatMap(word => [word, `no${word}`]));
const PRIVILEGES = new Set(['all', 'select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain', 'usage', 'create', 'connect', 'temporary', 'temp', 'execute']);
const MANY = new Set(['tables', 'sequences', 'functions', 'routines', 'procedures', 'types', 'schemas']);

export const effectOf = (statement: readonly Token[]): Effect | null => {
  const read = reader(statement);
  const effect = read.word('set') ? settingOf(read)
    : read.word('reset') ? (read.word('role') ? { kind: 'act', as: null } as const : null)
    : read.word('do') ? blockOf(read)
    : read.word('create') ? createdBy(read)
    : read.word('alter') ? alteredBy(read)
    : read.word('grant') ? given(read, true, null)
    : read.word('revoke') ? given(read, false, null)
    : null;
  return read.ended() ? effect : null;
};

interface Reader {
  /** Takes these words, or none of them. */
  readonly word: (...words: readonly string[]) => boolean;
  /** Takes a name, quoted or not. */
  readonly name: () => string | null;
  readonly names: () => readonly string[] | null;
  readonly text: () => string | null;
  readonly body: () => string | null;
  /** Takes everything up to one of these words, as text. */
  readonly until: (...words: readonly string[]) => string;
  readonly ended: () => boolean;
}

const reader = (tokens: readonly Token[]): Reader => {
  let at = 0;
  const is = (i: number, word: string): boolean => (tokens[i]?.kind === 'word' || tokens[i]?.kind === 'sign') && tokens[i]?.value === word;
  const take = (...kinds: readonly Token['kind'][]): string | null => {
    const token = tokens[at];
    if (token === undefined || !kinds.includes(token.kind)) return null;
    at += 1;
    return token.value;
  };
  const word = (...words: readonly string[]): boolean => {
    const found = words.every((each, i) => is(at + i, each));
    if (found) at += words.length;
    return found;
  };
  const name = (): string | null => take('name', 'word');
  return {
    word, name,
    names: () => {
      const found: (string | null)[] = [name()];
      while (word(',')) found.push(name());
      return found.every(each => each !== null) ? found : null;
    },
    text: () => take('text'),
    body: () => take('body'),
    until: (...words) => {
      const from = at;
      while (at < tokens.length && !words.some(each => is(at, each))) at += 1;
      return tokens.slice(from, at).map(({ value }) => value).join(' ').replaceAll(' . ', '.');
    },
    ended: () => at === tokens.length,
  };
};

const NOTHING: Effect = { kind: 'nothing' };

const settingOf = (read: Reader): Effect | null => {
  if (!read.word('local')) read.word('session');
  if (read.word('role')) {
    const as = read.name();
    return as === null ? null : { kind: 'act', as: as === 'none' ? null : as };
  }
  const setting = read.name();
  const value = read.word('=') || read.word('to') ? read.text() ?? read.name() : null;
  return setting !== null && value !== null && SETTINGS.has(setting) ? NOTHING : null;
};

/** Only the block that makes a role where there is none: that is how PostgreSQL says `if not exists` for roles. */
const blockOf = (read: Reader): Effect | null => {
  const inner = sqlStatements(read.body() ?? '');
  const [first = [], ...others] = inner ?? [];
  const condition = reader(first);
  const starts = condition.word('begin', 'if', 'not', 'exists', '(', 'select', 'from', 'pg_roles', 'where', 'rolname', '=');
  const role = condition.text();
  const made = starts && condition.word(')', 'then', 'create') ? createdBy(condition) : null;
  const ends = others.map(each => each.map(({ value }) => value).join(' ')).join('; ') === 'end if; end';
  return condition.ended() && ends && made?.kind === 'role' && made.role === role ? made : null;
};

const createdBy = (read: Reader): Effect | null => {
  if (read.word('schema')) {
    read.word('if', 'not', 'exists');
    const schema = read.name();
    const owner = read.word('authorization') ? read.name() : null;
    return schema === null || owner === null ? null : { kind: 'schema', schema, owner };
  }
  if (read.word('user')) return roleOf(read.name(), read, ['login']);
  const made = read.word('role') ? roleOf(read.name(), read, []) : null;
  // a role that nobody lets log in does not
  return made?.kind === 'role' && !made.attributes.includes('login') ? { ...made, attributes: [...made.attributes, 'nologin'] } : made;
};

const roleOf = (role: string | null, read: Reader, always: readonly string[]): Effect | null => {
  read.word('with');
  const attributes = [...always];
  while (role !== null && !read.ended()) {
    if (read.word('connection', 'limit')) {
      read.word('-');
      if (read.name() === null) return null;
      continue;
    }
    const attribute = read.name();
    if (attribute === null || !ATTRIBUTES.has(attribute)) return null;
    attributes.push(attribute);
  }
  return role === null ? null : { kind: 'role', role, attributes };
};

const alteredBy = (read: Reader): Effect | null => {
  if (read.word('default', 'privileges')) return defaults(read);
  if (!read.word('role') && !read.word('user')) return null;
  const role = read.name();
  if (role === null) return null;
  return read.word('set') ? settingOf(read) : roleOf(role, read, []);
};

const defaults = (read: Reader): Effect | null => {
  const by = read.word('for', 'role') || read.word('for', 'user') ? read.name() : null;
  const schema = read.word('in', 'schema') ? read.name() : '';
  const gives = read.word('grant');
  if (schema === null || (!gives && !read.word('revoke'))) return null;
  return given(read, gives, { by, schema });
};

/** What stands behind `grant` and `revoke`, for what exists or for what will be made. */
const given = (read: Reader, gives: boolean, future: { readonly by: string | null; readonly schema: string } | null): Effect | null => {
  if (!gives && (read.word('grant', 'option', 'for') || read.word('admin', 'option', 'for'))) return null;
  const first = read.names();
  if (first === null) return null;
  if (first[0] === 'all') read.word('privileges');
  const on = read.word('on') ? read.until(gives ? 'to' : 'from') : null;
  const who = read.word(gives ? 'to' : 'from') ? read.names() : null;
  const mayGive = gives && (read.word('with', 'grant', 'option') || read.word('with', 'admin', 'option'));
  if (!gives && !read.word('restrict')) read.word('cascade');
  if (who === null) return null;
  if (on === null) return future === null && !mayGive ? { kind: 'member', gives, of: first, who } : null;
  const thing = thingOf(on, future);
  return thing === null || !first.every(each => PRIVILEGES.has(each)) ? null
    : { kind: 'privileges', gives, privileges: first, on: thing, who, future: future === null ? null : { by: future.by }, mayGive };
};

/** `tables of ledger`, `database ledger`, `table ledger.entries`. */
const thingOf = (on: string, future: { readonly schema: string } | null): string | null => {
  if (future !== null) return MANY.has(on) ? `future ${on} of ${future.schema || 'any schema'}` : null;
  const [, many, schema] = /^all (\w+) in schema (\S+)$/.exec(on) ?? [];
  if (many !== undefined) return MANY.has(many) ? `${many} of ${schema}` : null;
  return /^(schema|database|sequence|table) \S+$/.test(on) ? on : /^[^ ,]+$/.test(on) ? `table ${on}` : null;
};
