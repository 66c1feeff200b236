/** Secret mounts: which pods hold which secret, certificate, login or token, and as whom it was copied for them. */
import { ADMINISTRATOR, CLUSTER_ISSUER, secretAccountOf } from '../../../model/index.ts';
import type { Topology } from '../../../model/index.ts';
import type { BoundaryRegion, Plane } from '../words.ts';
import type { Fact } from './rows.ts';
import { declaredRows, rowsOf } from './rows.ts';

export const secretMounts = ({ rights, topology }: Pick<BoundaryRegion, 'rights' | 'topology'>): Plane => ({
  name: 'secret mounts', grain: 'holder × secret × as whom it was copied',
  computed: rowsOf(rights, 'secret mount'),
  declared: declaredRows([...principalsOf(topology).flatMap(each => held(each, topology)), ...stores(topology), ...authority(topology)]),
});

interface Principal {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  /** Logins of stores that operators run: certificates, where AWS would take a token. */
  readonly logins: readonly { readonly login: string; readonly because: string }[];
  readonly token: boolean;
}

const principalsOf = ({ workloads, jobs, postgres, kafka }: Topology): readonly Principal[] => [
  ...Object.values(workloads).map((workload): Principal => ({
    key: `workload/${workload.name}`, name: workload.name, namespace: workload.namespace, token: workload.kubernetesApi !== null,
    logins: [
      ...workload.stores.filter(({ store }) => postgres[store]?.binding === 'cloudnative-pg').map(({ store, role }) => ({ login: `${store}/${role}`, because: `store ${store} › role ${role}` })),
      ...(workload.publishes.length + workload.consumes.length === 0 ? [] : Object.values(kafka).filter(({ binding }) => binding === 'strimzi')
        .map(({ name }) => ({ login: `${name}/${workload.name}`, because: `service ${workload.name} › publishes, consumes` }))),
    ],
  })),
  ...Object.values(jobs).map((job): Principal => ({
    key: `job/${job.name}`, name: job.name, namespace: job.namespace, token: false,
    logins: job.kind === 'database-roles' && postgres[job.store]?.binding === 'cloudnative-pg' ? [{ login: `${job.store}/${ADMINISTRATOR}`, because: `job ${job.name}` }] : [],
  })),
];

const held = ({ key, name, namespace, logins, token }: Principal, { secrets }: Topology): readonly Fact[] => {
  const copied = [`copied as ${namespace}/${secretAccountOf(name)}`];
  const mount = (to: string, because: string, when: readonly string[] = []): Fact => ({ from: key, to, actions: ['mount'], when, because });
  return [
    mount(`certificate/${namespace}/${name}-tls`, `${key.replace('/', ' ')} has a certificate of its own`),
    ...Object.values(secrets).filter(({ holders }) => holders.includes(name)).map(secret => mount(`secret/${secret.name}`, `secret ${secret.name} › holders`, copied)),
    ...logins.map(({ login, because }) => mount(`login/${login}`, because, copied)),
    ...(token ? [mount(`token/${namespace}/${name}`, `service ${name} › kubernetesApi`)] : []),
  ];
};

/** What proves to clients that a store is the store. */
const stores = ({ postgres, kafka }: Topology): readonly Fact[] => [
  ...Object.values(postgres).map(({ name, namespace }) => ({ name, namespace, certificate: `${name}-server` })),
  ...Object.values(kafka).map(({ name, namespace }) => ({ name, namespace, certificate: `${name}-listener` })),
].filter(({ namespace }) => namespace !== null).map(({ name, namespace, certificate }) =>
  ({ from: `store/${name}`, to: `certificate/${namespace}/${certificate}`, actions: ['mount'], because: `store ${name}` }));

/** The key that signs every certificate between pods. */
const authority = ({ components }: Topology): readonly Fact[] => Object.values(components).filter(({ name }) => name === 'cert-manager').map(({ name, namespace }) =>
  ({ from: `component/${name}`, to: `certificate/${namespace}/${CLUSTER_ISSUER}`, actions: ['mount'], because: `component ${name}` }));
