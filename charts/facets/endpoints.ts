/** Where stores and providers are, and how one logs in: all that differs between AWS and operators in the cluster. */
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { usesKafka } from '../../model/index.ts';
import type { Kafka, Postgres, StoreUse, Topology, Workload } from '../../model/index.ts';
import { named } from '../lookup.ts';
import { checked, describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { variable } from './settings.ts';
import type { Settings } from './settings.ts';

/** Name of the ConfigMap of a workload or job. */
export const endpointsNameOf = (name: string): string => `${name}-endpoints`;

/** A host that never resolves, until a pipeline has written the real one; a policy finds it. */
export const pendingHost = (store: string): string => `${store}.pending.invalid`;

/** Host of a database as a client sees it. */
export const databaseHost = (store: Postgres, endpoint: StoreUse['endpoint']): string =>
  store.endpoints === null ? pendingHost(store.name) : store.endpoints[endpoint];

/** `host:port` of every broker that clients begin with. */
export const bootstrapOf = (kafka: Kafka): string =>
  (kafka.bootstrap ?? [pendingHost(kafka.name)]).map(host => `${host}:${kafka.port}`).join(',');

const database = (use: StoreUse, topology: Topology): Settings => {
  const store = named(topology.postgres, use.store, 'store');
  return {
    [variable('store', use.store, 'host')]: databaseHost(store, use.endpoint),
    [variable('store', use.store, 'port')]: String(store.port),
    [variable('store', use.store, 'database')]: store.database,
    [variable('store', use.store, 'auth')]: store.binding === 'aurora' ? 'iam' : 'certificate',
  };
};

const kafkas = (topology: Topology): readonly Settings[] => Object.values(topology.kafka).map(kafka => ({
  KAFKA_BOOTSTRAP: bootstrapOf(kafka),
  KAFKA_AUTH: kafka.binding === 'msk' ? 'iam' : 'certificate',
}));

const objects = (workload: Workload, topology: Topology): readonly Settings[] => workload.objects.map(use =>
  ({ [variable('objects', use.name, 'bucket')]: named(topology.objects, use.name, 'object store').bucket }));

const provider = (use: NonNullable<Workload['provider']>, topology: Topology): Settings => ({
  PROVIDER_HOSTS: (use.hosts.length > 0 ? use.hosts : named(topology.providers, use.provider, 'provider').addresses).join(','),
  PROVIDER_PORT: String(use.port),
});

/** Environment of a workload's process that names hosts. */
export const endpointsOf = (workload: Workload, topology: Topology): Settings => Object.assign({},
  ...workload.stores.map(use => database(use, topology)),
  ...(usesKafka(workload) ? kafkas(topology) : []),
  ...objects(workload, topology),
  ...(workload.provider === null ? [] : [provider(workload.provider, topology)]),
);

export const endpoints = (workload: Workload, topology: Topology): readonly Manifest[] => {
  const metadata = describedAs(metadataOf(workload, 'access', endpointsNameOf(workload.name)), `Where ${workload.name} finds its stores and its provider`);
  return [checked(ConfigMap, metadata, { data: endpointsOf(workload, topology) })];
};
