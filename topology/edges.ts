/**
 * Every permitted conversation, once: declared by a person on the caller, or derived from another fact.
 * If packets may flow, the edge is made here and nowhere else.
 */
import {
  DATA_CLASSES, type DataClass, type Edge, KAFKA_PORT, MANAGEMENT_PORT, POSTGRES_PORT, ROUTES, type ServiceSpec,
} from '../model/index.ts';
import { NODE_APIS, operated, type Parties, peerKey, poolsUsed } from './peers.ts';
import { SIMULATOR } from './provider.ts';
import { callsOf, isFenced, type Selection, storesOf } from './selection.ts';
import { DEFAULT_PORT } from './workload.ts';

type Draft = Omit<Edge, 'id'>;
const HTTPS = 443;
/** One address of the node itself answers in clear text; it never leaves the node. */
const POD_IDENTITY_PORT = 80;
const KUBELET_PORT = 10_250;

export const edgesOf = (selection: Selection, parties: Parties): { readonly edges: readonly Edge[]; readonly fencedEdges: readonly Edge[] } => {
  const provider = providerEdges(selection, parties);
  const open = [
    ...callEdges(selection), ...storeEdges(selection, parties), ...topicEdges(selection, parties), ...routeEdges(selection), ...jobEdges(selection, parties),
    ...componentEdges(selection, parties), ...apiEdges(selection, parties), ...operatorEdges(selection, parties), ...replicationEdges(selection, parties),
  ];
  return isFenced(selection.region) ? { edges: merge(open), fencedEdges: merge(provider) } : { edges: merge([...open, ...provider]), fencedEdges: [] };
};

const idOf = (edge: Draft): string => `${edge.from} ${edge.to} ${edge.protocol}/${edge.port}`;

/** Two facts may need the same conversation: then it has both reasons and the more sensitive data class. */
const merge = (drafts: readonly Draft[]): readonly Edge[] => {
  const byId = new Map<string, Edge>();
  for (const draft of drafts) {
    const id = idOf(draft);
    const known = byId.get(id);
    byId.set(id, known === undefined ? { id, ...draft } : {
      ...known, why: joined(known.why, draft.why), because: joined(known.because, draft.because), waits: known.waits || draft.waits,
      data: stricter(known.data, draft.data), origin: known.origin === 'declared' || draft.origin === 'declared' ? 'declared' : 'derived',
    });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

const joined = (a: string, b: string): string => (a.split('; ').includes(b) ? a : `${a}; ${b}`);
const stricter = (a: DataClass, b: DataClass): DataClass => (DATA_CLASSES.indexOf(a) <= DATA_CLASSES.indexOf(b) ? a : b);

const edge = (from: string, to: string, port: number, why: string, because: string, owner: string, more: Partial<Draft> = {}): Draft => ({
  from, to, port, protocol: 'TCP', encryption: 'tls', data: 'operational', why, origin: 'derived', because, owner, waits: false, ...more,
});

const workload = (name: string): string => peerKey('workload', name);

const callEdges = (selection: Selection): readonly Draft[] => [...selection.services.values()].flatMap(service => callsOf(selection, service).map((call, index) =>
  edge(workload(service.name), workload(call.to), portOf(selection.services.get(call.to), call.port ?? DEFAULT_PORT), call.why, `service ${service.name} › calls[${index}]`, service.owner,
    { encryption: 'mtls', data: call.data ?? 'money', origin: 'declared', waits: call.optional !== true })));

const portOf = (service: ServiceSpec | undefined, port: string): number => (service?.ports ?? {})[port] as number;

const storeEdges = (selection: Selection, { postgres }: Parties): readonly Draft[] => [...selection.services.values()].flatMap(service =>
  storesOf(selection, service).map((use, index) => edge(workload(service.name), peerKey('store', use.endpoint === 'replica' ? `${use.name}-replica` : use.name), POSTGRES_PORT, use.why,
    `service ${service.name} › stores[${index}]`, service.owner, { data: postgres[use.name]?.data ?? 'money', origin: 'declared', waits: true })));

const topicEdges = ({ services, environment }: Selection, { kafka }: Parties): readonly Draft[] => [...services.values()].flatMap(service =>
  Object.values(kafka).flatMap(store => {
    const topics = [...(service.publishes ?? []).map(topic => `publishes ${topic}`), ...(service.consumes ?? []).map(topic => `consumes ${topic}`)];
    return topics.length === 0 ? [] : [edge(workload(service.name), peerKey('store', store.name), KAFKA_PORT[environment.bindings.kafka], topics.join('; '),
      `service ${service.name} › topics`, service.owner, { encryption: environment.bindings.kafka === 'strimzi' ? 'mtls' : 'tls', data: store.data, origin: 'declared' })];
  }));

const providerEdges = (selection: Selection, { providers }: Parties): readonly Draft[] => [...selection.services.values()].flatMap(service => {
  const provider = service.provider === undefined ? undefined : providers[service.provider];
  if (provider === undefined) return [];
  const because = `service ${service.name} › provider`;
  const more = { encryption: provider.encryption, data: 'money', origin: 'declared', waits: true } as const;
  if (selection.environment.providers !== 'simulator') return [edge(workload(service.name), peerKey('provider', provider.name), provider.port, provider.summary, because, service.owner, more)];
  const port = Object.values(selection.services.get(SIMULATOR)?.ports ?? {})[0] ?? 0;
  return [edge(workload(service.name), workload(SIMULATOR), port, `plays ${provider.name}`, because, service.owner, more)];
});

/** Routes exist where there is a load balancer of ours: outside → load balancer → pod, and its health check. */
const routeEdges = ({ environment, services }: Selection): readonly Draft[] => environment.cloud.kind !== 'aws' ? [] : [...services.values()].flatMap(service => {
  if (service.route === undefined) return [];
  const { name } = service.route;
  const balancer = peerKey('load-balancer', name);
  const because = `service ${service.name} › route`;
  return [
    edge(peerKey('network', ROUTES[name].from), balancer, HTTPS, ROUTES[name].why, because, service.owner, { data: ROUTES[name].data }),
    edge(balancer, workload(service.name), portOf(service, service.route.port), ROUTES[name].why, because, service.owner, { data: ROUTES[name].data }),
    edge(balancer, workload(service.name), MANAGEMENT_PORT, 'health check of the target group', because, service.owner),
  ];
});

const jobEdges = ({ environment }: Selection, { jobs, postgres }: Parties): readonly Draft[] => Object.values(jobs).map(job =>
  edge(peerKey('job', job.name), peerKey('store', job.store), job.kind === 'topics' ? KAFKA_PORT[environment.bindings.kafka] : POSTGRES_PORT, job.summary, `job ${job.name}`, job.owner,
    { data: job.kind === 'topics' ? 'operational' : (postgres[job.store]?.data ?? 'operational'), waits: true }));

/** DNS, telemetry, metrics, admission: what platform components say to workloads, and workloads to them. */
const componentEdges = ({ components, environment }: Selection, parties: Parties): readonly Draft[] => [...components.values()].flatMap(component => {
  const self = peerKey('component', component.name);
  const port = (name: string): number => component.ports[name] as number;
  const because = `component ${component.name}`;
  const make = (from: string, to: string, at: number, why: string, more: Partial<Draft> = {}): Draft => edge(from, to, at, why, because, component.owner, more);
  const callers = component.calledByAll === undefined ? [] : callersOf(component.name, parties);
  return [
    ...callers.flatMap(from => (component.calledByAll?.protocols ?? []).map(protocol => make(from, self, port(component.calledByAll?.port ?? ''), component.calledByAll?.why ?? '',
      { protocol, encryption: component.calledByAll?.encryption ?? 'tls' }))),
    ...(component.callsAll === undefined ? [] : Object.values(parties.workloads).map(({ name }) => make(self, workload(name), MANAGEMENT_PORT, component.callsAll?.why ?? ''))),
    ...(component.calledByControlPlane ?? []).map(call => make(peerKey('network', 'control-plane'), self, port(call.port), call.why)),
    ...(component.kubernetesApi === undefined ? [] : [make(self, peerKey('network', 'control-plane'), HTTPS, component.kubernetesApi)]),
    ...(environment.cloud.kind === 'aws' ? (component.awsApis ?? []).map(({ api, why }) => make(self, peerKey('aws-api', api), HTTPS, why, { data: api === 'secretsmanager' ? 'credential' : 'operational' })) : []),
    ...(component.callsNodes === undefined || environment.cloud.kind !== 'aws' ? [] : [...poolsUsed(parties)].map(pool => make(self, peerKey('nodes', pool), component.callsNodes?.port ?? 0, component.callsNodes?.why ?? ''))),
  ];
});

/** DNS serves everybody; the others serve what is ours. */
const callersOf = (component: string, { workloads, jobs, components, postgres, kafka }: Parties): readonly string[] => {
  const ours = [...Object.keys(workloads).map(workload), ...Object.keys(jobs).map(name => peerKey('job', name))];
  if (component !== 'dns') return Object.keys(workloads).map(workload);
  return [
    ...ours, ...Object.values(components).filter(other => other.namespace !== 'kube-system').map(other => peerKey('component', other.name)),
    ...operated(postgres).map(store => peerKey('store', `${store.name}-instances`)), ...operated(kafka).map(store => peerKey('store', store.name)),
  ];
};

/** A standby copies the events of the primary: the replicator of MSK works inside the subnets and group of its target. */
const replicationEdges = ({ environment, region }: Selection, { kafka }: Parties): readonly Draft[] => !isFenced(region) || environment.bindings.kafka !== 'msk' ? []
  : Object.values(kafka).map(store => edge(peerKey('store', store.name), peerKey('store', store.name), KAFKA_PORT.msk, 'the replicator writes what the primary published', `store ${store.name}`, store.owner,
    { data: store.data }));

/** AWS APIs of workloads and nodes, pod identity, and the Kubernetes API. */
const apiEdges = ({ environment, services }: Selection, parties: Parties): readonly Draft[] => {
  const control = peerKey('network', 'control-plane');
  const kubernetes = [...services.values()].flatMap(service => service.kubernetesApi === undefined ? []
    : [edge(workload(service.name), control, HTTPS, service.kubernetesApi, `service ${service.name} › kubernetesApi`, service.owner)]);
  if (environment.cloud.kind !== 'aws') return kubernetes;
  const identities = [
    ...Object.values(parties.workloads).filter(item => item.awsIdentity).map(item => [workload(item.name), item.owner] as const),
    ...Object.values(parties.jobs).filter(item => item.awsIdentity).map(item => [peerKey('job', item.name), item.owner] as const),
    ...Object.values(parties.components).filter(item => item.awsApis.length > 0 && item.name !== 'external-secrets').map(item => [peerKey('component', item.name), item.owner] as const),
  ];
  return [
    ...kubernetes,
    edge(peerKey('network', 'operators'), control, HTTPS, 'people look at what runs, outside the card-data environment', 'environment operators', 'team-platform'),
    edge(peerKey('network', 'pipelines'), control, HTTPS, 'a deployment is applied', 'environment pipelines', 'team-platform'),
    ...identities.map(([from, owner]) => edge(from, peerKey('network', 'pod-identity'), POD_IDENTITY_PORT, 'credentials of its own role, from the agent on its node', 'pod identity', owner,
      { encryption: 'none', data: 'credential' })),
    ...[...services.values()].flatMap(service => [
      ...(service.awsApis ?? []).map(({ api, why }, index) => edge(workload(service.name), peerKey('aws-api', api), HTTPS, why, `service ${service.name} › awsApis[${index}]`, service.owner, { origin: 'declared', waits: true })),
      ...(environment.bindings.objects === 's3' ? service.objects ?? [] : []).map(({ name, why }, index) =>
        edge(workload(service.name), peerKey('aws-api', 's3'), HTTPS, `${name}: ${why}`, `service ${service.name} › objects[${index}]`, service.owner, { data: 'money', origin: 'declared', waits: true })),
    ]),
    ...nodeEdges(parties),
    ...(['UDP', 'TCP'] as const).map(protocol => edge(peerKey('component', 'dns'), peerKey('network', 'resolver'), 53, 'names outside the cluster', 'component dns', 'team-platform', { protocol, encryption: 'none' })),
  ];
};

const nodeEdges = (parties: Parties): readonly Draft[] => [...poolsUsed(parties)].flatMap(pool => {
  const nodes = peerKey('nodes', pool);
  const control = peerKey('network', 'control-plane');
  return [
    ...Object.entries(NODE_APIS).map(([api, why]) => edge(nodes, peerKey('aws-api', api), HTTPS, why, `node pool ${pool}`, 'team-platform')),
    edge(nodes, control, HTTPS, 'kubelet reports and is told what to run', `node pool ${pool}`, 'team-platform'),
    edge(control, nodes, KUBELET_PORT, 'logs, metrics and probes of pods through kubelet', `node pool ${pool}`, 'team-platform'),
  ];
});

/** Stores that operators in the cluster run talk among themselves, to their operator and to the Kubernetes API. */
const operatorEdges = ({ components }: Selection, { postgres, kafka }: Parties): readonly Draft[] => {
  const control = peerKey('network', 'control-plane');
  const clusters = [
    ...operated(postgres).map(store => ({ peer: `${store.name}-instances`, binding: 'cloudnative-pg', ports: [POSTGRES_PORT, 8_000], store })),
    ...operated(kafka).map(store => ({ peer: store.name, binding: 'strimzi', ports: [9_090, 9_091], store })),
  ];
  return clusters.flatMap(({ peer, binding, ports, store }) => {
    const self = peerKey('store', peer);
    const because = `store ${store.name}`;
    return [
      ...ports.map(port => edge(self, self, port, 'replication among its instances', because, store.owner, { encryption: 'mtls', data: store.data })),
      edge(self, control, HTTPS, 'instances read and report their own state', because, store.owner),
      ...[...components.values()].filter(component => component.callsStores?.binding === binding).flatMap(component => (component.callsStores?.ports ?? []).map(port =>
        edge(peerKey('component', component.name), self, port, component.callsStores?.why ?? '', `component ${component.name}`, component.owner))),
    ];
  });
};

