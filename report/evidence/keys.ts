/** Who holds which key: to use it, and to change what it is. */
import type { RegionEvidence } from './words.ts';

export interface Holders {
  /** May encrypt, decrypt or sign, or lets somebody do so; with the service through which alone. */
  readonly use: readonly string[];
  /** May change its policy, turn it off or delete it. */
  readonly administer: readonly string[];
}

const USES = /^kms:(\*|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|GenerateMac|VerifyMac|Sign|Verify|DeriveSharedSecret|CreateGrant)/;
const ADMINISTERS = /^kms:(\*|Put|Disable|Enable|Schedule|Cancel|Delete|Update|Replicate)/;

export const holdersOf = (key: string, { survey }: RegionEvidence): Holders => {
  const rights = survey.region.rights.filter(({ target }) => target === `key/${key}`);
  const able = (actions: RegExp) => rights.filter(right => right.actions.some(action => actions.test(action)));
  const ways = new Map<string, Set<string>>();
  for (const { holder, when } of able(USES)) ways.set(holder, new Set([...ways.get(holder) ?? [], when.filter(condition => condition.startsWith('through ')).join(' and ')]));
  return {
    use: [...ways].map(([holder, through]) => (through.has('') ? holder : `${holder} (${[...through].sort().join('; ')})`)).sort(),
    administer: [...new Set(able(ADMINISTERS).map(({ holder }) => holder))].sort(),
  };
};
