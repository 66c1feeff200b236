import { EVIDENCE } from '../../model/index.ts';
import { type EnvironmentInvariant, type Invariant, problem } from './invariant.ts';

/** PT-129: evidence outlives the longest question that may be asked about it. */
export const evidenceKept: Invariant = function* ({ selection: { catalog } }) {
  for (const store of catalog.stores) {
    if (store.kind !== 'object') continue;
    const { leastDays, why } = EVIDENCE[store.data];
    if (store.lockDays < leastDays) yield problem('PT-129', 'store', store.name, 'lockDays', `${store.lockDays} days for data of class '${store.data}'`, `at least ${leastDays}: ${why}`);
  }
};

/** PT-129: an environment may keep it for less only where it proves nothing. */
export const evidenceOfMoney: EnvironmentInvariant = function* ({ name, data, lockDays }, { selection: { objects } }) {
  if (data !== 'real' || lockDays === undefined) return;
  const least = Math.max(...[...objects.values()].map(store => EVIDENCE[store.data].leastDays));
  if (lockDays < least) yield problem('PT-129', 'environment', name, 'lockDays', `${lockDays} days where real money is`, `at least ${least}, or no lockDays: each store then asks for its own`);
};
