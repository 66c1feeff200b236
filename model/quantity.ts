/**
 * A number that knows where it comes from.
 *
 * `capacity/` computes with exact rationals and hands out quantities; `settle` puts plain numbers in their place and keeps
 * the derivations beside them, so renderers see numbers and `explain` can print the tree.
 */

/** An exact rational: `s * n / d`, as fraction.js 5 represents it. */
export interface Exact {
  readonly s: bigint;
  readonly n: bigint;
  readonly d: bigint;
}

/** Who says so. Every leaf of a derivation has one. */
export type Source =
  /** A line of one of the two documents: part 057 (capacity) or part 061 (topology). */
  | { readonly kind: 'document'; readonly part: '057' | '061'; readonly section: string }
  /** A number the documents leave open; `why` is the reason for choosing it. */
  | { readonly kind: 'assumption'; readonly why: string }
  /** A limit published by a vendor, with the day it was read. */
  | { readonly kind: 'vendor'; readonly what: string; readonly date: string }
  /** Something somebody measured, with the day. */
  | { readonly kind: 'measurement'; readonly what: string; readonly date: string }
  /** A value a person wrote into the catalog or an environment; `path` says where. */
  | { readonly kind: 'written'; readonly path: string }
  /** A row of a table of this package (`TIERS`, `SEGMENTS`, …). */
  | { readonly kind: 'table'; readonly row: string };

/** `pods`, `1/s`, `ms`, `s`, `connections`, `1` (a plain ratio), … Free text, shown to people. */
export type Unit = string;

export interface Quantity {
  readonly quantity: true;
  readonly exact: Exact;
  readonly unit: Unit;
  /** The formula in words a reviewer can check: `zones × ⌈need ÷ (zones − 1)⌉` (`⌈ ⌉` rounds up, `⌊ ⌋` down). Empty for a leaf. */
  readonly formula: string;
  readonly inputs: Readonly<Record<string, Quantity>>;
  /** Only leaves have one. */
  readonly source: Source | null;
}

/** `T` with every quantity replaced by its number. */
export type Plain<T> = T extends Quantity
  ? number
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

/** What is written into `topology.json` for one quantity. */
export interface Derivation {
  readonly value: number;
  /** The exact rational as `n/d`, only where the number above is not it. */
  readonly exact?: string;
  readonly unit: Unit;
  readonly formula?: string;
  /** An input is either the pointer of another number in the same topology or stands here itself. */
  readonly inputs?: Readonly<Record<string, string | Derivation>>;
  readonly source?: Source;
}
