/** What every service gets, in the order in which a reviewer reads it. A new capability is one file here and one word. */
import type { Facet } from '../manifest.ts';
import { autoscaler } from './autoscaler.ts';
import { certificates } from './certificate.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { endpoints } from './endpoints.ts';
import { networkPolicy } from './network-policy.ts';
import { secrets } from './secrets.ts';
import { service } from './service.ts';
import { serviceAccount } from './service-account.ts';
import { settings } from './settings.ts';
import { storeAccess } from './store-access.ts';
import { targetGroup } from './target-group.ts';
import { topicAccess } from './topic-access.ts';
import { workload } from './workload.ts';

export const FACETS: readonly Facet[] = [
  serviceAccount, settings, endpoints, workload, service, disruptionBudget, autoscaler, networkPolicy, certificates, secrets, storeAccess,
  topicAccess, targetGroup,
];
