/** Load balancers: where they listen, and to which ports they send. */
import { at, eachNested, isTrue, number, oneOrMore, text } from '../json.ts';
import type { Ports } from '../ports.ts';
import { NO_PORTS, plusPorts } from '../ports.ts';
import { rulePorts } from './rule-ports.ts';
import type { Resource, Terraform } from './terraform.ts';

export interface Listener {
  readonly ports: Ports;
  readonly resource: Resource;
  readonly says: string;
}

export interface TargetGroup {
  /** The name that a TargetGroupBinding in Kubernetes registers pods with. */
  readonly name: string;
  readonly ports: Ports;
  readonly resource: Resource;
  /** The first listener or rule of the load balancer that forwards to it. */
  readonly by: Resource;
  readonly says: string;
}

interface LoadBalancer {
  readonly resource: Resource;
  readonly name: string;
  readonly subnets: unknown;
  readonly groups: unknown;
  readonly isPublic: boolean;
  /** A network load balancer without groups filters nothing. */
  readonly filtered: boolean;
  readonly listeners: readonly Listener[];
  readonly targetGroups: readonly TargetGroup[];
}

export const loadBalancers = (terraform: Terraform): readonly LoadBalancer[] => {
  for (const classic of terraform.all('aws_elb')) terraform.note(classic, 'classic load balancers are not followed');
  const listeners = terraform
    .all('aws_lb_listener', 'aws_alb_listener')
    .map(resource => ({ resource, of: terraform.follow(resource, resource.body['load_balancer_arn']) }));
  const rules = terraform
    .all('aws_lb_listener_rule', 'aws_alb_listener_rule')
    .map(resource => ({ resource, of: terraform.follow(resource, resource.body['listener_arn']) }));
  return terraform.all('aws_lb', 'aws_alb').map(resource => {
    const { body } = resource;
    const own = listeners.filter(listener => listener.of.includes(resource)).map(listener => listener.resource);
    const actions = [
      ...own.flatMap(listener => eachNested(listener.body['default_action']).map(action => ({ from: listener, action }))),
      ...rules
        .filter(rule => rule.of.some(listener => own.includes(listener)))
        .flatMap(rule => eachNested(rule.resource.body['action']).map(action => ({ from: rule.resource, action }))),
    ];
    const groups = new Map<Resource, Resource>();
    for (const { from, action } of actions) {
      const arns = [action['target_group_arn'], ...eachNested(at(action, 'forward', 'target_group')).map(group => group['arn'])];
      for (const group of arns.flatMap(arn => terraform.follow(from, arn))) if (!groups.has(group)) groups.set(group, from);
    }
    return {
      resource,
      name: text(body['name']) || resource.id,
      isPublic: !isTrue(body['internal']),
      listeners: own.map(listenerOf),
      targetGroups: [...groups].map(([group, by]) => targetGroupOf(group, by)),
      subnets: body['subnets'] ?? eachNested(body['subnet_mapping']).map(mapping => mapping['subnet_id']),
      groups: body['security_groups'],
      filtered: !['network', 'gateway'].includes(text(body['load_balancer_type'])) || oneOrMore(body['security_groups']).length > 0,
    };
  });
};

const TRANSPORTS: Readonly<Record<string, readonly string[]>> = { UDP: ['udp'], TCP_UDP: ['tcp', 'udp'] };

const portsAt = (protocol: unknown, port: number | null): { readonly ports: Ports; readonly says: string } => {
  const each = port === null ? [] : (TRANSPORTS[text(protocol)] ?? ['tcp']).map(transport => rulePorts(transport, port, port));
  return { ports: each.map(({ ports }) => ports).reduce(plusPorts, NO_PORTS), says: each.map(({ says }) => says).join(', ') };
};

const listenerOf = (resource: Resource): Listener => {
  const { ports, says } = portsAt(resource.body['protocol'], number(resource.body['port']));
  return { ports, resource, says: `listens on ${says}` };
};

/** Requests and health checks go to ports of their own. */
const targetGroupOf = (resource: Resource, by: Resource): TargetGroup => {
  const { body } = resource;
  const check = number(at(body, 'health_check', 'port'));
  const traffic = portsAt(body['protocol'], number(body['port']));
  const health = portsAt('TCP', check);
  return {
    resource,
    by,
    name: text(body['name']) || resource.id,
    ports: plusPorts(traffic.ports, health.ports),
    says: `sends to ${[traffic.says, ...(check === null ? [] : [`asks for health on ${health.says}`])].join(', ')}`,
  };
};
