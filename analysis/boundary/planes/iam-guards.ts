/** What protected things let in and refuse by their own policies: buckets, secrets, backups, the alarm topic, Kafka, endpoints. */
import type { Topology } from '../../../model/index.ts';
import { secretAccountOf } from '../../../model/index.ts';
import { TELLERS } from './iam-keys.ts';
import { accountIn, keptObjects, keptSecrets, managedDatabases, managedKafka, OWN_ACCOUNT, OWN_POLICY, prefixIn, readerOf, writersOf } from './iam-words.ts';
import type { Fact } from './rows.ts';

export const declaredGuards = (topology: Topology): readonly Fact[] => [
  ...objects(topology), ...trail(topology), ...accessLogs(topology), ...secrets(topology), ...vaults(topology), ...alarms, ...kafka(topology), ...endpoints(topology),
].map(fact => ({ ...fact, when: [...fact.when ?? [], OWN_POLICY] }));

const EVERYBODY = 'everybody';
const but = (holders: readonly string[]): string => (holders.length === 0 ? EVERYBODY : `${EVERYBODY} but ${[...new Set(holders)].sort().join(', ')}`);
const never = (service: string, ...actions: readonly string[]): readonly string[] => actions.map(action => `never ${service}:${action}`);

/* ---- buckets ----------------------------------------------------------------------------------------------------------------- */

const overTls = (to: string, because: string): readonly Fact[] =>
  ['without TLS', 's3:TlsVersion NumericLessThan 1.2'].map(when => ({ from: EVERYBODY, to, actions: never('s3', '*'), when: [when], because }));

/** Written once: nobody deletes, nobody writes under another key. */
const writtenOnce = (to: string, key: string, because: string): readonly Fact[] => [
  ...overTls(to, because),
  { from: EVERYBODY, to, actions: never('s3', 'PutObject'), when: ['s3:x-amz-server-side-encryption StringNotEqualsIfExists aws:kms'], because },
  { from: EVERYBODY, to, actions: never('s3', 'PutObject'), when: [`s3:x-amz-server-side-encryption-aws-kms-key-id StringNotEqualsIfExists key/${key}`], because },
  { from: EVERYBODY, to, actions: never('s3', 'BypassGovernanceRetention', 'DeleteBucket', 'DeleteObject', 'DeleteObjectVersion'), because },
];

const objects = (topology: Topology): readonly Fact[] => keptObjects(topology).flatMap(store => [
  ...writtenOnce(`objects/${store.name}`, store.key, `objects ${store.name}`),
  {
    from: but(writersOf(store, topology).map(service => `workload/${service}`)), to: `objects/${store.name}`, actions: never('s3', 'PutObject'), when: ['aws:PrincipalIsAWSService Bool false'],
    because: `objects ${store.name} › users`,
  },
]);

const trail = (topology: Topology): readonly Fact[] => {
  const from = 'aws/cloudtrail.amazonaws.com';
  const own = `aws:SourceArn StringEquals arn:aws:cloudtrail:${topology.region.name}:this account:trail/${prefixIn(topology)}-trail`;
  return [
    ...writtenOnce('bucket/trail', 'logs', 'trail'),
    { from, to: 'bucket/trail', actions: ['s3:GetBucketAcl'], when: ['the bucket itself', own], because: 'trail' },
    { from, to: 'bucket/trail', actions: ['s3:PutObject'], when: [`below AWSLogs/${accountIn(topology)}/*`, own, 's3:x-amz-acl StringEquals bucket-owner-full-control'], because: 'trail' },
  ];
};

/** Where AWS writes down who asked. */
const accessLogs = ({ region }: Topology): readonly Fact[] => [
  ...['access-logs', 'load-balancer-logs'].flatMap(name => overTls(`bucket/${name}`, name)),
  { from: 'aws/logging.s3.amazonaws.com', to: 'bucket/access-logs', actions: ['s3:PutObject'], when: [OWN_ACCOUNT], because: 'who asked for which object' },
  {
    from: 'aws/logdelivery.elasticloadbalancing.amazonaws.com', to: 'bucket/load-balancer-logs', actions: ['s3:PutObject'],
    when: [`aws:SourceArn ArnLike arn:aws:elasticloadbalancing:${region.name}:this account:loadbalancer/*`], because: 'who came to the load balancers',
  },
];

/* ---- secrets, backups, topics, endpoints ------------------------------------------------------------------------------------- */

/** The primary's policies travel with the copies, and so name the holders of both regions. */
const secrets = (topology: Topology): readonly Fact[] => {
  const { role, counterpart } = topology.region;
  return role === 'standby' ? [] : keptSecrets(topology).map(({ name, holders }) => ({
    from: but(holders.flatMap(holder => [readerOf(holder, topology), ...(counterpart === null ? [] : [`role/${secretAccountOf(holder)} in ${counterpart.name}`])])),
    to: `secret/${name}`, actions: never('secretsmanager', 'GetSecretValue'), because: `secret ${name} › holders`,
  }));
};

const vaults = (topology: Topology): readonly Fact[] => [...new Set(managedDatabases(topology).map(({ key }) => key))].flatMap(key => {
  const to = `vault/${key}`;
  const because = `backups under key ${key}`;
  return [
    { from: EVERYBODY, to, actions: never('backup', 'DeleteBackupVault', 'DeleteRecoveryPoint', 'UpdateRecoveryPointLifecycle'), because },
    { from: EVERYBODY, to, actions: never('backup', 'CopyIntoBackupVault'), when: ['aws:PrincipalAccount StringNotEquals this account'], because },
  ];
});

const alarms: readonly Fact[] = [
  ...TELLERS.map(from => ({ from, to: 'sns/alarms', actions: ['sns:Publish'], when: [OWN_ACCOUNT], because: 'alarm topic' })),
  { from: EVERYBODY, to: 'sns/alarms', actions: never('sns', 'Publish'), when: ['without TLS'], because: 'alarm topic' },
];

/** A replicator of the other region connects through the service. */
const kafka = (topology: Topology): readonly Fact[] => (topology.region.counterpart === null ? [] : managedKafka(topology)).map(({ name }) => ({
  from: 'aws/kafka.amazonaws.com', to: `store/${name}`, actions: ['kafka:CreateVpcConnection', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], when: [OWN_ACCOUNT],
  because: `store ${name} is copied to ${topology.region.counterpart?.name}`,
}));

/** An endpoint serves this account; but image layers are fetched, and tokens are exchanged, before there is one. */
const endpoints = (topology: Topology): readonly Fact[] => {
  const called = new Set(topology.edges.map(({ to }) => to).filter(to => to.startsWith('aws-api/')));
  const open: Readonly<Record<string, readonly [action: string, resource: string]>> = {
    'aws-api/s3': ['s3:GetObject', `arn:aws:s3:::prod-${topology.region.name}-starport-layer-bucket/*`],
    'aws-api/sts': ['sts:AssumeRoleWithWebIdentity', `arn:aws:iam::${accountIn(topology)}:role/*`],
  };
  return [...called].flatMap(to => {
    const [action, resource] = open[to] ?? [];
    return [
      { from: EVERYBODY, to, actions: ['*'], when: [OWN_ACCOUNT], because: `edges to ${to}` },
      ...(action === undefined ? [] : [{ from: EVERYBODY, to, actions: [action], when: [`on ${resource}`], because: `edges to ${to}` }]),
    ];
  });
};
