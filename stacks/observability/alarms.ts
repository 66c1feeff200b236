/** Alarms on metrics: the controls that money relies on, watched by the computed name of what they guard. */
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Kafka, Postgres, Topology } from '../../model/index.ts';
import type { Route } from '../edge/routes.ts';
import { routesOf } from '../edge/routes.ts';
import { egressTiersOf } from '../network/conversations.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake, tags } from '../stack.ts';

/** How far a standby may be behind before somebody looks, in ms: Aurora's own lag is below a second, so this is trouble and not noise. */
const REGION_LAG_MS = 5_000;

/** How far a reader may be behind, in ms. */
const READER_LAG_MS = 1_000;

/** Part of a broker's volume, in percent, after which there is still time to grow it. */
const BROKER_DISK_PERCENT = 75;

/** Part of a route's worst minute that its web firewall may refuse before it is an attack, or a rule that hits merchants. */
const REFUSED_SHARE = 1 / 4;

export interface Alarm {
  /** Last part of the alarm's name. */
  readonly name: string;
  /** What it means and what to do first. */
  readonly why: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
  readonly above: number;
  /** Minutes in a row. */
  readonly minutes: number;
  /** `breaching` where silence is itself the failure. */
  readonly silence: 'breaching' | 'notBreaching';
}

export const metricAlarms = (stack: TerraformStack, topology: Topology, topic: string): void => {
  const alarms = [
    ...Object.values(topology.postgres).filter(store => store.binding === 'aurora').flatMap(store => postgresAlarms(topology, store)),
    ...Object.values(topology.kafka).filter(kafka => kafka.binding === 'msk').flatMap(kafka => kafkaAlarms(topology, kafka)),
    ...(egressTiersOf(topology).length === 0 ? [] : firewallAlarms(topology)),
    ...routesOf(topology).map(route => routeAlarm(topology, route)),
  ];
  for (const each of alarms) alarm(stack, topology, each, topic);
};

/** One alarm that tells the topic when it begins and when it ends. */
export const alarm = (stack: TerraformStack, topology: Topology, { name, why, above, minutes, ...of }: Alarm, topic: string): void => {
  const alarmName = named(topology, name);
  new CloudwatchMetricAlarm(stack, snake('alarm', name), {
    alarmName,
    alarmDescription: why,
    namespace: of.namespace,
    metricName: of.metric,
    dimensions: { ...of.dimensions },
    statistic: of.statistic,
    comparisonOperator: 'GreaterThanThreshold',
    threshold: above,
    period: 60,
    evaluationPeriods: minutes,
    treatMissingData: of.silence,
    alarmActions: [topic],
    okActions: [topic],
    tags: tags(alarmName),
  });
};

const postgresAlarms = (topology: Topology, store: Postgres): readonly Alarm[] => {
  const common = { namespace: 'AWS/RDS', dimensions: { DBClusterIdentifier: named(topology, store.name) }, statistic: 'Maximum' } as const;
  return [
    {
      ...common, name: `${store.name}-connections`, metric: 'DatabaseConnections', above: store.connections, minutes: 5, silence: 'notBreaching',
      why: `more connections to ${store.name} than all pools together were planned to open: something leaks or grew beyond its plan`,
    },
    {
      ...common, name: `${store.name}-reader-lag`, metric: 'AuroraReplicaLagMaximum', above: READER_LAG_MS, minutes: 5, silence: 'notBreaching',
      why: `readers of ${store.name} are behind: what reads them shows old state`,
    },
    ...(topology.region.role === 'primary' ? [] : [{
      ...common, name: `${store.name}-region-lag`, metric: 'AuroraGlobalDBRPOLag', above: REGION_LAG_MS, minutes: 5, silence: 'breaching',
      why: `a promotion now would lose what ${store.name} wrote in this time: find out before promoting`,
    } as const]),
  ];
};

const kafkaAlarms = (topology: Topology, kafka: Kafka): readonly Alarm[] => {
  const cluster = { 'Cluster Name': named(topology, kafka.name) };
  const common = { namespace: 'AWS/Kafka', statistic: 'Maximum', minutes: 3 } as const;
  return [
    {
      ...common, name: `${kafka.name}-offline-partitions`, metric: 'OfflinePartitionsCount', dimensions: cluster, above: 0, silence: 'breaching',
      why: 'partitions without a leader: nobody can publish to them or read them',
    },
    ...[...Array(kafka.brokers).keys()].flatMap((index): readonly Alarm[] => {
      const broker = String(index + 1);
      const dimensions = { ...cluster, 'Broker ID': broker };
      return [
        {
          ...common, name: `${kafka.name}-under-min-isr-${broker}`, metric: 'UnderMinIsrPartitionCount', dimensions, above: 0, silence: 'notBreaching',
          why: 'partitions with too few copies in sync: writes that want all of them are refused, so the outbox grows',
        },
        {
          ...common, name: `${kafka.name}-disk-${broker}`, metric: 'KafkaDataLogsDiskUsed', dimensions, above: BROKER_DISK_PERCENT, silence: 'notBreaching',
          why: 'a broker with a full disk stops: raise volumeGiB of the store',
        },
      ];
    }),
  ];
};

/** The egress firewall has one endpoint a zone; anything it drops tried to leave for a place that nobody declared. */
const firewallAlarms = (topology: Topology): readonly Alarm[] => topology.region.zones.map(zone => ({
  name: `egress-dropped-${zone}`, namespace: 'AWS/NetworkFirewall', metric: 'DroppedPackets',
  dimensions: { FirewallName: named(topology, 'egress'), AvailabilityZone: zone, Engine: 'Stateful' }, statistic: 'Sum', above: 0, minutes: 1, silence: 'notBreaching',
  why: 'a workload tried to reach what no edge allows: look at the firewall log for who and where',
}));

const routeAlarm = (topology: Topology, { name, peak }: Route): Alarm => ({
  name: `${name}-refused`, namespace: 'AWS/WAFV2', metric: 'BlockedRequests', dimensions: { Region: topology.region.name, Rule: 'ALL', WebACL: name },
  statistic: 'Sum', above: Math.ceil(peak * 60 * REFUSED_SHARE), minutes: 5, silence: 'notBreaching',
  why: `the web firewall of route ${name} refuses many requests: an attack, or a rule that hits callers who are right`,
});
