/** Reading of JSON that anybody may have written: what has another shape than expected reads as absent, and nothing throws. */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one. Terraform writes a block that may occur once as an object or as a list of one. */
export const object = (value: unknown): Json => {
  const found = Array.isArray(value) ? (value[0] as unknown) : value;
  return isObject(found) ? found : {};
};

/** Blocks that may occur several times: a list of them, or one alone. */
export const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isObject);

export const list = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null);

/** Terraform takes numbers as text too. */
export const number = (value: unknown): number | null => {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
};

export const isTrue = (value: unknown): boolean => value === true || value === 'true';
export const isFalse = (value: unknown): boolean => value === false || value === 'false';

/** The value at a path of field names; blocks in lists of one are looked into. */
export const at = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((found, name) => object(found)[name], value);
