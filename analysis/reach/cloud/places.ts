/** What stands in the network, read from the resources that make it: who has which subnets and which groups. */
import type { Group, Groups } from './groups.ts';
import { addressesOf } from '../addresses.ts';
import { at, eachNested, isFalse, isTrue, nested, oneOrMore, text } from '../json.ts';
import type { Listener, TargetGroup } from './load-balancers.ts';
import { loadBalancers } from './load-balancers.ts';
import type { Network, Subnet } from './network.ts';
import { POOL_LABEL } from '../../../model/index.ts';
import type { Resource, Terraform } from './terraform.ts';
import type { Interval } from '../vocabulary.ts';

/** An address in a subnet, with the groups that guard it. */
export interface Interface {
  readonly subnet: Subnet;
  /** Null where nothing filters, as at a network load balancer without groups. */
  readonly groups: readonly Group[] | null;
  /** It has a public address, or may get one. */
  readonly public: boolean;
  readonly resource: Resource;
}

export interface CloudPlace {
  /** `pool/core`, `store/production-ap-southeast-3-ledger`, `endpoint/sts`, `load-balancer/…`, `control-plane/…`, `outside/internet`. */
  readonly name: string;
  readonly kind: 'pool' | 'store' | 'endpoint' | 'load-balancer' | 'control-plane' | 'machine' | 'outside';
  /** What makes it; null outside. */
  readonly resource: Resource | null;
  readonly interfaces: readonly Interface[];
  /** Addresses of a place outside. */
  readonly blocks: readonly Interval[];
  /** Names of a place outside, for firewalls that know names. */
  readonly hosts: readonly string[];
  /** Of a load balancer: where it listens, and where it sends. */
  readonly listeners: readonly Listener[];
  readonly targetGroups: readonly TargetGroup[];
  /** Of a control plane with an endpoint on the internet: who may call it. */
  readonly publicEndpoint: { readonly blocks: readonly Interval[]; readonly resource: Resource } | null;
}

interface World {
  readonly terraform: Terraform;
  readonly network: Network;
  readonly groups: Groups;
}

export const placesOf = (terraform: Terraform, network: Network, groups: Groups): readonly CloudPlace[] => {
  const world = { terraform, network, groups };
  return [...pools(world), ...stores(world), ...endpoints(world), ...balancers(world), ...controlPlanes(world)];
};

const EMPTY = { interfaces: [], blocks: [], hosts: [], listeners: [], targetGroups: [], publicEndpoint: null } as const;

export const outsidePlace = (name: string, blocks: readonly Interval[], hosts: readonly string[]): CloudPlace => ({
  ...EMPTY,
  name,
  kind: 'outside',
  resource: null,
  blocks,
  hosts,
});

/** Subnets that a field names: themselves, or through a subnet group, which may be named by its plain name. */
const subnetsAt = ({ terraform, network }: World, from: Resource, value: unknown): readonly Subnet[] =>
  terraform.resolve(from, value).flatMap(found => {
    const named =
      found.kind === 'text'
        ? terraform.all('aws_db_subnet_group', 'aws_elasticache_subnet_group', 'aws_redshift_subnet_group').find(({ body }) => body['name'] === found.text)
        : undefined;
    const resource = found.kind === 'resource' ? found.resource : named;
    if (resource === undefined) {
      terraform.note(from, `its subnets cannot be followed: ${found.kind === 'resource' ? '' : found.text}`);
      return [];
    }
    const subnets = resource.body['subnet_ids'] === undefined ? [resource] : terraform.follow(resource, resource.body['subnet_ids']);
    return subnets.flatMap(subnet => {
      const known = network.subnets.get(subnet);
      if (known === undefined) terraform.note(from, `the subnet ${subnet.path} is not known`);
      return known ?? [];
    });
  });

const interfacesAt = (world: World, from: Resource, subnets: unknown, groups: unknown, isPublic: boolean | 'by-subnet'): readonly Interface[] =>
  subnetsAt(world, from, subnets).map(subnet => ({
    subnet,
    groups: world.groups.at(from, groups, subnet.vpc.key),
    resource: from,
    public: isPublic === 'by-subnet' ? isTrue(subnet.resource.body['map_public_ip_on_launch']) : isPublic,
  }));

/* ---- nodes ----------------------------------------------------------------------------------------------------------------- */

/** Node groups with the same pool label are one place; pods have addresses and groups of their node. */
const pools = (world: World): readonly CloudPlace[] => {
  const found = new Map<string, CloudPlace & { readonly interfaces: Interface[] }>();
  for (const resource of world.terraform.all('aws_eks_node_group', 'aws_eks_fargate_profile')) {
    const { body } = resource;
    const name = `pool/${text(nested(body['labels'])[POOL_LABEL]) || text(body['node_group_name']) || resource.id}`;
    const place = found.get(name) ?? { ...EMPTY, name, kind: 'pool', resource, interfaces: [] };
    found.set(name, place);
    place.interfaces.push(...nodeInterfaces(world, resource));
  }
  const machines = world.terraform.all('aws_instance', 'aws_lambda_function').map((resource): CloudPlace => {
    const { body } = resource;
    const inside =
      resource.type === 'aws_instance'
        ? { subnets: body['subnet_id'], groups: body['vpc_security_group_ids'] }
        : { subnets: at(body, 'vpc_config', 'subnet_ids'), groups: at(body, 'vpc_config', 'security_group_ids') };
    const address = body['associate_public_ip_address'];
    return {
      ...EMPTY,
      name: `machine/${resource.id}`,
      kind: 'machine',
      resource,
      interfaces: interfacesAt(
        world,
        resource,
        inside.subnets,
        inside.groups,
        resource.type === 'aws_lambda_function' || isFalse(address) ? false : isTrue(address) || 'by-subnet',
      ),
    };
  });
  return [...found.values(), ...machines];
};

const nodeInterfaces = (world: World, group: Resource): readonly Interface[] => {
  const { terraform, groups } = world;
  const templates = terraform.follow(group, at(group.body, 'launch_template', 'id'));
  const clusters = terraform.resolve(group, group.body['cluster_name']).flatMap(found => (found.kind === 'resource' ? [found.resource] : []));
  const first = templates.flatMap(template =>
    eachNested(template.body['network_interfaces'])
      .slice(0, 1)
      .map(each => ({ template, each })),
  )[0];
  const address = first?.each['associate_public_ip_address'];
  const isPublic = isTrue(address) ? true : isFalse(address) ? false : 'by-subnet';
  const [template] = templates;
  const named = [...oneOrMore(first?.each['security_groups']), ...oneOrMore(template?.body['vpc_security_group_ids'])];
  const own = template === undefined || named.length === 0 ? clusters.map(groups.ofCluster) : null;
  return subnetsAt(world, group, group.body['subnet_ids']).map(subnet => ({
    subnet,
    groups: own ?? (template === undefined ? [] : groups.at(template, named, subnet.vpc.key)),
    resource: group,
    public: isPublic === 'by-subnet' ? isTrue(subnet.resource.body['map_public_ip_on_launch']) : isPublic,
  }));
};

/* ---- stores and endpoints ---------------------------------------------------------------------------------------------------- */

/** Managed stores: which field is the name, and where subnets and groups stand. */
const STORES: Readonly<Record<string, readonly [name: string, subnets: readonly string[], groups: readonly string[]]>> = {
  aws_rds_cluster: ['cluster_identifier', ['db_subnet_group_name'], ['vpc_security_group_ids']],
  aws_db_instance: ['identifier', ['db_subnet_group_name'], ['vpc_security_group_ids']],
  aws_docdb_cluster: ['cluster_identifier', ['db_subnet_group_name'], ['vpc_security_group_ids']],
  aws_redshift_cluster: ['cluster_identifier', ['cluster_subnet_group_name'], ['vpc_security_group_ids']],
  aws_elasticache_cluster: ['cluster_id', ['subnet_group_name'], ['security_group_ids']],
  aws_elasticache_replication_group: ['replication_group_id', ['subnet_group_name'], ['security_group_ids']],
  aws_opensearch_domain: ['domain_name', ['vpc_options', 'subnet_ids'], ['vpc_options', 'security_group_ids']],
  aws_msk_cluster: ['cluster_name', ['broker_node_group_info', 'client_subnets'], ['broker_node_group_info', 'security_groups']],
};

const stores = (world: World): readonly CloudPlace[] =>
  Object.entries(STORES).flatMap(([type, [name, subnets, groups]]) =>
    world.terraform.all(type).map(
      (resource): CloudPlace => ({
        ...EMPTY,
        name: `store/${text(resource.body[name]) || resource.id}`,
        kind: 'store',
        resource,
        interfaces: interfacesAt(world, resource, at(resource.body, ...subnets), at(resource.body, ...groups), isPublicStore(world, resource)),
      }),
    ),
  );

/** A store is public when AWS gives it a public address: one instance of a cluster is enough. */
const isPublicStore = ({ terraform }: World, store: Resource): boolean => {
  if (store.type === 'aws_msk_cluster') {
    const access = text(at(store.body, 'broker_node_group_info', 'connectivity_info', 'public_access', 'type'));
    return access !== null && access !== 'DISABLED';
  }
  const instances =
    store.type === 'aws_rds_cluster'
      ? terraform
          .all('aws_rds_cluster_instance')
          .filter(instance =>
            terraform
              .resolve(instance, instance.body['cluster_identifier'])
              .some(found => (found.kind === 'resource' ? found.resource === store : found.text === store.body['cluster_identifier'])),
          )
      : [];
  return [store, ...instances].some(({ body }) => isTrue(body['publicly_accessible']));
};

/** Interface endpoints stand in subnets; a gateway endpoint is a route to addresses of AWS and has none of its own. */
const endpoints = (world: World): readonly CloudPlace[] =>
  world.terraform.all('aws_vpc_endpoint').map((resource): CloudPlace => {
    const service = text(resource.body['service_name']) || resource.id;
    return {
      ...EMPTY,
      name: `endpoint/${/^com\.amazonaws\.[a-z0-9-]+\.(.+)$/.exec(service)?.[1] ?? service}`,
      kind: 'endpoint',
      resource,
      interfaces:
        resource.body['vpc_endpoint_type'] === 'Interface'
          ? interfacesAt(world, resource, resource.body['subnet_ids'], resource.body['security_group_ids'], false)
          : [],
    };
  });

const balancers = (world: World): readonly CloudPlace[] =>
  loadBalancers(world.terraform).map(({ resource, name, subnets, groups, isPublic, filtered, listeners, targetGroups }) => ({
    ...EMPTY,
    name: `load-balancer/${name}`,
    kind: 'load-balancer' as const,
    resource,
    listeners,
    targetGroups,
    interfaces: interfacesAt(world, resource, subnets, groups, isPublic).map(each => (filtered ? each : { ...each, groups: null })),
  }));

const controlPlanes = (world: World): readonly CloudPlace[] =>
  world.terraform.all('aws_eks_cluster').map((resource): CloudPlace => {
    const config = nested(resource.body['vpc_config']);
    const made = world.groups.ofCluster(resource);
    const allowed = config['public_access_cidrs'] === undefined ? ['0.0.0.0/0'] : world.terraform.texts(resource, config['public_access_cidrs']);
    return {
      ...EMPTY,
      name: `control-plane/${text(resource.body['name']) || resource.id}`,
      kind: 'control-plane',
      resource,
      interfaces: interfacesAt(world, resource, config['subnet_ids'], config['security_group_ids'] ?? [], false).map(each => ({
        ...each,
        groups: [...(oneOrMore(config['security_group_ids']).length === 0 ? [] : (each.groups ?? [])), made],
      })),
      // AWS opens the endpoint to the internet unless it is told not to.
      publicEndpoint: isFalse(config['endpoint_public_access']) ? null : { resource, blocks: allowed.flatMap(cidr => addressesOf(cidr) ?? []) },
    };
  });
