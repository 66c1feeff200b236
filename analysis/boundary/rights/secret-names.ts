/** Where an object names Secrets: whatever the field is called, one that ends in `secret` names one. */
import type { Json } from '../../reach/json.ts';
import { isObject, list, object, text } from '../../reach/json.ts';

export interface SecretName {
  readonly name: string;
  /** Keys that are meant; null for all. */
  readonly keys: readonly string[] | null;
  /** Whether its absence is no failure. */
  readonly optional: boolean;
  /** Field, below the one that was asked. */
  readonly path: string;
}

const NAME = /(^secret|Secret)(Name)?$/;
const REFERENCE = /(^secret|Secret)(Ref|KeyRef)?$/;

export const secretNamesIn = (value: unknown, path = ''): readonly SecretName[] => {
  if (Array.isArray(value)) return value.flatMap((each, i) => secretNamesIn(each, `${path}[${i}]`));
  return Object.entries(object(value)).flatMap(([field, inner]) => {
    const here = path === '' ? field : `${path}.${field}`;
    if (typeof inner === 'string') return NAME.test(field) ? [{ name: inner, keys: null, optional: false, path: here }] : [];
    return REFERENCE.test(field) && isObject(inner) && nameIn(inner) !== '' ? [{ name: nameIn(inner), keys: keysIn(inner), optional: inner['optional'] === true, path: here }] : secretNamesIn(inner, here);
  });
};

const nameIn = (reference: Json): string => text(reference['secretName']) || text(reference['name']);

const keysIn = ({ key, items }: Json): readonly string[] | null => {
  if (key !== undefined) return [text(key)];
  return items === undefined ? null : list(items).map(item => text(object(item)['key']));
};
