/** Every party that may take part in a conversation, with the pods or addresses it is. */
import {
  type AddressPlan, type Component, type SizedJob, NODE_POOL_NAMES, NODE_POOLS, namespaceOf, type Peer, type Provider, ROUTES, type Scope, SEGMENTS, selectorOf,
  type SizedKafka, type SizedPostgres, type SizedWorkload,
} from '../model/index.ts';
import { resolverOf } from './addresses.ts';
import { boundaryOf, type Selection } from './selection.ts';

export interface Parties {
  readonly workloads: Readonly<Record<string, SizedWorkload>>;
  readonly jobs: Readonly<Record<string, SizedJob>>;
  readonly components: Readonly<Record<string, Component>>;
  readonly postgres: Readonly<Record<string, SizedPostgres>>;
  readonly kafka: Readonly<Record<string, SizedKafka>>;
  readonly providers: Readonly<Record<string, Provider>>;
  readonly addresses: AddressPlan;
}

/** Key of a peer: `<kind>/<name>`. */
export const peerKey = (kind: Peer['kind'], name: string): string => `${kind}/${name}`;

/** The platform pool also carries the cluster's own pods. */
export const PLATFORM_POOL = SEGMENTS.platform.pool;

/** Where a pod asks for credentials of its role; an address of its own node, on every node the same. */
const POD_IDENTITY = '169.254.170.23/32';

export const peersOf = (selection: Selection, parties: Parties): Readonly<Record<string, Peer>> => {
  const all = [...podPeers(parties), ...storePeers(parties), ...outsidePeers(selection, parties)];
  return Object.fromEntries(all.map(peer => [peerKey(peer.kind, peer.name), peer] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const pods = (kind: Peer['kind'], item: { readonly name: string; readonly namespace: string; readonly pool: Peer['pool']; readonly scope: Scope }, labels = selectorOf(item.name)): Peer =>
  ({ kind, name: item.name, pods: { namespace: item.namespace, labels }, cidrs: [], hosts: [], pool: item.pool, scope: item.scope });

const addresses = (kind: Peer['kind'], name: string, cidrs: readonly string[], scope: Scope, hosts: readonly string[] = []): Peer =>
  ({ kind, name, pods: null, cidrs, hosts, pool: null, scope });

const podPeers = ({ workloads, jobs, components }: Parties): readonly Peer[] => [
  ...Object.values(workloads).map(workload => pods('workload', workload)),
  ...Object.values(jobs).map(job => pods('job', job)),
  ...Object.values(components).map(component => pods('component', { ...component, pool: PLATFORM_POOL, scope: SEGMENTS.platform.scope }, component.labels)),
];

/** A store that AWS runs is its subnets; one that an operator runs is pods, and its primary another pod than its replicas. */
const storePeers = ({ postgres, kafka, addresses: plan }: Parties): readonly Peer[] => [
  ...Object.values(postgres).flatMap(store => {
    if (store.namespace === null) {
      const cidrs = plan.stores[store.name] as readonly string[];
      return [addresses('store', store.name, cidrs, store.scope), addresses('store', `${store.name}-replica`, cidrs, store.scope)];
    }
    const at = { namespace: store.namespace, pool: SEGMENTS[boundaryOf(store)].pool, scope: store.scope };
    const cluster = { 'cnpg.io/cluster': store.name };
    return [
      pods('store', { ...at, name: store.name }, { ...cluster, 'cnpg.io/instanceRole': 'primary' }),
      pods('store', { ...at, name: `${store.name}-replica` }, { ...cluster, 'cnpg.io/instanceRole': 'replica' }),
      pods('store', { ...at, name: `${store.name}-instances` }, cluster),
    ];
  }),
  ...Object.values(kafka).map(store => {
    const { pool, scope } = SEGMENTS[boundaryOf(store)];
    return store.namespace === null
      ? addresses('store', store.name, plan.stores[store.name] as readonly string[], scope)
      : pods('store', { name: store.name, namespace: store.namespace, pool, scope }, { 'strimzi.io/cluster': store.name });
  }),
];

/** AWS APIs that nodes need before any pod runs. */
export const NODE_APIS: Readonly<Record<string, string>> = {
  'ecr.api': 'asks for image manifests', 'ecr.dkr': 'pulls images', s3: 'pulls image layers', ec2: 'attaches addresses and volumes', sts: 'proves who the node is',
  eks: 'joins the cluster', 'eks-auth': 'fetches the credentials of pods', logs: 'ships node and container logs',
};

const outsidePeers = (selection: Selection, parties: Parties): readonly Peer[] => {
  const { environment, region, services } = selection;
  const { tiers } = parties.addresses;
  const cloud = environment.cloud;
  const out: Peer[] = [
    addresses('network', 'control-plane', cloud.kind === 'aws' ? tiers.control.zones : [cloud.apiServer], 'security-impacting'),
    ...Object.values(parties.providers).map(provider => addresses('provider', provider.name, provider.addresses, 'out-of-scope', provider.hosts)),
  ];
  if (cloud.kind !== 'aws') return out;
  const apis = new Set([
    ...Object.keys(NODE_APIS), ...Object.values(parties.components).flatMap(component => component.awsApis),
    ...Object.values(parties.workloads).flatMap(workload => workload.awsApis),
  ]);
  const routes = new Set([...services.values()].flatMap(service => (service.route === undefined ? [] : [service.route.name])));
  return [
    ...out,
    addresses('network', 'internet', ['0.0.0.0/0'], 'out-of-scope'),
    addresses('network', 'operators', environment.operators, 'out-of-scope'),
    addresses('network', 'pipelines', environment.pipelines, 'security-impacting'),
    addresses('network', 'pod-identity', [POD_IDENTITY], 'security-impacting'),
    addresses('network', 'resolver', [resolverOf(region.cidr)], 'security-impacting'),
    ...[...apis].map(api => addresses('aws-api', api, tiers.endpoints.zones, 'security-impacting', [`${api}.${region.name}.amazonaws.com`])),
    ...[...routes].map(route => addresses('load-balancer', route, ROUTES[route].from === 'internet' ? tiers.public.zones : tiers.endpoints.zones, 'connected-to',
      [environment.hosts[route]])),
    ...NODE_POOL_NAMES.filter(pool => poolsUsed(parties).has(pool)).map((pool): Peer =>
      ({ kind: 'nodes', name: pool, pods: null, cidrs: tiers[NODE_POOLS[pool].tier].zones, hosts: [], pool, scope: NODE_POOLS[pool].scope })),
  ];
};

/** Pools that something runs on. */
export const poolsUsed = ({ workloads, jobs, postgres, kafka }: Pick<Parties, 'workloads' | 'jobs' | 'postgres' | 'kafka'>): ReadonlySet<string> => new Set([
  PLATFORM_POOL,
  ...Object.values(workloads).map(workload => workload.pool), ...Object.values(jobs).map(job => job.pool),
  ...[...operated(postgres), ...operated(kafka)].map(store => SEGMENTS[boundaryOf(store)].pool),
]);

/** Stores that an operator in the cluster runs: they are pods. */
export const operated = <S extends SizedPostgres | SizedKafka>(stores: Readonly<Record<string, S>>): readonly S[] => Object.values(stores).filter(store => store.namespace !== null);

/** Component as renderers see it. */
export const componentsOf = ({ components, environment }: Selection): Readonly<Record<string, Component>> => Object.fromEntries(
  [...components.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((component): [string, Component] => [component.name, {
    name: component.name, summary: component.summary, owner: component.owner, tier: component.tier,
    namespace: component.namespace === 'kube-system' ? 'kube-system' : namespaceOf('platform'), labels: component.labels,
    ports: Object.entries(component.ports).map(([name, port]) => ({ name, port })), install: component.install, crds: component.crds ?? [],
    kubernetesApi: component.kubernetesApi ?? null,
    awsApis: environment.cloud.kind === 'aws' ? (component.awsApis ?? []).map(({ api }) => api) : [],
  }]),
);

