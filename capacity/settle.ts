/** Puts plain numbers where quantities stood and keeps each derivation under the pointer of its place. */
import type { Derivation, Plain, Quantity } from '../model/index.ts';
import { numberOf } from './exact.ts';

const isQuantity = (value: object): value is Quantity => (value as Partial<Quantity>).quantity === true;

/** Integers beyond 2^53 or fractions that a double cannot hold are printed as `n/d` beside the number. */
const inexact = (q: Quantity): boolean => q.exact.d !== 1n && !Number.isInteger(Math.log2(Number(q.exact.d)));

/**
 * Walks `sized` once for numbers and once for derivations.
 * @returns `plain`, deeply frozen, and `derivations` by pointer (`workloads/payment-core/replicas`), in walking order
 */
export const settle = <T extends object>(sized: T): { readonly plain: Plain<T>; readonly derivations: Readonly<Record<string, Derivation>> } => {
  const places = new Map<Quantity, string>();
  const found: [string, Quantity][] = [];
  const strip = (value: unknown, pointer: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isQuantity(value)) {
      if (!places.has(value)) places.set(value, pointer);
      found.push([pointer, value]);
      return numberOf(value);
    }
    const below = pointer === '' ? '' : `${pointer}/`;
    if (Array.isArray(value)) return Object.freeze(value.map((element, index) => strip(element, `${below}${index}`)));
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) copy[key] = strip((value as Record<string, unknown>)[key], `${below}${key}`);
    return Object.freeze(copy);
  };
  const plain = strip(sized, '') as Plain<T>;
  const derivations: Record<string, Derivation> = {};
  const made = new Map<Quantity, Derivation>();
  for (const [pointer, quantity] of found) derivations[pointer] = derivationOf(quantity, places, made);
  return { plain, derivations };
};

/** A quantity that stands in many places has one derivation. */
const derivationOf = (q: Quantity, places: ReadonlyMap<Quantity, string>, made: Map<Quantity, Derivation>): Derivation => {
  const known = made.get(q);
  if (known !== undefined) return known;
  const inputs: Record<string, string | Derivation> = {};
  for (const [name, value] of Object.entries(q.inputs)) inputs[name] = places.get(value) ?? derivationOf(value, places, made);
  const derivation: Derivation = {
    value: numberOf(q),
    ...(inexact(q) ? { exact: `${q.exact.s * q.exact.n}/${q.exact.d}` } : {}),
    unit: q.unit,
    ...(q.formula === '' ? {} : { formula: q.formula, inputs }),
    ...(q.source === null ? {} : { source: q.source }),
  };
  made.set(q, derivation);
  return derivation;
};
