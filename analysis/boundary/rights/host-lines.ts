/**
 * Lines of `pg_hba`: how each login must prove itself. The first line that fits decides; behind those of a cluster the operator
 * puts its own, which takes passwords.
 *
 * @see https://cloudnative-pg.io/docs/1.30/postgresql_conf/#the-pg_hba-section
 */
import { list, text } from '../../reach/json.ts';

/** Any proof but a certificate over TLS, as the method that it is; empty where certificates are the only way. */
export const otherProofs = (lines: unknown, database: string, roles: readonly string[]): readonly string[] =>
  [...new Set(proofs(lines, database, roles).filter(({ method, secure }) => method !== 'reject' && !(method === 'cert' && secure)).map(({ method }) => method))].sort();

/** Whether a certificate lets a role in. */
export const takesCertificates = (lines: unknown, database: string, role: string): boolean => proofs(lines, database, [role]).some(({ method, secure }) => secure && method === 'cert');

const LAST = 'host all all all scram-sha-256';

const proofs = (lines: unknown, database: string, roles: readonly string[]): readonly { readonly method: string; readonly secure: boolean }[] => {
  const written = [...list(lines).map(text), LAST].map(line => line.split('#')[0]?.trim().split(/\s+/) ?? []).filter(([type]) => type !== 'local' && type !== '');
  return roles.flatMap(role => [true, false].flatMap(secure => {
    const found = written.find(([type, databases = '', users = '']) => (type === 'host' || type === (secure ? 'hostssl' : 'hostnossl') || !/^host/.test(type ?? ''))
      && isNamed(databases, database) && isNamed(users, role));
    // an address with a mask takes two words
    const [, , , address = '', ...rest] = found ?? [];
    const method = /^\d+(\.\d+){3}$/.test(address) && /^\d+(\.\d+){3}$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
    return [{ method: method.join(' ') || 'unreadable', secure }];
  }));
};

/** Groups, expressions and files may name anybody. */
const isNamed = (names: string, name: string): boolean => names.split(',').some(each => each === 'all' || each === name || /^["+/@]/.test(each) || each === 'sameuser' || each === 'samerole');
