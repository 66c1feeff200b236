import { expect, it } from 'vitest';
import { valuesIn } from '../../analysis/secret-values.ts';

const saw = (text: string): readonly string[] => valuesIn('f', text).map(each => each.saw);

it.each(['4111111111111111', 'pan=4111 1111 1111 1111;', '"3782-822463-10005"', '5555555555554444,', '2223003122003222'])('takes %s for a card number', text => {
  expect(saw(text)).toEqual(['digits that pass for a card number']);
});

it.each([
  ['other digits', '4111111111111112'], ['a number with a fraction', '0.4111111111111111'], ['coordinates', '<path d="M4111 1111 1111 1111"/>'],
  ['a hash that has one by chance', 'sha256:a4111111111111111bcdef0123456789abcdef0123456789abcdef0123456789'], ['an account', 'arn:aws:iam::111122223333:role/x'],
])('takes no %s for one', (_, text) => {
  expect(saw(text)).toEqual([]);
});

it('knows a private key', () => {
  expect(saw('-----BEGIN EC PRIVATE KEY-----\nMHc')).toEqual(['a private key']);
});
