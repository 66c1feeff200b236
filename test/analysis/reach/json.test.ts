import { expect, it } from 'vitest';
import { at, eachNested, list, nested, number, object, oneOrMore, text } from '../../../analysis/reach/json.ts';

it('Kubernetes means what it writes: one thing is no list, and a list is no object', () => {
  expect([list('Ingress'), list(['Ingress']), object([{ a: 1 }]), object({ a: 1 })]).toEqual([[], ['Ingress'], {}, { a: 1 }]);
});

it('Terraform lets one thing stand for a list, and a list of one for the thing', () => {
  expect([oneOrMore('a'), oneOrMore(['a', 'b']), oneOrMore(null), oneOrMore(undefined)]).toEqual([['a'], ['a', 'b'], [], []]);
  expect([eachNested({ a: 1 }), eachNested([{ a: 1 }, 'b', null]), eachNested('a')]).toEqual([[{ a: 1 }], [{ a: 1 }], []]);
  expect([nested([{ a: 1 }]), nested([]), nested('a'), nested(undefined)]).toEqual([{ a: 1 }, {}, {}, {}]);
  expect(at({ forward: [{ target_group: { arn: 'x' } }] }, 'forward', 'target_group', 'arn')).toBe('x');
});

it('what has another shape reads as absent', () => {
  expect([text(8), text(true), text('a'), text(null), text({}), text(undefined)]).toEqual(['8', 'true', 'a', '', '', '']);
  expect([number('8'), number(8), number(''), number('x'), number(null), number(Number.NaN)]).toEqual([8, 8, null, null, null, null]);
});
