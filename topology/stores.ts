/** PostgreSQL, Kafka, topics, object stores, secrets and the jobs that prepare them. */
import { derive, written } from '../capacity/exact.ts';
import { product, sum } from '../capacity/sizing.ts';
import {
  type SizedJob, KAFKA_PORT, namespaceOf, type ObjectStore, POSTGRES_PORT, type Quantity, type Scope, SECRET_CLASSES, type Secret, SEGMENTS, type Segment, type SizedKafka,
  type SizedPostgres, type SizedTopic, type SizedWorkload, type StoreSpec,
} from '../model/index.ts';
import { named, type Numbers, required } from './numbers.ts';
import { boundaryOf, imageOf, isFenced, type Selection } from './selection.ts';

type Workloads = Readonly<Record<string, SizedWorkload>>;

const record = <T extends { readonly name: string }>(items: Iterable<T>): Readonly<Record<string, T>> =>
  Object.fromEntries([...items].sort((a, b) => (a.name < b.name ? -1 : 1)).map(item => [item.name, item]));

const instanceResources = (numbers: Numbers) => ({ cpuMillis: required(numbers, 'instanceCpu'), memoryMiB: required(numbers, 'instanceMemory') });

export const postgresOf = (selection: Selection, numbers: Numbers, workloads: Workloads): Readonly<Record<string, SizedPostgres>> => {
  const { environment, region } = selection;
  const { bindings } = environment;
  return record([...selection.postgres.values()].map((store): SizedPostgres => {
    const roles = Object.values(workloads).flatMap(workload => workload.stores.filter(use => use.store === store.name).map(use => ({
      role: use.role, service: workload.name, access: use.access, endpoint: use.endpoint,
      connections: derive('connections', '(replicas + surge) × pool', { replicas: workload.maxReplicas, surge: workload.rollout.maxSurge, pool: use.pool.size },
        q => q.replicas.add(q.surge).mul(q.pool)),
    })));
    const known = environment.endpoints?.[region.name]?.postgres?.[store.name];
    const segment = boundaryOf(store);
    const namespace = bindings.postgres === 'cloudnative-pg' ? namespaceOf(segment) : null;
    return {
      name: store.name, summary: store.summary, owner: store.owner, tier: store.tier, boundary: store.boundary, scope: SEGMENTS[segment].scope,
      data: store.data, key: store.key, binding: bindings.postgres, namespace, database: store.database, version: store.version, port: POSTGRES_PORT,
      instanceClass: store.instanceClass, instances: derive('instances', 'one a zone', { zones: numbers.region.zones }, q => q.zones),
      volume: store.volume, recoveryDays: store.recoveryDays,
      maxConnections: bindings.postgres === 'aurora' ? named(numbers, store.maxConnections) : required(numbers, 'operatorConnections'),
      connections: sum('connections', { ...Object.fromEntries(roles.map(role => [role.role, role.connections])), reserved: required(numbers, 'reservedConnections') }),
      roles, resources: instanceResources(numbers),
      endpoints: namespace !== null
        ? { primary: `${store.name}-rw.${namespace}.svc`, replica: `${store.name}-ro.${namespace}.svc` }
        : known ?? null,
      writable: !isFenced(region),
    };
  }));
};

export const kafkaOf = (selection: Selection, numbers: Numbers): Readonly<Record<string, SizedKafka>> => {
  const { environment, region } = selection;
  const { bindings } = environment;
  return record([...selection.kafka.values()].map((store): SizedKafka => {
    const namespace = bindings.kafka === 'strimzi' ? namespaceOf(boundaryOf(store)) : null;
    return {
      name: store.name, summary: store.summary, owner: store.owner, tier: store.tier, data: store.data, key: store.key, binding: bindings.kafka, namespace,
      port: KAFKA_PORT[bindings.kafka], version: store.versions[bindings.kafka], instanceType: store.instanceType,
      brokers: product('brokers', { perZone: written(store.brokersPerZone, 'brokers', `store ${store.name} › brokersPerZone`), zones: numbers.region.zones }),
      volumeGiB: store.volumeGiB, resources: instanceResources(numbers),
      bootstrap: namespace !== null ? [`${store.name}-kafka-bootstrap.${namespace}.svc`] : environment.endpoints?.[region.name]?.kafka ?? null,
    };
  }));
};

export const QUARANTINE = '.quarantine';

/** With one zone there is one broker, and so one copy: zone rules are off. */
export const topicsOf = (selection: Selection, numbers: Numbers, workloads: Workloads): Readonly<Record<string, SizedTopic>> => {
  const { zones } = numbers.region;
  const copies = (stated: number, path: string): Quantity => derive('copies', 'min(written, zones)', { written: written(stated, 'copies', path), zones },
    q => Math.min(q.written.valueOf(), q.zones.valueOf()));
  const all = Object.values(workloads);
  return record([...selection.topics.values()].flatMap((topic): SizedTopic[] => {
    const path = `topic ${topic.name}`;
    const common = {
      why: topic.why, owner: topic.owner, key: topic.key, data: topic.data, workflow: topic.quarantine,
      retentionMs: derive('ms', 'retentionDays × 86400000', { retentionDays: written(topic.retentionDays, 'days', `${path} › retentionDays`) }, q => q.retentionDays.mul(86_400_000)),
      partitions: written(topic.partitions, 'partitions', `${path} › partitions`),
      replicationFactor: copies(topic.replicationFactor ?? 3, `${path} › replicationFactor`),
      minInsyncReplicas: derive('copies', 'max(1, min(written, zones − 1))', { written: written(topic.minInsyncReplicas ?? 2, 'copies', `${path} › minInsyncReplicas`), zones },
        q => Math.max(1, Math.min(q.written.valueOf(), q.zones.valueOf() - 1))),
    };
    const publishers = all.filter(workload => workload.publishes.includes(topic.name)).map(workload => workload.name);
    const consumers = all.filter(workload => workload.consumes.includes(topic.name)).map(workload => workload.name);
    return [
      { name: topic.name, ...common, cleanup: topic.cleanup, publishers, consumers, quarantineOf: null },
      { name: topic.name + QUARANTINE, ...common, cleanup: 'delete', publishers: consumers, consumers: [], quarantineOf: topic.name },
    ];
  }));
};

export const objectsOf = ({ environment, region, objects, services }: Selection): Readonly<Record<string, ObjectStore>> => environment.bindings.objects === 'none' ? {}
  : record([...objects.values()].map((store): ObjectStore => ({
    name: store.name, summary: store.summary, owner: store.owner, data: store.data, key: store.key, lockDays: environment.lockDays ?? store.lockDays, writableIn: store.writableIn,
    bucket: bucketOf(environment.cloud.kind === 'aws' ? environment.cloud.account : '', environment.name, region.name, store.name),
    users: [...services.values()].flatMap(service => (service.objects ?? []).filter(use => use.name === store.name).map(use => ({ service: service.name, access: use.access }))),
  })));

/** Bucket names are global: the account makes them unique. At most 63 characters. */
const bucketOf = (account: string, environment: string, region: string, store: string): string => `${environment}-${region}-${store}-${account}`.slice(0, 63);

/** Databases and Kafka need none: a role of the cloud, or a certificate that the operator renews, is the credential. */
export const secretsIn = (selection: Selection, workloads: Workloads): Readonly<Record<string, Secret>> => {
  const { environment, secrets } = selection;
  const all = Object.values(workloads);
  return record([...secrets.values()].map((secret): Secret => {
    const rule = SECRET_CLASSES[secret.class];
    return {
      name: secret.name, class: secret.class, owner: secret.owner, why: secret.why, provider: secret.provider ?? null, key: rule.key, rotation: rule.rotation,
      rotateEveryDays: rule.rotateEveryDays, path: `${environment.name}/${secret.name}`,
      holders: all.filter(workload => workload.secrets.includes(secret.name)).map(workload => workload.name),
    };
  }));
};

/** Images of jobs; their digests stand among those of the services. */
const JOB_IMAGES = { 'database-roles': 'database-roles', topics: 'kafka-topics' } as const satisfies Record<SizedJob['kind'], string>;
export const isJobImage = (repository: string): boolean => Object.values<string>(JOB_IMAGES).includes(repository);

/** Grants and topics that no Terraform resource makes. */
export const jobsOf = ({ environment, postgres, kafka }: Selection, numbers: Numbers): Readonly<Record<string, SizedJob>> => {
  const job = (store: StoreSpec, kind: SizedJob['kind'], segment: Segment, summary: string): SizedJob => ({
    name: `${kind === 'topics' ? 'topics' : 'roles'}-${store.name}`, summary, kind, store: store.name, owner: store.owner, tier: 1, segment,
    scope: SEGMENTS[segment].scope as Scope, namespace: namespaceOf(segment), pool: SEGMENTS[segment].pool,
    image: imageOf(environment, JOB_IMAGES[kind]), secrets: [],
    resources: { cpuMillis: required(numbers, 'jobCpu'), memoryMiB: required(numbers, 'jobMemory') },
    awsIdentity: environment.cloud.kind === 'aws' && (kind === 'topics' ? environment.bindings.kafka === 'msk' : environment.bindings.postgres === 'aurora'),
  });
  return record([
    ...[...postgres.values()].map(store => job(store, 'database-roles', store.boundary === 'cde' ? 'cde' : 'platform', `Roles and grants of ${store.name}, one role per service`)),
    ...(environment.bindings.kafka === 'msk' ? [...kafka.values()].map(store => job(store, 'topics', 'platform', `Topics of ${store.name} as declared`)) : []),
  ]);
};

