/** The planes that packets cross. */
import { hostAllowLists } from './host-allow-lists.ts';
import { loadBalancers } from './load-balancers.ts';
import { networkAcls } from './network-acls.ts';
import type { SetPlane } from './plane.ts';
import { egressPolicies, ingressPolicies } from './policies.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import type { BoundaryRegion } from '../words.ts';

export const networkPlanes = (region: BoundaryRegion): readonly SetPlane[] =>
  [egressPolicies, ingressPolicies, securityGroups, networkAcls, routes, loadBalancers, hostAllowLists].map(plane => plane(region));
