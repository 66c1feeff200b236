/** Routes of the region, with the workload that answers each. */
import type { RouteName, RouteRule, SubnetTier, Topology, Workload } from '../../model/index.ts';
import { ROUTES } from '../../model/index.ts';
import { byCodePoint } from '../stack.ts';
import { tierAt } from '../network/conversations.ts';

export interface Route {
  readonly name: RouteName;
  readonly host: string;
  /** Where its load balancer stands. */
  readonly tier: SubnetTier;
  readonly rule: RouteRule;
  readonly port: number;
  readonly deregistrationSeconds: number;
  readonly workload: Workload;
  /** Requests per second in the worst hour. */
  readonly peak: number;
}

export const routesOf = (topology: Topology): readonly Route[] => Object.values(topology.workloads).flatMap((workload): readonly Route[] => {
  const { route } = workload;
  if (route === null) return [];
  const balancer = topology.peers[`load-balancer/${route.name}`];
  const flow = topology.numbers.flows[workload.flow];
  if (balancer === undefined || flow === undefined) throw new TypeError(`the route '${route.name}' of '${workload.name}' has no load balancer or no load in the topology`);
  return [{
    name: route.name, host: topology.environment.hosts[route.name], tier: tierAt(topology, balancer.cidrs), rule: ROUTES[route.name], port: route.port,
    deregistrationSeconds: route.deregistrationSeconds, workload, peak: flow.peak,
  }];
}).sort((a, b) => byCodePoint(a.name, b.name));
