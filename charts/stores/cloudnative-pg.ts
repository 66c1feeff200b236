/** A PostgreSQL cluster run by CloudNativePG: commits survive a zone, and a failover never loses one that was answered. */
import { CLUSTER_ISSUER, POOL_LABEL } from '../../model/index.ts';
import type { Postgres, Topology } from '../../model/index.ts';
import { describedAs, KEEP, metadataOf } from '../manifest.ts';
import type { Manifest, Subject } from '../manifest.ts';
import { lossTolerations, placementOf, resourcesOf } from '../pod.ts';
import { ownerRoleOf } from '../principal.ts';
import { certificate, FRESH_KEY, LIFETIME } from '../resources/cert-manager.ts';
import { cluster } from '../resources/cloudnative-pg.ts';
import type { ClusterSpec } from '../resources/cloudnative-pg.ts';
import { inheritedLabels, poolOf, priorityOf } from './subject.ts';

/** The operator's own build of PostgreSQL, from our registry. */
export const postgresImageOf = (store: Postgres, topology: Topology): string => `${topology.environment.registry}/postgresql:${store.version}`;

const serverSecretOf = (store: Postgres): string => `${store.name}-server`;

/** Names of the three Services that the operator makes: writer, readers, any. */
const serverNames = (store: Postgres, namespace: string): readonly string[] => ['rw', 'ro', 'r'].flatMap(kind => {
  const service = `${store.name}-${kind}`;
  return [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`];
});

/** From the authority that every workload trusts already, so that `verify-full` needs no second one. */
const serverCertificate = (store: Postgres, subject: Subject): Manifest => certificate(
  describedAs(metadataOf(subject, 'access', serverSecretOf(store)), `Proves to clients that they talk to ${store.name}`),
  {
    secretName: serverSecretOf(store),
    dnsNames: serverNames(store, subject.namespace),
    ...LIFETIME,
    privateKey: FRESH_KEY,
    usages: ['digital signature', 'server auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: CLUSTER_ISSUER },
    // The operator reloads secrets that carry this label.
    secretTemplate: { labels: { 'cnpg.io/reload': '' } },
  },
);

/**
 * A commit is answered when one more zone has it, and only an instance that has every answered commit may be promoted.
 * Price: with both others gone, writing stops instead of risking money.
 *
 * @see https://cloudnative-pg.io/docs/1.30/failover/#failover-quorum-quorum-based-failover
 */
const durability = (store: Postgres): Pick<ClusterSpec['postgresql'], 'synchronous'> =>
  store.instances < 3 ? {} : { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } };

/** With three zones one instance in each, and nothing else will do; with one zone as far apart as it goes. */
const affinity = (store: Postgres, topology: Topology): ClusterSpec['affinity'] => {
  const pool = poolOf(`store/${store.name}-instances`, topology);
  const apart = topology.region.zones.length >= 3
    ? { podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' } as const
    : { podAntiAffinityType: 'preferred', topologyKey: 'kubernetes.io/hostname' } as const;
  return {
    enablePodAntiAffinity: true,
    ...apart,
    nodeSelector: { [POOL_LABEL]: pool },
    tolerations: [...placementOf(pool).tolerations, ...lossTolerations(topology.tiers[store.tier].tolerationSeconds)],
  };
};

const spec = (store: Postgres, subject: Subject, topology: Topology): ClusterSpec => ({
  instances: store.instances,
  imageName: postgresImageOf(store, topology),
  // A person decides when the primary moves for an update; a single instance has nowhere to move.
  primaryUpdateStrategy: store.instances > 1 ? 'supervised' : 'unsupervised',
  enableSuperuserAccess: false,
  bootstrap: { initdb: { database: store.database, owner: ownerRoleOf(store), dataChecksums: true } },
  postgresql: {
    parameters: {
      max_connections: String(store.maxConnections),
      // The clocks of a payment: everything is kept and shown in one zone.
      timezone: 'UTC',
      // Who did what to the schema, without the values in statements.
      log_statement: 'ddl',
    },
    // Certificates only, before the operator's own last line that would take passwords.
    pg_hba: ['hostssl all all all cert', 'host all all all reject'],
    ...durability(store),
  },
  certificates: { serverTLSSecret: serverSecretOf(store), serverCASecret: serverSecretOf(store) },
  storage: { size: store.volume },
  // Apart from the data, so that an archive that hangs fills this one; cannot be removed later.
  walStorage: { size: store.volume },
  resources: resourcesOf(store),
  affinity: affinity(store, topology),
  priorityClassName: priorityOf(store, topology),
  inheritedMetadata: { labels: inheritedLabels(metadataOf(subject, 'stores').labels) },
});

export const cloudNativePg = (store: Postgres, subject: Subject, topology: Topology): readonly Manifest[] => [
  serverCertificate(store, subject),
  cluster(metadataOf(subject, 'stores', store.name, KEEP), spec(store, subject, topology)),
];
