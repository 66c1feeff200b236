/**
 * Stack `data`: an Aurora PostgreSQL cluster per store, in subnets and a security group of its own.
 *
 * In an environment with two regions the primary makes the global cluster; the standby joins it by its computed name and
 * reads nothing of the primary. Who logs in, and how, is in `login.ts`.
 */
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group/index.js';
import { RdsCluster } from '@cdktf/provider-aws/lib/rds-cluster/index.js';
import type { RdsClusterConfig } from '@cdktf/provider-aws/lib/rds-cluster/index.js';
import { RdsClusterInstance } from '@cdktf/provider-aws/lib/rds-cluster-instance/index.js';
import { RdsClusterParameterGroup } from '@cdktf/provider-aws/lib/rds-cluster-parameter-group/index.js';
import { RdsGlobalCluster } from '@cdktf/provider-aws/lib/rds-global-cluster/index.js';
import type { Postgres, Topology } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import { administrator, logins } from './login.ts';
import { ENGINE, familyOf, parametersOf } from './parameters.ts';
import type { Build, TerraformStack } from '../stack.ts';
import { after, named, output, remote, snake, TerraformVariable, tags } from '../stack.ts';

/** Logs that Aurora sends to CloudWatch: what the engine and pgaudit say, and refused IAM logins. */
const EXPORTED_LOGS = ['postgresql', 'iam-db-auth-error'] as const;

/** Days of query statistics kept by Performance Insights: the longest that costs nothing. */
const INSIGHTS_DAYS = 7;

/** A switchover exchanges writer and secondary; what each was born as must neither be changed back nor make it anew. */
const BORN_WITH = ['database_name', 'global_cluster_identifier', 'master_username', 'replication_source_identifier', 'source_region'] as const;

export const data: Build = (stack, topology) => {
  for (const store of Object.values(topology.postgres).filter(each => each.binding === 'aurora')) {
    const cluster = database(stack, topology, store);
    for (const index of Array(store.instances).keys()) instance(stack, topology, store, cluster, index);
    logins(stack, topology, store, cluster);
    output(stack, `postgres_${store.name}_primary`, cluster.endpoint, 'host name of the writer');
    output(stack, `postgres_${store.name}_replica`, cluster.readerEndpoint, 'host name of the readers');
  }
};

const database = (stack: TerraformStack, topology: Topology, store: Postgres): RdsCluster => {
  const network = remote(stack, topology, 'network');
  const name = named(topology, store.name);
  const subnets = new DbSubnetGroup(stack, snake('subnets', store.name), {
    name, description: 'Subnets of this store alone', subnetIds: network.list(`subnets_store_${store.name}`), tags: tags(name),
  });
  const parameters = new RdsClusterParameterGroup(stack, snake('parameters', store.name), {
    name, family: familyOf(store), description: 'TLS, audit, limits', parameter: [...parametersOf(store)], tags: tags(name),
  });
  const logs = EXPORTED_LOGS.map(kind => logGroup(stack, topology, snake('logs', store.name, kind), {
    name: `/aws/rds/cluster/${name}/${kind}`, key: store.boundary === 'cde' ? 'cde-logs' : 'logs', why: `${kind} log of ${store.name}`,
  }));
  return new RdsCluster(stack, snake('cluster', store.name), {
    clusterIdentifier: name,
    engine: ENGINE,
    engineVersion: store.version,
    port: store.port,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [network.string(`security_group_store_${store.name}`)],
    dbClusterParameterGroupName: parameters.name,
    storageEncrypted: true,
    kmsKeyId: remote(stack, topology, 'keys').string(`key_${store.key}`),
    iamDatabaseAuthenticationEnabled: true,
    enabledCloudwatchLogsExports: [...EXPORTED_LOGS],
    backupRetentionPeriod: store.recoveryDays,
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: false,
    deletionProtection: true,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: `${name}-final`,
    applyImmediately: false,
    tags: tags(name, store.summary),
    dependsOn: logs,
    lifecycle: { preventDestroy: true, ignoreChanges: [...BORN_WITH] },
    ...(topology.region.role === 'standby' ? secondary(stack, topology, store) : writer(stack, topology, store)),
  });
};

/** What only a writing cluster has: a database, an administrator, its place at the head of the global cluster, perhaps a snapshot it starts from. */
const writer = (stack: TerraformStack, topology: Topology, store: Postgres): Partial<RdsClusterConfig> => ({
  databaseName: store.database,
  ...administrator(stack, store),
  ...(topology.region.counterpart === null ? {} : { globalClusterIdentifier: globalCluster(stack, topology, store).id }),
  ...(topology.environment.restoreFrom === null ? {} : { snapshotIdentifier: snapshot(stack, topology.environment.restoreFrom, store) }),
});

/** A secondary has no login of its own and no database: both come from the writer. */
const secondary = (stack: TerraformStack, topology: Topology, store: Postgres): Partial<RdsClusterConfig> => {
  const { counterpart } = topology.region;
  if (counterpart === null) return {};
  after(stack, topology, counterpart.name, 'data');
  return { globalClusterIdentifier: globalNameOf(topology, store), sourceRegion: counterpart.name };
};

const globalNameOf = (topology: Topology, store: Postgres): string => `${topology.environment.name}-${store.name}`;

const globalCluster = (stack: TerraformStack, topology: Topology, store: Postgres): RdsGlobalCluster =>
  new RdsGlobalCluster(stack, snake('global', store.name), {
    globalClusterIdentifier: globalNameOf(topology, store),
    engine: ENGINE,
    engineVersion: store.version,
    databaseName: store.database,
    storageEncrypted: true,
    deletionProtection: true,
    tags: tags(globalNameOf(topology, store), store.summary),
    lifecycle: { preventDestroy: true },
  });

/** Whoever runs the drill names the snapshot; nobody can compute its name. */
const snapshot = (stack: TerraformStack, from: NonNullable<Topology['environment']['restoreFrom']>, store: Postgres): string => {
  const id = snake('snapshot', store.name);
  return new TerraformVariable(stack, id, {
    type: 'string',
    nullable: false,
    description: `ARN of the ${from.masked ? 'masked ' : ''}cluster snapshot of ${from.environment}/${store.name} that backup '${from.backup}' gave`,
    validation: [{
      condition: `\${can(regex("^arn:aws:rds:[a-z0-9-]+:[0-9]{12}:cluster-snapshot:.+$", var.${id}))}`,
      errorMessage: 'Give the ARN of a cluster snapshot.',
    }],
  }).stringValue;
};

const instance = (stack: TerraformStack, topology: Topology, store: Postgres, cluster: RdsCluster, index: number): void => {
  const { zones } = topology.region;
  const zone = zones[index % zones.length];
  const name = named(topology, store.name, String(index + 1));
  new RdsClusterInstance(stack, snake('instance', store.name, String(index + 1)), {
    identifier: name,
    clusterIdentifier: cluster.id,
    engine: ENGINE,
    engineVersion: store.version,
    instanceClass: store.instanceClass,
    ...(zone === undefined ? {} : { availabilityZone: zone }),
    // equal machines: after the writer the one of the next zone takes over; AWS knows tiers 0–15
    promotionTier: Math.min(index, 15),
    publiclyAccessible: false,
    // a global database is upgraded secondary first, by people
    autoMinorVersionUpgrade: false,
    copyTagsToSnapshot: true,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: remote(stack, topology, 'keys').string(`key_${store.key}`),
    performanceInsightsRetentionPeriod: INSIGHTS_DAYS,
    tags: tags(name),
    lifecycle: { preventDestroy: true },
  });
};
