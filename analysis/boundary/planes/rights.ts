/** The planes that decide what somebody may do once he is there. */
import type { BoundaryRegion, Plane } from '../words.ts';
import { databaseGrants } from './database-grants.ts';
import { iamStatements } from './iam-statements.ts';
import { kafkaAccess } from './kafka-access.ts';
import { rbacRules } from './rbac-rules.ts';
import { secretMounts } from './secret-mounts.ts';

export const rightPlanes = (region: Pick<BoundaryRegion, 'rights' | 'topology'>): readonly Plane[] => [kafkaAccess, databaseGrants, secretMounts, iamStatements, rbacRules].map(plane => plane(region));
