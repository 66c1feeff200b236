/**
 * The Kubernetes cluster, its nodes, its add-ons and every identity in it.
 *
 * Outputs: `cluster_name`, `cluster_endpoint`, `cluster_certificate_authority`, `oidc_provider_arn`, `role_bootstrap`,
 * `role_deploy`, `role_operators`. Roles of workloads have computed names (`roleOf`, `secretRoleOf`).
 */
import type { Build } from '../stack.ts';
import { access } from './access.ts';
import { addons } from './addons.ts';
import { componentRoles } from './component-roles.ts';
import { controlPlane } from './control-plane.ts';
import { nodes } from './nodes.ts';
import { secretRoles, workloadRoles } from './workload-roles.ts';

export const cluster: Build = (stack, topology) => {
  const plane = controlPlane(stack, topology);
  addons(stack, topology, plane.cluster.name, 'on-nodes', []);
  nodes(stack, topology, plane);
  workloadRoles(stack, topology, plane);
  secretRoles(stack, topology, plane);
  componentRoles(stack, topology, plane);
  access(stack, topology, plane);
};
