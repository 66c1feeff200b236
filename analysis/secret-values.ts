/** What must never stand in a file that people pass around: values of secrets, private keys, card numbers. */
import type { Document } from './reach/kubernetes/objects.ts';
import { nameOf, objectsOf } from './reach/kubernetes/objects.ts';
import { object } from './reach/json.ts';

export interface Leak {
  readonly file: string;
  readonly path: string;
  readonly saw: string;
}

/** Secrets that carry their values. */
export const secretsWithValues = (documents: Iterable<Document>): readonly Leak[] => objectsOf(documents, ({ kind, apiVersion }) => kind === 'Secret' && apiVersion === 'v1').objects
  .flatMap(each => ['data', 'stringData'].filter(field => Object.keys(object(each.body[field])).length > 0).map(field => ({ file: each.file, path: `${nameOf(each)} ${field}`, saw: 'a Secret with values' })));

/** 13 to 19 digits in groups that may be parted, beginning like a card. */
const CARD = /(?<![\d.])(?:[3-6]\d|2[2-7])(?:[ -]?\d){11,17}(?![\d.])/g;

/** Coordinates of a picture are digits with spaces too, and one hash of some hundreds has a card number by chance: nobody reads either. */
const readable = (text: string): string => text.replace(/ (?:d|viewBox|transform)="[^"]*"|\b(?=[0-9a-f]*[a-f])[0-9a-f]{40,}\b/g, '');

export const valuesIn = (file: string, text: string): readonly Leak[] => [
  ...(/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? [{ file, path: '', saw: 'a private key' }] : []),
  ...[...readable(text).matchAll(CARD)].map(([found]) => found.replace(/\D/g, '')).filter(digits => digits.length >= 13 && passesLuhn(digits)).slice(0, 1).map(() => ({ file, path: '', saw: 'digits that pass for a card number' })),
];

/** ISO/IEC 7812-1, annex B. */
const passesLuhn = (digits: string): boolean => [...digits].reverse().reduce((sum, digit, i) => {
  const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
  return sum + (value > 9 ? value - 9 : value);
}, 0) % 10 === 0;
