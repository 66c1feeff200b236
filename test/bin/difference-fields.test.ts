import { describe, expect, it } from 'vitest';
import { fieldWords, identityOf } from '../../analysis/difference-fields.ts';

describe('lists', () => {
  it('members with a name are compared with their namesakes, wherever they stand', () => {
    const before = { roles: [{ role: 'b', connections: 1 }, { role: 'c', connections: 2 }] };
    const after = { roles: [{ role: 'a', connections: 9 }, { role: 'b', connections: 1 }, { role: 'c', connections: 3 }] };
    expect(fieldWords(before, after)).toEqual(['roles[c].connections: 2 → 3', 'roles[a]: nothing → {"role":"a","connections":9}']);
  });

  it('rules of a policy and plain values are members of a set: one more is one word', () => {
    const rule = (port: number): object => ({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ protocol: 'TCP', port }] });
    expect(fieldWords({ egress: [rule(1), rule(3)] }, { egress: [rule(1), rule(2), rule(3)] })).toEqual([
      'egress: + {"ports":[{"port":2,"protocol":"TCP"}],"to":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}',
    ]);
    expect(fieldWords({ cidrs: ['a', 'c'] }, { cidrs: ['b', 'c'] })).toEqual(['cidrs: - "a"', 'cidrs: + "b"']);
  });

  it('the same fields in another order are no difference, another order of members is one word', () => {
    expect(fieldWords({ l: [{ x: 1, y: 2 }] }, { l: [{ y: 2, x: 1 }] })).toEqual([]);
    expect(fieldWords({ l: ['a', 'b'] }, { l: ['b', 'a'] })).toEqual(['l: the same in another order']);
  });

  it('a call is called by callee and port', () => {
    expect([identityOf({ to: 'risk', port: 8443 }), identityOf({ port: 1 }), identityOf('x')]).toEqual(['risk:8443', undefined, undefined]);
  });
});

it('of a text with lines the lines are said that differ', () => {
  expect(fieldWords({ sql: 'a\nb\nc' }, { sql: 'a\nB\nc' })).toEqual(['sql: - b', 'sql: + B']);
});
