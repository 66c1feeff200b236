/** Exact rationals and how a number gets its history. */
import Fraction from 'fraction.js';
import type { Exact, InputSpec, Quantity, Source, Unit } from '../model/index.ts';

const leaf = (value: number | string | bigint, unit: Unit, source: Source): Quantity =>
  ({ quantity: true, exact: new Fraction(value), unit, formula: '', inputs: {}, source });

/** An input of the catalog. */
export const input = (spec: InputSpec): Quantity => leaf(spec.value, spec.unit, spec.source);

/** A value that a person wrote; `path` names the noun and the field. */
export const written = (value: number | string, unit: Unit, path: string): Quantity => leaf(value, unit, { kind: 'written', path });

/** A value of one of this package's tables. */
export const tabled = (value: number, unit: Unit, row: string): Quantity => leaf(value, unit, { kind: 'table', row });

type Inputs = Readonly<Record<string, Quantity>>;

/**
 * A number made from others. `compute` gets exact fractions by the names of `inputs`.
 * @throws never for well-formed inputs; a division by zero is the caller's mistake and throws
 */
export const derive = <I extends Inputs>(
  unit: Unit, formula: string, inputs: I, compute: (q: { readonly [K in keyof I]: Fraction }) => Fraction | number,
): Quantity => {
  const fractions = {} as { [K in keyof I]: Fraction };
  for (const name of Object.keys(inputs) as (keyof I)[]) fractions[name] = asFraction((inputs[name] as Quantity).exact);
  const result = compute(fractions);
  return { quantity: true, exact: typeof result === 'number' ? new Fraction(result) : result, unit, formula, inputs, source: null };
};

const asFraction = (exact: Exact): Fraction => (exact instanceof Fraction ? exact : new Fraction({ n: exact.s * exact.n, d: exact.d }));

/** The nearest double; what renderers see. */
export const numberOf = (q: Quantity): number => Number(q.exact.s * q.exact.n) / Number(q.exact.d);

export const least = (a: Fraction, b: Fraction): Fraction => (a.compare(b) <= 0 ? a : b);
export const most = (a: Fraction, b: Fraction): Fraction => (a.compare(b) >= 0 ? a : b);
