/**
 * Stack `evidence`: write-once buckets for what proves that money moved, their copy in the other region, and the trail of
 * everything that was done to the account.
 *
 * A primary copies to the standby. The other way nothing is copied: the few raw webhooks that a fenced standby stores are
 * read where they are, and a copy rule towards a region that is gone could not be applied.
 */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import type { ObjectStore, Topology } from '../../model/index.ts';
import { roleOf } from '../../model/index.ts';
import { replicate, replicationRole } from './replication.ts';
import type { WriteOnceBucket } from '../buckets.ts';
import { bucketArn, logBucket, writeOnceBucket } from '../buckets.ts';
import type { Build, Statement, TerraformStack } from '../stack.ts';
import { accountOf, after, byCodePoint, named, output, policy, remote, roleArn, snake } from '../stack.ts';
import { trail } from './trail.ts';

export const evidence: Build = (stack, topology) => {
  const accessLogs = accessLogBucket(stack, topology);
  const stores = Object.values(topology.objects);
  const { counterpart, role } = topology.region;
  const copies = role === 'primary' && counterpart !== null ? { as: replicationRole(stack, topology), to: counterpart.name } : null;
  for (const store of stores) {
    const made = objectBucket(stack, topology, store, accessLogs);
    if (copies !== null) replicate(stack, topology, store, made, copies.as, copies.to);
    access(stack, topology, store);
    output(stack, `bucket_${store.name}`, made.bucket.bucket);
  }
  trail(stack, topology, stores.map(store => store.bucket).sort(byCodePoint), accessLogs);
};

const accessLogBucket = (stack: TerraformStack, topology: Topology): S3Bucket => {
  const name = named(topology, 'access-logs', accountOf(topology));
  return logBucket(stack, {
    id: 'access_logs', name, why: 'who asked for which object',
    delivery: {
      Sid: 'Delivery', Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: `${bucketArn(name)}/*`,
      Condition: { StringEquals: { 'aws:SourceAccount': accountOf(topology) } },
    },
  }).bucket;
};

const keyOf = (stack: TerraformStack, topology: Topology, store: ObjectStore): string => remote(stack, topology, 'keys').string(`key_${store.key}`);

/** Services that may add to the store in this region; a fenced region adds only to stores that are writable in both. */
const writersOf = ({ region }: Topology, store: ObjectStore): readonly string[] => region.fenced && store.writableIn === 'primary' ? []
  : store.users.filter(user => user.access !== 'read').map(user => user.service).sort(byCodePoint);

const readersOf = (store: ObjectStore): readonly string[] => store.users.filter(user => user.access !== 'write').map(user => user.service).sort(byCodePoint);

const objectBucket = (stack: TerraformStack, topology: Topology, store: ObjectStore, accessLogs: S3Bucket): WriteOnceBucket => {
  const writers = writersOf(topology, store).map(service => roleArn(topology, roleOf(topology.environment.name, topology.region.name, service)));
  return writeOnceBucket(stack, {
    id: snake('bucket', store.name), name: store.bucket, why: store.summary, key: keyOf(stack, topology, store), lockDays: store.lockDays, accessLogs,
    statements: [{
      Sid: 'OnlyWriters', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${bucketArn(store.bucket)}/*`,
      Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' }, ...(writers.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': writers } }) },
    }],
  });
};

/** What each service may do with the store: add an object, or read one; never change or delete. */
const access = (stack: TerraformStack, topology: Topology, store: ObjectStore): void => {
  const { environment, region } = topology;
  const writers = writersOf(topology, store);
  const readers = readersOf(store);
  after(stack, topology, region.name, 'cluster');
  for (const service of [...new Set([...writers, ...readers])].sort(byCodePoint)) {
    const key = keyOf(stack, topology, store);
    new IamRolePolicy(stack, snake('access', store.name, service), {
      name: `objects-${store.name}`,
      role: roleOf(environment.name, region.name, service),
      policy: policy(...(writers.includes(service) ? add(store, key, region.name) : []), ...(readers.includes(service) ? read(store, key, region.name) : [])),
    });
  }
};

const throughS3 = (region: string): NonNullable<Statement['Condition']> => ({ StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } });

const add = (store: ObjectStore, key: string, region: string): readonly Statement[] => [
  { Sid: 'Add', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucketArn(store.bucket)}/*` },
  // S3 itself decrypts the parts of a large upload to put them together; without `s3:GetObject` the writer reads nothing
  { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key, Condition: throughS3(region) },
];

const read = (store: ObjectStore, key: string, region: string): readonly Statement[] => [
  { Sid: 'Find', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn(store.bucket) },
  { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${bucketArn(store.bucket)}/*` },
  { Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key, Condition: throughS3(region) },
];
