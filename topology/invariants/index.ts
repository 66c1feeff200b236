/** Every rule of the catalog, one file each. */
import type { Problem } from '../../model/index.ts';
import { regionAddresses, slotsApart, subnetsApart } from './addresses.ts';
import { databaseRoles, primariesForMoney, publicWithoutDatabase } from './databases.ts';
import { duplicates } from './duplicates.ts';
import { lowerEnvironments, oneWriter, ownAccount } from './environments.ts';
import type { Invariant, SizedInvariant } from './invariant.ts';
import { leaseOwners, leases } from './leases.ts';
import { connectionsFit, providerLimitsFit } from './limits.ts';
import { unknownNames } from './names.ts';
import { connectivity, providerCredentials } from './providers.ts';
import { backofficeApart, cardsInVaultMode, segmentTable } from './segments.ts';
import { graceCoversCalls, poolsNotHeld } from './times.ts';
import { durableTopics, partitionsCarry } from './topics.ts';
import { units } from './units.ts';
import { noCircle, tierLaw } from './waiting.ts';
import { waiversKnown } from './waivers.ts';

/** Rules over what people wrote. */
export const INVARIANTS: readonly Invariant[] = [
  unknownNames, units, duplicates, tierLaw, noCircle, leases, providerCredentials, databaseRoles, primariesForMoney, publicWithoutDatabase, backofficeApart, connectivity,
  regionAddresses, slotsApart, durableTopics, lowerEnvironments, oneWriter, leaseOwners, cardsInVaultMode, poolsNotHeld, segmentTable, waiversKnown, ownAccount,
];

/** Rules over computed sizes; they run only when every name exists. */
export const SIZED_INVARIANTS: readonly SizedInvariant[] = [subnetsApart, graceCoversCalls, connectionsFit, partitionsCarry, providerLimitsFit];

/** Whether sizes can be computed at all. */
export const namesHold = (problems: readonly Problem[]): boolean => !problems.some(problem => problem.code === 'PT-100' || problem.code === 'PT-101' || problem.code === 'PT-102');
