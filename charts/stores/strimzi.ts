/** The Kafka cluster where Strimzi runs it: an answered message is in two zones, and nothing is permitted that no ACL says. */
import { CLUSTER_ISSUER, POOL_LABEL } from '../../model/index.ts';
import type { Kafka, Topology } from '../../model/index.ts';
import { describedAs, KEEP, metadataOf } from '../manifest.ts';
import type { Manifest, Subject } from '../manifest.ts';
import { lossTolerations, placementOf, resourcesOf } from '../pod.ts';
import { callersOf, peerOf, selectorsOf } from '../../topology/policies.ts';
import { certificate, FRESH_KEY, LIFETIME } from '../resources/cert-manager.ts';
import { kafka as kafkaResource, kafkaNodePool, STRIMZI_CLUSTER } from '../resources/strimzi.ts';
import { inheritedLabels, poolOf, priorityOf } from './subject.ts';

const listenerSecretOf = (kafka: Kafka): string => `${kafka.name}-listener`;

/** Three, because they cannot be added later (KAFKA-16538) and three survive the loss of one; one where there is one zone. */
const controllersIn = (topology: Topology): number => (topology.region.zones.length >= 3 ? 3 : 1);

/** Copies of Kafka's own topics, as many as zones; one less must have a message before it is answered. */
const copiesIn = (topology: Topology): { readonly copies: number; readonly inSync: number } => {
  const copies = topology.region.zones.length;
  return { copies, inSync: Math.max(1, copies - 1) };
};

const listenerCertificate = (kafka: Kafka, subject: Subject): Manifest => {
  const names = [`${kafka.name}-kafka-bootstrap.${subject.namespace}.svc`, `*.${kafka.name}-kafka-brokers.${subject.namespace}.svc`];
  return certificate(describedAs(metadataOf(subject, 'access', listenerSecretOf(kafka)), `Proves to clients that they talk to ${kafka.name}`), {
    secretName: listenerSecretOf(kafka),
    dnsNames: names.flatMap(name => [name, `${name}.cluster.local`]),
    ...LIFETIME,
    privateKey: FRESH_KEY,
    usages: ['digital signature', 'server auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: CLUSTER_ISSUER },
  });
};

/**
 * Where pods of the cluster run; Strimzi knows no node selector, so the pool is a required affinity. The security context is
 * the operator's own, which knows the users of its images: see the setting in `prerequisites`.
 */
const placement = (kafka: Kafka, topology: Topology) => {
  const pool = poolOf(`store/${kafka.name}`, topology);
  return {
    priorityClassName: priorityOf(kafka, topology),
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: POOL_LABEL, operator: 'In', values: [pool] }] }] },
      },
    },
    tolerations: [...placementOf(pool).tolerations, ...lossTolerations(topology.tiers[kafka.tier].tolerationSeconds)],
  };
};

const templateOf = (kafka: Kafka, subject: Subject, topology: Topology, role: 'broker' | 'controller') => ({
  pod: {
    metadata: { labels: inheritedLabels(metadataOf(subject, 'stores').labels) },
    ...placement(kafka, topology),
    topologySpreadConstraints: topology.region.zones.length === 1 ? [] : [{
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      nodeTaintsPolicy: 'Honor',
      labelSelector: { matchLabels: { [STRIMZI_CLUSTER]: kafka.name, [`strimzi.io/${role}-role`]: 'true' } },
    }],
  },
});

interface PoolSize {
  readonly replicas: number;
  readonly volume: string;
}

/** Roles apart: a broker that is busy with messages must not delay the election of a leader. Volumes outlive the pool. */
const nodePool = (kafka: Kafka, subject: Subject, topology: Topology, role: 'broker' | 'controller', size: PoolSize): Manifest =>
  kafkaNodePool(
    describedAs(metadataOf(subject, 'stores', `${kafka.name}-${role}s`, KEEP), `${role}s of ${kafka.name}`),
    kafka.name,
    {
      replicas: size.replicas,
      roles: [role],
      storage: { type: 'jbod', volumes: [{ id: 0, type: 'persistent-claim', size: size.volume, kraftMetadata: 'shared', deleteClaim: false }] },
      resources: resourcesOf(kafka),
      template: templateOf(kafka, subject, topology, role),
    },
  );

/** TLS both ways; Strimzi writes a policy of its own for the listener, so it is told the same callers. */
const listener = (kafka: Kafka, topology: Topology) => ({
  name: 'tls',
  port: kafka.port,
  type: 'internal',
  tls: true,
  authentication: { type: 'tls' },
  configuration: { brokerCertChainAndKey: { secretName: listenerSecretOf(kafka), certificate: 'tls.crt', key: 'tls.key' } },
  networkPolicyPeers: callersOf(`store/${kafka.name}`, topology)
    .filter(edge => edge.port === kafka.port)
    .flatMap(edge => selectorsOf(peerOf(edge.from, topology))),
});

const config = (topology: Topology) => {
  const { copies, inSync } = copiesIn(topology);
  return {
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
  };
};

const cluster = (kafka: Kafka, subject: Subject, topology: Topology): Manifest => kafkaResource(metadataOf(subject, 'stores', kafka.name, KEEP), {
  kafka: {
    version: kafka.version,
    listeners: [listener(kafka, topology)],
    authorization: { type: 'simple' },
    ...(topology.region.zones.length === 1 ? {} : { rack: { type: 'topology-label', topologyKey: 'topology.kubernetes.io/zone' } }),
    config: config(topology),
    // Drains wait for the operator's own rolling, which counts in-sync replicas; a budget counts pods.
    template: { podDisruptionBudget: { maxUnavailable: 1 } },
  },
  entityOperator: {
    topicOperator: { resources: SMALL },
    userOperator: { resources: SMALL },
    template: { pod: { metadata: { labels: inheritedLabels(metadataOf(subject, 'stores').labels) }, ...placement(kafka, topology) } },
  },
});

/** An operator of a few dozen objects. */
const SMALL = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } };

/** Metadata of the cluster only. */
const CONTROLLER_VOLUME = '20Gi';

export const strimzi = (kafka: Kafka, subject: Subject, topology: Topology): readonly Manifest[] => [
  listenerCertificate(kafka, subject),
  cluster(kafka, subject, topology),
  nodePool(kafka, subject, topology, 'controller', { replicas: controllersIn(topology), volume: CONTROLLER_VOLUME }),
  nodePool(kafka, subject, topology, 'broker', { replicas: kafka.brokers, volume: `${kafka.volumeGiB}Gi` }),
];
