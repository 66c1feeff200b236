import { z } from 'zod';
import type {
  ComponentSpec, EndpointSpec, FlowSpec, InputSpec, KafkaSpec, ObjectStoreSpec, PostgresSpec, ProviderSpec, RateSpec, SecretSpec, SizeSpec, TopicSpec,
} from '../../model/index.ts';
import { SLOTS } from '../addresses.ts';
import { address, cidr, count, cpu, dataClass, encryption, host, inputName, isoDate, key, memory, modes, name, port, strict, text, tier, why } from './primitives.ts';

const kubernetesName = z.string().min(1);
const apis = z.array(z.strictObject({ api: z.string(), why })).optional();

export const componentSchema = strict<ComponentSpec>()({
  name, summary: text, owner: name, tier, namespace: z.enum(['platform', 'kube-system']).optional(),
  labels: z.record(z.string(), z.string()), ports: z.record(z.string(), port),
  install: z.strictObject({ kind: z.enum(['helm', 'eks-addon']), source: text, version: text }),
  crds: z.array(kubernetesName).optional(),
  calledByControlPlane: z.array(z.strictObject({ port: z.string(), why })).optional(),
  kubernetesApi: why.optional(), awsApis: apis,
  callsAll: z.strictObject({ port: z.string(), why }).optional(),
  calledByAll: z.strictObject({ port: z.string(), protocols: z.array(z.enum(['TCP', 'UDP'])).min(1, 'at least one protocol'), encryption, why }).optional(),
  callsNodes: z.strictObject({ port, why }).optional(),
  callsStores: z.strictObject({ binding: z.enum(['cloudnative-pg', 'strimzi']), ports: z.array(port), why }).optional(),
  when: z.enum(['aws', 'cloudnative-pg', 'strimzi']).optional(),
});

/** PT-112 says when two share one. */
const slot = z.number().int('a whole number').min(0, `a slot from 0 to ${SLOTS - 1}`).max(SLOTS - 1, `a slot from 0 to ${SLOTS - 1}`);

const storeBase = { name, summary: text, owner: name, why, data: dataClass, modes };

export const postgresSchema = strict<PostgresSpec>()({
  ...storeBase, kind: z.literal('postgres'), tier, slot, boundary: z.enum(['data', 'cde']), key,
  database: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'a database name in lower case'),
  version: z.string().regex(/^\d+\.\d+$/, "a version such as '16.8'"),
  instanceClass: z.string().regex(/^db\./, "an instance class such as 'db.r6g.2xlarge'"), maxConnections: inputName, volume: memory,
  recoveryDays: count.max(35, 'at most 35 days, the longest window of Aurora'),
});

export const kafkaSchema = strict<KafkaSpec>()({
  ...storeBase, kind: z.literal('kafka'), tier, slot, key, instanceType: z.string().regex(/^kafka\./, "a broker type such as 'kafka.m7g.2xlarge'"),
  brokersPerZone: count, versions: z.strictObject({ msk: text, strimzi: text }), volumeGiB: count, partitionsPerBroker: inputName,
});

export const objectStoreSchema = strict<ObjectStoreSpec>()({
  ...storeBase, kind: z.literal('object'), key, lockDays: count, writableIn: z.enum(['primary', 'both']),
});

export const topicSchema = strict<TopicSpec>()({
  name: z.string().regex(/^[a-z][a-z0-9.-]{1,80}$/, 'a topic name in lower case'), why, owner: name, key: z.string(), flow: z.string(),
  cleanup: z.enum(['delete', 'compact']), retentionDays: count, partitions: count, data: dataClass,
  replicationFactor: count.optional(), minInsyncReplicas: count.optional(), quarantine: why,
});

const endpoint = strict<EndpointSpec>()({ hosts: z.array(host), addresses: z.array(cidr), port });

export const providerSchema = strict<ProviderSpec>()({
  name, summary: text, owner: name, connectivity: z.enum(['https', 'mtls', 'private-link', 'sftp', 'iso8583']), encryption,
  live: endpoint, test: endpoint,
  tunnels: z.strictObject({ customerGateways: z.array(address).length(2, 'two customer gateways, one per tunnel pair'), asn: count }).optional(),
  operations: z.partialRecord(z.enum(['authorize', 'capture', 'refund', 'void', 'payout', 'inquiry', 'report']),
    z.strictObject({ maxConcurrency: inputName, timeoutMs: inputName, retryBudgetPerMinute: inputName.optional() })),
  inquiry: why, connections: count.optional(),
});

export const secretSchema = strict<SecretSpec>()({
  name, owner: name, why, provider: name.optional(), modes,
  class: z.enum(['provider-api-key', 'webhook-signing-secret', 'database-credential', 'encryption-data-key', 'hmac-key', 'mtls-private-key']),
});

const rate = strict<RateSpec>()({ times: z.array(inputName).min(1, 'at least one input'), per: z.array(inputName).optional() });
export const flowSchema = strict<FlowSpec>()({ why, steady: rate, peak: rate });

const number = z.union([z.number().positive('more than 0'), z.string().regex(/^[1-9]\d*(\/[1-9]\d*)?$/, "a number or a ratio such as '5/4'")]);
export const inputSchema = strict<InputSpec>()({
  value: number, unit: z.string().min(1, 'a unit'),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('document'), part: z.enum(['057', '061']), section: text }),
    z.strictObject({ kind: z.literal('assumption'), why }),
    z.strictObject({ kind: z.literal('vendor'), what: text, date: isoDate }),
    z.strictObject({ kind: z.literal('measurement'), what: text, date: isoDate }),
  ]),
});

export const sizeSchema = strict<SizeSpec>()({ cpu, memory, why });
export const nodeTypeSchema = z.strictObject({ cpuMillis: inputName, memoryMiB: inputName, pods: inputName });
