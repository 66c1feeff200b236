/** Every rule of the catalog, one file each. */
import type { Problem } from '../../model/index.ts';
import { providersApart, regionAddresses, slotsApart, subnetsApart } from './addresses.ts';
import { componentsThere } from './components.ts';
import { databaseRoles, primariesForMoney, publicWithoutDatabase } from './databases.ts';
import { duplicates, regionsOnce } from './duplicates.ts';
import { lowerEnvironments, ownAccount } from './environments.ts';
import { evidenceKept, evidenceOfMoney } from './evidence.ts';
import { hostsApart } from './hosts.ts';
import type { EnvironmentInvariant, Invariant, SizedInvariant } from './invariant.ts';
import { leaseOwners, leases } from './leases.ts';
import { connectionsFit, providerLimitsFit } from './limits.ts';
import { unknownInEnvironment, unknownNames } from './names.ts';
import { environmentNetworks, providerNetworks } from './networks.ts';
import { connectivity, oneAdapter, providerCredentials, testIsNotLive } from './providers.ts';
import { oneWriter, zonesOfRegion } from './regions.ts';
import { backofficeApart, cardsInVaultMode, segmentTable } from './segments.ts';
import { graceCoversCalls, poolsNotHeld } from './times.ts';
import { durableTopics, partitionsCarry } from './topics.ts';
import { units } from './units.ts';
import { unused } from './unused.ts';
import { noCircle, tierLaw } from './waiting.ts';
import { waiversKnown } from './waivers.ts';

/** Rules over what people wrote in the catalog. */
export const INVARIANTS: readonly Invariant[] = [
  unknownNames, units, duplicates, tierLaw, noCircle, leases, providerCredentials, databaseRoles, primariesForMoney, publicWithoutDatabase, backofficeApart, oneAdapter, connectivity,
  providersApart, slotsApart, durableTopics, testIsNotLive, leaseOwners, cardsInVaultMode, poolsNotHeld, segmentTable, waiversKnown, unused, providerNetworks, evidenceKept,
];

/** Rules over what people wrote about an environment; they run only when all of it can be read. */
export const ENVIRONMENT_INVARIANTS: readonly EnvironmentInvariant[] = [
  unknownInEnvironment, componentsThere, regionsOnce, regionAddresses, lowerEnvironments, oneWriter, ownAccount, zonesOfRegion, environmentNetworks, evidenceOfMoney, hostsApart,
];

/** Rules over computed sizes; they run only when every name exists. */
export const SIZED_INVARIANTS: readonly SizedInvariant[] = [subnetsApart, graceCoversCalls, connectionsFit, partitionsCarry, providerLimitsFit];

/** Whether sizes can be computed at all. */
export const namesHold = (problems: readonly Problem[]): boolean => !problems.some(problem => problem.code === 'PT-100' || problem.code === 'PT-101' || problem.code === 'PT-102');
