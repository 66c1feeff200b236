/** Pods of a public workload behind the load balancer that Terraform made. */
import { targetGroupOf } from '../../model/index.ts';
import type { Topology, Workload } from '../../model/index.ts';
import { metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { targetGroupBinding } from '../resources/load-balancer.ts';

/** Nothing in the cluster opens a load balancer: this registers pods with a group that exists. Elsewhere than on AWS people bring their own. */
export const targetGroup = (workload: Workload, topology: Topology): readonly Manifest[] =>
  workload.route === null || topology.environment.cloud.kind !== 'aws' ? [] : [targetGroupBinding(metadataOf(workload, 'routes'), {
    targetGroupName: targetGroupOf(topology.environment.name, workload.route.name),
    targetType: 'ip',
    serviceRef: { name: workload.name, port: workload.route.port },
  })];
