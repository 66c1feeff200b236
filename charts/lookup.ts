/** Names that the compiler has checked already. */

/**
 * The entry of a table of the topology.
 *
 * @throws when there is none: a topology that `compile` returned names nothing that is not in it, so no person can cause this
 */
export const named = <T>(table: Readonly<Record<string, T>>, name: string, noun: string): T => {
  const found = table[name];
  if (found === undefined) throw new Error(`the topology has no ${noun} '${name}'`);
  return found;
};
