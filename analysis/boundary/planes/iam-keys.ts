/** What each customer key lets in by its own policy: administration for the account, use for exactly its users. */
import type { KeyName, Topology } from '../../../model/index.ts';
import { KEY_NAMES } from '../../../model/index.ts';
import { callersOfKeys, keptObjects, keptSecrets, managedDatabases, managedKafka, OWN_ACCOUNT, OWN_POLICY, readerOf, through, USE, USE_DIRECTLY } from './iam-words.ts';
import type { Fact } from './rows.ts';

/** No word of these decrypts. */
const ADMINISTER = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:DisableKey', 'kms:Enable*', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:RevokeGrant',
  'kms:RotateKeyOnDemand', 'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription', 'kms:UpdatePrimaryRegion',
];

export const declaredKeys = (topology: Topology): readonly Fact[] => KEY_NAMES.flatMap(key => {
  const uses = [...byRoles(key, topology), ...byServices(key, topology), ...logs(key, topology), ...(key === 'cluster' ? nodes : [])];
  return [...(uses.length === 0 ? [] : [{ from: 'account', actions: ADMINISTER, because: `key ${key}` }]), ...uses].map((use): Fact => ({ ...use, to: `key/${key}`, when: [...use.when ?? [], OWN_POLICY] }));
});

type Use = Omit<Fact, 'to'>;

const byRoles = (key: KeyName, topology: Topology): readonly Use[] => {
  const secrets = keptSecrets(topology).filter(secret => secret.key === key);
  const objects = keptObjects(topology).filter(store => store.key === key);
  const { counterpart, role } = topology.region;
  const copiers = counterpart === null
    ? ['role/replication']
    : [role === 'primary' ? 'machine/replication' : 'role/replication', `role/replication in ${counterpart.name}`];
  return [
    ...secrets.flatMap(({ name, holders }) => holders.map(holder => ({ from: readerOf(holder, topology), actions: USE, when: [through('secretsmanager')], because: `secret ${name} › holders` }))),
    ...secrets.map(({ name }) => ({ from: 'machine/payments-pipeline-secrets', actions: USE, when: [through('secretsmanager')], because: `secret ${name} is written by a pipeline` })),
    ...objects.flatMap(({ name, users }) => [...users.map(({ service }) => `workload/${service}`), ...copiers].map(from => ({ from, actions: USE, when: [through('s3')], because: `objects ${name} › users` }))),
    ...callersOfKeys(topology).filter(caller => caller.key === key).map(({ service }) => ({ from: `workload/${service}`, actions: USE_DIRECTLY, because: `service ${service} › awsApis` })),
    ...(key === 'cluster' ? [{ from: 'machine/cluster', actions: USE, when: [through('eks')], because: 'control plane' }] : []),
  ];
};

/** Services of AWS use a key on behalf of whoever made the resource, and hold grants for the time after. */
const byServices = (key: KeyName, topology: Topology): readonly Use[] => {
  const services = [
    ...(managedDatabases(topology).some(store => store.key === key) ? ['backup', 'rds'] : []), ...(managedKafka(topology).some(store => store.key === key) ? ['kafka'] : []),
    ...(keptObjects(topology).some(store => store.key === key) ? ['backup'] : []), ...(key === 'images' ? ['ecr'] : []), ...(key === 'cluster' ? ['ec2', 'eks'] : []),
  ];
  return services.length === 0 ? [] : [
    { from: 'account', actions: USE, when: [through(...services)], because: `what is kept under key ${key}` },
    { from: 'account', actions: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], when: ['for AWS services', through(...services)], because: `what is kept under key ${key}` },
  ];
};

/** Logs are written by AWS in its own name, and the alarm topic is told by services. */
const logs = (key: KeyName, topology: Topology): readonly Use[] => {
  if (key !== 'logs' && !(key === 'cde-logs' && topology.segments.cde !== undefined)) return [];
  const region = topology.region.name;
  return [
    {
      from: `aws/logs.${region}.amazonaws.com`, actions: USE_DIRECTLY, when: [`kms:EncryptionContext:aws:logs:arn ArnLike arn:aws:logs:${region}:this account:log-group:*`], because: 'log groups',
    },
    ...(key !== 'logs' ? [] : [
      { from: 'aws/cloudtrail.amazonaws.com', actions: USE_DIRECTLY, when: ['kms:EncryptionContext:aws:cloudtrail:arn ArnLike arn:aws:cloudtrail:*:this account:trail/*'], because: 'trail' },
      ...TELLERS.map(from => ({ from, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], when: [OWN_ACCOUNT], because: 'alarm topic' })),
    ]),
  ];
};

/** Who tells the alarm topic. */
export const TELLERS = ['aws/backup.amazonaws.com', 'aws/cloudwatch.amazonaws.com', 'aws/events.amazonaws.com', 'aws/events.rds.amazonaws.com'];

/** Volumes of nodes are made by the service-linked role of Auto Scaling. */
const nodes: readonly Use[] = [
  { from: 'aws/autoscaling.amazonaws.com', actions: USE_DIRECTLY, when: [OWN_ACCOUNT], because: 'volumes of nodes' },
  { from: 'aws/autoscaling.amazonaws.com', actions: ['kms:CreateGrant'], when: ['for AWS services', OWN_ACCOUNT], because: 'volumes of nodes' },
];
