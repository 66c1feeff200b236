/**
 * The network of a region: who stands where, and who may talk to whom, at the grain a cloud network has.
 *
 * Outputs: `vpc_id`, `subnets_<tier>`, `subnets_store_<store>`, `security_group_<pool|store|lb|endpoint>_<name>`,
 * `security_group_control_plane`, `egress_addresses_<provider>`.
 */
import { DefaultRouteTable } from '@cdktf/provider-aws/lib/default-route-table/index.js';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import type { Build } from '../stack.ts';
import { named, output, tags } from '../stack.ts';
import { accessLists } from './acls.ts';
import { conversationsOf } from './conversations.ts';
import { internetAccess } from './egress.ts';
import { endpoints } from './endpoints.ts';
import { flowLogs } from './flow-logs.ts';
import { securityGroups } from './groups.ts';
import { subnetGroups } from './subnets.ts';
import { privateLines } from './tunnels.ts';

export const network: Build = (stack, topology) => {
  const name = named(topology);
  const vpc = new Vpc(stack, 'vpc', {
    cidrBlock: topology.region.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: tags(name, topology.environment.purpose),
  });
  output(stack, 'vpc_id', vpc.id);
  new DefaultSecurityGroup(stack, 'default_security_group', { vpcId: vpc.id, tags: tags(`${name}-default`, 'nothing may use it: it has no rule') });
  new DefaultRouteTable(stack, 'default_route_table', {
    defaultRouteTableId: vpc.defaultRouteTableId, tags: tags(`${name}-default`, 'nothing may use it: it has no route'),
  });

  const conversations = conversationsOf(topology, topology.edges);
  const groups = subnetGroups(stack, topology, vpc.id);
  internetAccess(stack, topology, vpc.id, groups);
  privateLines(stack, topology, vpc.id, groups, conversations);
  accessLists(stack, topology, vpc, groups, conversations);
  endpoints(stack, topology, vpc.id, groups, securityGroups(stack, topology, vpc.id, conversations));
  flowLogs(stack, topology, vpc.id);
};
