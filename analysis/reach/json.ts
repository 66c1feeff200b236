/**
 * Reading of documents that anybody may have written: what has another shape than expected reads as absent, and nothing throws. Kubernetes means what
 * it writes, to the letter; Terraform lets one thing stand for a list of it, and a list of one for the thing.
 */

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const object = (value: unknown): Json => (isObject(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value as readonly unknown[] : []);
/** Texts, and the numbers and booleans that people forget to quote; empty for anything else. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
export const texts = (value: unknown): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(object(value)).map(([key, item]) => [key, text(item)]));

/** A nested block of Terraform that may occur once: the object, or the one in the list. */
export const nested = (value: unknown): Json => object(Array.isArray(value) ? value[0] as unknown : value);
/** Nested blocks that may occur several times. */
export const eachNested = (value: unknown): readonly Json[] => oneOrMore(value).filter(isObject);
export const oneOrMore = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value as readonly unknown[] : [value]);

/** The value at a path of field names, through nested blocks. */
export const at = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((found, name) => nested(found)[name], value);

/** Terraform takes numbers and booleans as text too. */
export const number = (value: unknown): number | null => {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
};
export const isTrue = (value: unknown): boolean => value === true || value === 'true';
export const isFalse = (value: unknown): boolean => value === false || value === 'false';
