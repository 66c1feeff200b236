import { describe, expect, it } from 'vitest';
import { plainOf } from '../../io/plain.ts';

const endless = (): object => ({ get more() { return endless(); } });
class Money { readonly amount = 1; }
const itself: Record<string, unknown> = {};
itself['a'] = { b: [itself] };

describe('a copy of what a configuration exports', () => {
  it('is the same data, and nothing of the original', () => {
    const shared = { why: 'x' };
    const original = { list: [1, 'a', null, undefined, true, 2n, Number.NaN], bare: Object.assign(Object.create(null), { a: 1 }), one: shared, two: shared, get computed() { return 7; } };
    const { copy, oddities } = plainOf(original);
    expect(oddities).toEqual([]);
    expect(copy).toEqual({ ...original, bare: { a: 1 }, computed: 7 });
    expect(copy).not.toBe(original);
    expect((copy as typeof original).one).toBe((copy as typeof original).two);
    expect(structuredClone(copy)).toEqual(copy);
  });

  it('keeps empty places empty and keys what they are', () => {
    const { copy } = plainOf({ list: Object.assign(new Array(3), { 1: 'b' }), table: JSON.parse('{ "__proto__": { "a": 1 } }') });
    expect(Object.keys((copy as { list: unknown[] }).list)).toEqual(['1']);
    expect((copy as { list: unknown[] }).list).toHaveLength(3);
    expect(Object.keys((copy as { table: object }).table)).toEqual(['__proto__']);
  });

  it.each<[string, () => unknown, string, string]>([
    ['a function', () => ({ a: () => 1 }), 'a', 'a function'], ['a symbol', () => ({ a: [Symbol('x')] }), 'a[0]', 'a symbol'],
    ['a proxy of an object', () => ({ a: new Proxy({}, {}) }), 'a', 'a proxy'], ['a proxy of a list', () => ({ a: new Proxy([], {}) }), 'a', 'a proxy'], ['a proxy of everything', () => new Proxy({}, {}), '', 'a proxy'],
    ['a map', () => ({ a: { b: new Map() } }), 'a.b', 'an instance of Map'], ['a day', () => ({ a: new Date(0) }), 'a', 'an instance of Date'], ['a class', () => ({ a: new Money() }), 'a', 'an instance of Money'],
    ['a getter with an error', () => ({ get a() { throw new TypeError('no\nmore'); } }), 'a', 'a getter that throws TypeError: no'],
    ['a getter with anything', () => ({ get a() { throw { a: 1 }; } }), 'a', 'a getter that throws an object'], ['a circle', () => itself, 'a.b[0]', 'an object that contains itself'],
  ])('says where %s is no data', (_, value, path, saw) => {
    expect(plainOf(value()).oddities).toEqual([{ path, saw }]);
  });

  it('says everything at once, and comes to an end where something is made while it is read', () => {
    expect(plainOf([() => 1, { a: Symbol('x') }, endless()]).oddities.map(({ saw }) => saw)).toEqual(['a function', 'a symbol', 'objects in 64 others']);
  });
});
