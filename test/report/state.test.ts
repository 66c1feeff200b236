import { expect, it } from 'vitest';
import { changesBetween } from '../../report/evidence/state.ts';
import type { BoundaryState } from '../../report/evidence/words.ts';
import { csvOf, escaped } from '../../report/table.ts';

const state = (parts: Partial<BoundaryState> = {}): BoundaryState => ({ schemaVersion: 1, environment: 'production', connections: {}, scope: { 'r workload/token-vault': 'cde' }, rights: {}, keys: {}, secrets: {}, ...parts });

it('a new way to a store is significant, in words', () => {
  expect(changesBetween(state(), state({ connections: { 'r workload/backoffice-api store/ledger TCP/5432': 'tls, money' } }))).toMatchObject([
    { what: 'added', significant: true, says: 'adds TCP 5432 from backoffice-api to the ledger store in r: tls, money; significant, needs review' },
  ]);
});

it('what somebody reviewed needs no review any more', () => {
  const [change] = changesBetween(state(), state({ connections: { 'r workload/backoffice-api store/ledger TCP/5432': 'tls, money' } }), true);
  expect(change).toMatchObject({ significant: true, says: 'adds TCP 5432 from backoffice-api to the ledger store in r: tls, money; significant, reviewed' });
});

it('what is taken away is told and needs no review', () => {
  expect(changesBetween(state({ connections: { 'r workload/a workload/token-vault TCP/8443': 'mtls' } }), state())).toMatchObject([{ what: 'removed', significant: false, says: 'removes TCP 8443 from a to token-vault in r: mtls' }]);
});

it('a change between services far from the CDE is told and needs no review', () => {
  expect(changesBetween(state(), state({ connections: { 'r workload/a workload/b TCP/8443': 'mtls' } }))).toMatchObject([{ significant: false }]);
});

it('new members of the CDE, users of keys and rights in it are significant, and stand first', () => {
  const changes = changesBetween(state(), state({
    connections: { 'r workload/a workload/b TCP/8443': 'mtls' }, scope: { 'r workload/token-vault': 'cde', 'r workload/new': 'cde' },
    rights: { 'r IAM statement: workload/a key/token': 'kms:Decrypt', 'r RBAC rule: person/ops namespace/payments-cde': 'get pods' }, keys: { 'r token': 'does not rotate' },
  }));
  expect(changes.map(({ kind, significant }) => [kind, significant])).toEqual([['scope', true], ['right', true], ['right', true], ['key', true], ['connection', false]]);
});

it.each(['role/replication in eu key/evidence', 'workload/a role/admin', 'machine/b everything'])('a new right of %s is significant, whatever spaces its name has', id => {
  expect(changesBetween(state(), state({ rights: { [`r IAM statement: ${id}`]: 'kms:Decrypt' } }))).toMatchObject([{ significant: true, says: `adds a right by IAM statement: ${id} in r: kms:Decrypt; significant, needs review` }]);
});

it('says who comes into scope, leaves it, and changes it', () => {
  const scope = { 'r workload/a': 'cde', 'r workload/b': 'connected-to', 'r workload/c': 'security-impacting' };
  expect(changesBetween(state({ scope }), state({ scope: { 'r workload/b': 'cde', 'r workload/c': 'security-impacting', 'r workload/d': 'connected-to' } })).map(({ says }) => says)).toEqual([
    'changes the scope of workload/b in r: connected-to becomes cde; significant, needs review', 'takes into scope workload/d in r: connected-to; significant, needs review', 'takes out of scope workload/a in r: cde',
  ]);
});

it('a connection that nobody declared is significant wherever it is', () => {
  expect(changesBetween(state(), state({ connections: { 'r workload/a workload/b TCP/8443': 'nobody declared it' } }))).toMatchObject([{ significant: true }]);
});

it('nothing changed is nothing said', () => {
  expect(changesBetween(state(), state())).toEqual([]);
});

it.each([['=1+1', "'=1+1"], ['@x', "'@x"], ['-a', "'-a"], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['plain', 'plain']])('a cell %s is written %s', (text, written) => {
  expect(csvOf({ columns: ['c'], rows: [[text]] })).toBe(`c\r\n${written}\r\n`);
});

it('no text becomes markup', () => {
  expect(escaped('<a href="x">&\u0000\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;\ufffd&#39;');
});
