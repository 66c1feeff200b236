import { describe, expect, test } from 'vitest';
import type { Workload } from '../../model/index.ts';
import { at, has, objectOf, objectsOf, topologyOf, workloadOf } from './support.ts';

const sandbox = topologyOf('sandbox');
const local = topologyOf('local');
const production = topologyOf('production');

describe('PostgreSQL that an operator runs', () => {
  const cluster = objectOf(sandbox, 'Cluster/payments-data/ledger');

  test('answers a commit when another zone has it, and never promotes an instance that lacks one', () => {
    expect(cluster).toMatchObject({
      apiVersion: 'postgresql.cnpg.io/v1',
      spec: {
        instances: 3,
        postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } },
        affinity: { podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' },
      },
    });
  });

  test('has checksums, no superuser, a volume for its log apart, and its place in the pool', () => {
    expect(cluster).toMatchObject({
      spec: {
        imageName: expect.stringMatching(/\/postgresql:16\.8$/), enableSuperuserAccess: false, primaryUpdateStrategy: 'supervised',
        bootstrap: { initdb: { database: 'ledger', owner: 'ledger_owner', dataChecksums: true } },
        storage: { size: sandbox.postgres['ledger']?.volume }, walStorage: { size: sandbox.postgres['ledger']?.volume },
        affinity: { nodeSelector: { 'payment-topology.dev/pool': 'data' } }, priorityClassName: 'payments-tier-0',
      },
    });
  });

  test('takes certificates and no password', () => {
    expect(at(cluster, 'spec', 'postgresql', 'pg_hba')).toEqual(['hostssl all all all cert', 'host all all all reject']);
    for (const role of objectsOf(sandbox).filter(({ kind }) => kind === 'DatabaseRole')) {
      expect(role).toMatchObject({ spec: { disablePassword: true, clientCertificate: { enabled: true }, superuser: false, createrole: false, databaseRoleReclaimPolicy: 'retain' } });
    }
  });

  test('has one role per service with its share of the connections', () => {
    for (const { role, connections, service } of sandbox.postgres['ledger']?.roles ?? []) {
      expect(objectOf(sandbox, `DatabaseRole/payments-data/ledger-${service}`)).toMatchObject({ spec: { cluster: { name: 'ledger' }, name: role, connectionLimit: connections, inRoles: [] } });
    }
  });

  test('stands in the card-data environment when it holds tokens', () => {
    expect(objectOf(sandbox, 'Cluster/payments-cde/tokens')).toMatchObject({ spec: { affinity: { nodeSelector: { 'payment-topology.dev/pool': 'cde' } } } });
  });

  test('is one instance in one zone, which cannot wait for another', () => {
    const one = objectOf(local, 'Cluster/payments-data/ledger');
    expect(one).toMatchObject({ spec: { instances: 1, primaryUpdateStrategy: 'unsupervised', affinity: { podAntiAffinityType: 'preferred' } } });
    expect(at(one, 'spec', 'postgresql')).not.toHaveProperty('synchronous');
  });
});

describe('Kafka that an operator runs', () => {
  const kafka = objectOf(sandbox, 'Kafka/payments-data/events');

  test('has one listener, with certificates both ways, open to its callers only', () => {
    const callers = sandbox.edges.filter(edge => edge.to === 'store/events' && edge.port === 9093);
    expect(kafka.apiVersion).toBe('kafka.strimzi.io/v1');
    expect(at(kafka, 'spec', 'kafka', 'listeners')).toEqual([expect.objectContaining({ port: 9093, type: 'internal', tls: true, authentication: { type: 'tls' } })]);
    expect((at(kafka, 'spec', 'kafka', 'listeners', 0, 'networkPolicyPeers') as readonly object[]).length).toBe(callers.length);
  });

  test('loses no answered message with a zone, makes no topic by itself and elects no leader that lags', () => {
    expect(at(kafka, 'spec', 'kafka', 'config')).toMatchObject({
      'default.replication.factor': 3, 'min.insync.replicas': 2, 'offsets.topic.replication.factor': 3, 'transaction.state.log.replication.factor': 3,
      'transaction.state.log.min.isr': 2, 'auto.create.topics.enable': false, 'unclean.leader.election.enable': false,
    });
    expect(at(kafka, 'spec', 'kafka', 'rack')).toEqual({ type: 'topology-label', topologyKey: 'topology.kubernetes.io/zone' });
  });

  test('keeps controllers and brokers apart, and volumes when a pool is deleted', () => {
    expect(objectOf(sandbox, 'KafkaNodePool/payments-data/events-controllers')).toMatchObject({ spec: { replicas: 3, roles: ['controller'] } });
    expect(objectOf(sandbox, 'KafkaNodePool/payments-data/events-brokers')).toMatchObject({
      metadata: { labels: { 'strimzi.io/cluster': 'events' } },
      spec: { replicas: sandbox.kafka['events']?.brokers, roles: ['broker'], storage: { volumes: [{ kraftMetadata: 'shared', deleteClaim: false }] } },
    });
  });

  test('has every topic as declared; a compacted one has no retention', () => {
    for (const topic of Object.values(sandbox.topics)) {
      const made = objectOf(sandbox, `KafkaTopic/payments-data/${topic.name}`);
      expect(made).toMatchObject({ spec: { partitions: topic.partitions, replicas: topic.replicationFactor, config: { 'cleanup.policy': topic.cleanup, 'min.insync.replicas': topic.minInsyncReplicas } } });
      expect(at(made, 'spec', 'config', 'retention.ms')).toBe(topic.cleanup === 'compact' ? undefined : topic.retentionMs);
    }
  });

  test('lets a service publish and consume what it declared, and what could not be processed', () => {
    const service = workloadOf(sandbox, 'ledger-posting-worker');
    const acls = at(objectOf(sandbox, 'KafkaUser/payments-data/ledger-posting-worker'), 'spec', 'authorization', 'acls') as readonly {
      readonly resource: { readonly type: string; readonly name: string }; readonly operations: readonly string[];
    }[];
    const topics = (operation: string) => acls.filter(({ resource, operations }) => resource.type === 'topic' && operations.includes(operation)).map(({ resource }) => resource.name).sort();
    expect(topics('Read')).toEqual([...service.consumes].sort());
    expect(topics('Write')).toEqual([...service.publishes, ...service.consumes.map(topic => `${topic}.quarantine`)].sort());
  });

  test('gives no user to a service without topics', () => {
    const silent = Object.values(sandbox.workloads).filter(({ publishes, consumes }: Workload) => publishes.length + consumes.length === 0);
    for (const { name } of silent) expect(has(sandbox, `KafkaUser/payments-data/${name}`)).toBe(false);
  });
});

test('what holds data is never pruned', () => {
  for (const object of objectsOf(sandbox).filter(({ kind }) => ['Cluster', 'Kafka', 'KafkaNodePool', 'KafkaTopic', 'DatabaseRole'].includes(kind))) {
    expect(object.metadata.annotations, object.metadata.name).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  }
});

test('nothing of an operator is emitted where AWS runs the stores', () => {
  for (const { apiVersion } of objectsOf(production)) expect(apiVersion).not.toMatch(/cnpg|strimzi/);
});
