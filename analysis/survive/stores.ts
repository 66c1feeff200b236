/**
 * What is left of a store when a zone is gone: members, the quorum that a write needs, and whether it takes writes.
 * Which member is where is read from Terraform, or from where the scheduler puts the pods of an operator.
 */
import type { Tier, Topology } from '../../model/index.ts';
import type { Terraform } from '../reach/cloud/terraform.ts';
import { at, number, object, text, texts } from '../reach/json.ts';
import type { Labels } from '../reach/kubernetes/selector.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { objectName, tierOf } from './named.ts';
import { CNPG_CLUSTER, STRIMZI_CLUSTER } from './operators.ts';
import type { Range } from './words.ts';

export interface Store {
  /** `postgres/ledger`, `kafka/events` */
  readonly name: string;
  readonly tier: Tier | null;
  readonly runs: 'Aurora' | 'MSK' | 'CloudNativePG' | 'Strimzi';
  /** Object or Terraform address, and its file. */
  readonly object: string;
  readonly file: string;
  readonly parts: readonly Part[];
}

/** Members that decide together. */
export interface Part {
  readonly what: string;
  readonly members: number;
  /** Members that a zone takes with it, at worst; of an operator as its pods stand. */
  readonly zones: Readonly<Record<string, number>>;
  /** Fewest members that keep it going. */
  readonly needs: number;
  /** What holds while there are enough, and what when there are not. */
  readonly otherwise: string;
  /** Seconds without writes while enough are left, as who runs it says. */
  readonly pause: Range;
}

export interface StoreOutcome {
  readonly store: Store;
  readonly zone: string;
  readonly parts: readonly { readonly part: Part; readonly left: number }[];
  readonly writable: boolean;
  /** Seconds without writes; null where it takes none until a person has acted. */
  readonly pause: Range | null;
  readonly act: string | null;
}

export const storeOutcomes = (stores: readonly Store[], zones: readonly string[]): readonly StoreOutcome[] => (zones.length === 1 ? [] : zones.flatMap(zone => stores.map((store): StoreOutcome => {
  const parts = store.parts.map(part => ({ part, left: part.members - (part.zones[zone] ?? 0) }));
  const writable = parts.every(({ part, left }) => left >= part.needs);
  const hit = parts.filter(({ part }) => (part.zones[zone] ?? 0) > 0);
  return {
    store, zone, parts, writable,
    pause: writable ? { least: Math.max(0, ...hit.map(({ part }) => part.pause.least)), most: Math.max(0, ...hit.map(({ part }) => part.pause.most)) } : null,
    act: writable ? null : `bring ${zone} back, or restore ${store.name} from its backup: ${parts.filter(({ part, left }) => left < part.needs).map(({ part, left }) => `${part.what} ${left} of ${part.needs} left`).join(', ')}`,
  };
})));

/* ---- managed ---------------------------------------------------------------------------------------------------------------- */

/**
 * Aurora keeps six copies in three zones whatever instances there are, and writes to four of them: a zone less leaves four. What a zone takes is instances.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
 */
export const managedStores = (terraform: Terraform, topology: Topology): readonly Store[] => [
  ...terraform.all('aws_rds_cluster').flatMap((cluster): Store | [] => {
    const store = Object.values(topology.postgres).find(({ name }) => text(cluster.body['cluster_identifier']).endsWith(`-${name}`));
    if (store === undefined) return [];
    const instances = terraform.all('aws_rds_cluster_instance').filter(instance => terraform.follow(instance, instance.body['cluster_identifier']).includes(cluster));
    const zones = instances.flatMap(instance => terraform.texts(instance, instance.body['availability_zone']));
    return {
      name: `postgres/${store.name}`, tier: store.tier, runs: 'Aurora', object: cluster.path.replace(/^resource\./, ''), file: cluster.file,
      parts: [{ what: 'instances', members: zones.length, zones: tally(zones), needs: 1, otherwise: 'nobody to write to until a new instance is made, ten minutes or more', pause: { least: 0, most: 60 } }],
    };
  }),
  ...terraform.all('aws_msk_cluster').flatMap((cluster): Store | [] => {
    const store = Object.values(topology.kafka).find(({ name }) => text(cluster.body['cluster_name']).endsWith(`-${name}`));
    if (store === undefined) return [];
    const subnets = terraform.follow(cluster, at(cluster.body, 'broker_node_group_info', 'client_subnets'));
    const zones = [...new Set(subnets.flatMap(subnet => terraform.texts(subnet, subnet.body['availability_zone'])))].sort();
    const brokers = number(cluster.body['number_of_broker_nodes']) ?? zones.length;
    const configuration = terraform.follow(cluster, at(cluster.body, 'configuration_info', 'arn'))[0];
    const properties = new Map(text(configuration?.body['server_properties']).split('\n').map(line => line.split('=') as [string, string]));
    const spread = Object.fromEntries(zones.map(zone => [zone, brokers / zones.length]));
    const copies = Number(properties.get('default.replication.factor') ?? 3);
    return {
      name: `kafka/${store.name}`, tier: store.tier, runs: 'MSK', object: cluster.path.replace(/^resource\./, ''), file: cluster.file,
      parts: [inSync('default', copies, Number(properties.get('min.insync.replicas') ?? 1), spread), ...topicsOf(Object.values(topology.topics).map(({ name, replicationFactor, minInsyncReplicas }) => ({ name, copies: replicationFactor, minimum: minInsyncReplicas })), spread)],
    };
  }),
];

const tally = (zones: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const zone of zones) counts[zone] = (counts[zone] ?? 0) + 1;
  return counts;
};

/** Copies of a partition, spread over zones as evenly as racks let them: at worst a zone holds the rounded-up part. */
const inSync = (topic: string, copies: number, minimum: number, brokers: Readonly<Record<string, number>>): Part => {
  const zones = Object.keys(brokers).filter(zone => (brokers[zone] ?? 0) > 0);
  return {
    what: `in-sync copies of topic ${topic}`, members: copies, zones: Object.fromEntries(zones.map(zone => [zone, Math.ceil(copies / zones.length)])), needs: minimum,
    otherwise: 'writes that want all copies are refused until copies are back', pause: { least: 0, most: 30 },
  };
};

interface Topic {
  readonly name: string;
  readonly copies: number;
  readonly minimum: number;
}

/** Topics that differ in what counts, one for each difference. */
const topicsOf = (topics: readonly Topic[], brokers: Readonly<Record<string, number>>): readonly Part[] => {
  const kinds = new Map<string, Topic[]>();
  for (const topic of topics) kinds.set(`${topic.copies}/${topic.minimum}`, [...kinds.get(`${topic.copies}/${topic.minimum}`) ?? [], topic]);
  return [...kinds.values()].map(same => inSync(same.length === 1 ? (same[0] as Topic).name : `${(same[0] as Topic).name} and ${same.length - 1} more`, (same[0] as Topic).copies, (same[0] as Topic).minimum, brokers));
};

/* ---- in the cluster ---------------------------------------------------------------------------------------------------------- */

/** Pods of a store: how many, and how many of them a zone holds at most. */
interface Members {
  readonly members: number;
  readonly zones: Readonly<Record<string, number>>;
}
export type Standing = (namespace: string, labels: Labels) => Members;

export const operatedStores = (objects: readonly KubernetesObject[], standing: Standing): readonly Store[] => [
  ...objects.filter(({ kind, apiVersion }) => kind === 'Cluster' && apiVersion.startsWith('postgresql.cnpg.io/')).map((each): Store => {
    const spec = object(each.body['spec']);
    const synchronous = object(object(spec['postgresql'])['synchronous']);
    const standbys = synchronous['dataDurability'] === 'preferred' ? 0 : number(synchronous['number']) ?? 0;
    return {
      name: `postgres/${each.name}`, tier: tierOf(each), runs: 'CloudNativePG', object: objectName(each), file: each.file,
      parts: [{ what: 'instances', ...standing(each.namespace, { [CNPG_CLUSTER]: each.name }), needs: 1 + standbys, otherwise: 'commits wait for a synchronous standby until one is back', pause: { least: 5, most: 120 } }],
    };
  }),
  ...objects.filter(({ kind, apiVersion }) => kind === 'Kafka' && apiVersion.startsWith('kafka.strimzi.io/')).map((each): Store => {
    const config = object(object(object(each.body['spec'])['kafka'])['config']);
    const brokers = standing(each.namespace, { [STRIMZI_CLUSTER]: each.name, 'strimzi.io/broker-role': 'true' });
    const controllers = standing(each.namespace, { [STRIMZI_CLUSTER]: each.name, 'strimzi.io/controller-role': 'true' });
    const topics = objects.filter(({ kind, namespace, body }) => kind === 'KafkaTopic' && namespace === each.namespace && texts(object(body['metadata'])['labels'])[STRIMZI_CLUSTER] === each.name)
      .map(({ name, body }): Topic => {
        const spec = object(body['spec']);
        return { name: text(spec['topicName']) || name, copies: number(spec['replicas']) ?? 1, minimum: number(object(spec['config'])['min.insync.replicas']) ?? number(config['min.insync.replicas']) ?? 1 };
      });
    const racked = text(object(object(object(each.body['spec'])['kafka'])['rack'])['topologyKey']) === 'topology.kubernetes.io/zone';
    // without racks all copies of a partition may stand in one zone
    const spread = racked ? brokers.zones : Object.fromEntries(Object.entries(brokers.zones).slice(0, 1));
    return {
      name: `kafka/${each.name}`, tier: tierOf(each), runs: 'Strimzi', object: objectName(each), file: each.file,
      parts: [
        { what: 'controllers', ...controllers, needs: Math.floor(controllers.members / 2) + 1, otherwise: 'no leader is elected and no topic changes until a majority is back', pause: { least: 0, most: 30 } },
        ...topicsOf(topics.length > 0 ? topics : [{ name: 'default', copies: number(config['default.replication.factor']) ?? 1, minimum: number(config['min.insync.replicas']) ?? 1 }], spread),
      ],
    };
  }),
];
