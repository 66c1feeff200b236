/** Who uses which customer key, from the topology alone: no role may use a key because its IAM policy says so. */
import type { KeyName, Topology } from '../../model/index.ts';
import { KEY_NAMES, prefixOf, roleOf, secretRoleOf } from '../../model/index.ts';
import { TELLERS } from '../observability/alarm-topic.ts';
import { SECRET_PIPELINE } from '../secrets.ts';
import { byCodePoint, named, snake } from '../stack.ts';

export interface KeyUse {
  /** Roles that reach the key through an AWS service, by the service's name in `kms:ViaService`. */
  readonly through: Readonly<Record<string, readonly string[]>>;
  /** Roles that call KMS themselves. */
  readonly directly: readonly string[];
  /** AWS services that encrypt what they keep with it, on behalf of whoever made the resource. */
  readonly services: readonly string[];
  /** AWS services that write under it in their own name, with the encryption context that they must show. */
  readonly writers: readonly { readonly service: string; readonly context: string; readonly value: string }[];
  /** AWS services that tell the alarm topic, which is encrypted with it. */
  readonly tellers: readonly string[];
}

/** Keys with a use, in the order of `KEY_NAMES`; the others are not made. */
export const keyUses = (topology: Topology): ReadonlyMap<KeyName, KeyUse> => {
  const uses = KEY_NAMES.map(key => [key, useOf(topology, key)] as const);
  return new Map(uses.filter(([, use]) => use.services.length + use.writers.length + use.directly.length + Object.keys(use.through).length > 0));
};

const useOf = (topology: Topology, key: KeyName): KeyUse => {
  const postgres = Object.values(topology.postgres).filter(store => store.key === key && store.binding === 'aurora');
  const kafka = Object.values(topology.kafka).filter(store => store.key === key && store.binding === 'msk');
  const buckets = topology.environment.bindings.objects === 's3' ? Object.values(topology.objects).filter(store => store.key === key) : [];
  const role = (name: string): string => roleOf(topology.environment.name, topology.region.name, name);
  const readers = topology.environment.bindings.secrets === 'aws'
    ? Object.values(topology.secrets).filter(secret => secret.key === key).flatMap(secret => secret.holders)
      .map(holder => secretRoleOf(topology.environment.name, topology.region.name, holder)) : [];
  const writers = buckets.flatMap(bucket => bucket.users.map(user => role(user.service)));
  return {
    through: {
      ...through('secretsmanager', readers.length > 0 ? [...readers, SECRET_PIPELINE] : []),
      ...through('s3', buckets.length > 0 ? [...writers, ...replicatorsOf(topology)] : []),
      ...(key === 'cluster' ? through('eks', [named(topology, 'cluster')]) : {}),
    },
    directly: unique(Object.values(topology.workloads).filter(workload => workload.awsApis.includes('kms') && workload.stores.some(use => postgres.some(store => store.name === use.store)))
      .map(workload => role(workload.name))),
    services: [
      ...(postgres.length > 0 ? ['backup', 'rds'] : []), ...(kafka.length > 0 ? ['kafka'] : []), ...(buckets.length > 0 ? ['backup'] : []),
      ...(key === 'images' ? ['ecr'] : []), ...(key === 'cluster' ? ['ec2', 'eks'] : []),
    ],
    writers: logWriters(topology, key),
    tellers: key === 'logs' ? TELLERS : [],
  };
};

/** Roles that copy buckets: this region's reads with the key, the other's writes with it. */
const replicatorsOf = ({ environment, region }: Topology): readonly string[] => {
  const regions = region.counterpart === null ? [region.name] : [region.name, region.counterpart.name];
  return regions.map(name => `${prefixOf(environment.name, name)}-replication`);
};

/** Logs are written by CloudWatch and CloudTrail in their own name, for resources of this account alone. */
const logWriters = (topology: Topology, key: KeyName): KeyUse['writers'] => {
  if (key !== 'logs' && !(key === 'cde-logs' && topology.segments.cde !== undefined)) return [];
  if (topology.environment.cloud.kind !== 'aws') return [];
  const { account } = topology.environment.cloud;
  return [
    {
      service: `logs.${topology.region.name}.amazonaws.com`, context: 'kms:EncryptionContext:aws:logs:arn',
      value: `arn:aws:logs:${topology.region.name}:${account}:log-group:*`,
    },
    ...(key === 'logs' ? [{
      service: 'cloudtrail.amazonaws.com', context: 'kms:EncryptionContext:aws:cloudtrail:arn', value: `arn:aws:cloudtrail:*:${account}:trail/*`,
    }] : []),
  ];
};

const through = (
  service: string, roles: readonly string[],
): Readonly<Record<string, readonly string[]>> => (roles.length === 0 ? {} : { [service]: unique(roles) });

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort(byCodePoint);

/**
 * Keys whose ciphertext itself travels to the other region: the application encrypts with them before a row or an event is
 * replicated. What AWS replicates it encrypts anew with the key of the other region, so every other key stays at home.
 */
export const TRAVELS: readonly KeyName[] = ['money', 'token', 'card', 'events', 'evidence'];

/** Name of the Terraform variable that holds the ARN of the primary's key. */
export const primaryKeyVariable = (key: KeyName): string => snake('primary_key', key);
