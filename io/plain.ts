/** A copy of what a configuration exports that is data through and through: reading it again runs no code of anybody. */
import { types } from 'node:util';

export interface Oddity {
  /** `catalog.services[3].name`; empty for the whole. */
  readonly path: string;
  readonly saw: string;
}

/** Far deeper than any catalog; only what is made while it is read goes on like this. */
const DEEPEST = 64;

/** @returns the copy, and every place that is not data: there the copy has nothing */
export const plainOf = (value: unknown): { readonly copy: unknown; readonly oddities: readonly Oddity[] } => {
  const oddities: Oddity[] = [];
  const copies = new Map<object, unknown>();
  const inside = new Set<object>();

  const copyOf = (item: unknown, path: string): unknown => {
    const odd = (saw: string): undefined => void oddities.push({ path, saw });
    if (typeof item === 'function' || typeof item === 'symbol') return odd(`a ${typeof item}`);
    if (typeof item !== 'object' || item === null) return item;
    if (types.isProxy(item)) return odd('a proxy');
    if (inside.has(item)) return odd('an object that contains itself');
    if (inside.size === DEEPEST) return odd(`objects in ${DEEPEST} others`);
    if (copies.has(item)) return copies.get(item);
    if (!isPlain(item)) return odd(`an instance of ${classOf(item)}`);
    inside.add(item);
    const copy = Array.isArray(item) ? listOf(item, path) : Object.fromEntries(Object.keys(item).map(key => [key, field(item, key, path === '' ? key : `${path}.${key}`)]));
    inside.delete(item);
    copies.set(item, copy);
    return copy;
  };

  /** Empty places stay empty. */
  const listOf = (list: readonly unknown[], path: string): readonly unknown[] => {
    const copy = new Array<unknown>(list.length);
    for (const key of Object.keys(list)) if (/^\d+$/.test(key)) copy[Number(key)] = field(list, key, `${path}[${key}]`);
    return copy;
  };

  const field = (owner: object, key: string, path: string): unknown => {
    let item: unknown;
    try {
      item = (owner as Record<string, unknown>)[key];
    } catch (error) {
      oddities.push({ path, saw: `a getter that throws ${thrownText(error)}` });
      return undefined;
    }
    return copyOf(item, path);
  };

  return { copy: copyOf(value, ''), oddities };
};

const isPlain = (item: object): boolean => Array.isArray(item) || [Object.prototype, null].includes(Object.getPrototypeOf(item) as object | null);

const classOf = (item: object): string => {
  const made: unknown = (Object.getPrototypeOf(item) as { readonly constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'a class';
};

/** Anything can be thrown, also what cannot be made a text. */
export const thrownText = (error: unknown): string => {
  if (error instanceof Error) return `${error.name}: ${String(error.message).split('\n')[0]}`;
  return typeof error === 'object' && error !== null ? 'an object' : String(error);
};
