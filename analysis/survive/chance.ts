/** Chance that is the same every time: ties are decided by it, so that a prediction can say how far they matter. */
export interface Chance {
  /** A whole number from 0 to below `n`. */
  readonly below: (n: number) => number;
}

/** mulberry32 */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  return {
    below: n => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 * n);
    },
  };
};

/** In an order that chance gives. */
export const shuffled = <T>(items: Iterable<T>, chance: Chance): T[] => {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = chance.below(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
};
