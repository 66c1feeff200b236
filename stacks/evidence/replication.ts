/** The copy of a write-once bucket in the other region: same objects, same locks, that region's own key. */
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration/index.js';
import type { ObjectStore, Topology } from '../../model/index.ts';
import { prefixOf } from '../../model/index.ts';
import type { WriteOnceBucket } from '../buckets.ts';
import { bucketArn } from '../buckets.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, after, arn, keyAlias, named, policy, remote, snake, tags, trustService } from '../stack.ts';

/** Minutes in which S3 promises a copy; the only number it takes. */
const COPY_MINUTES = 15;

/** Copies to the bucket of the same store in `to`, which that region's own stack made before, locked like this one. */
export const replicate = (stack: TerraformStack, topology: Topology, store: ObjectStore, { bucket, versioning }: WriteOnceBucket, role: IamRole, to: string): void => {
  after(stack, topology, to, 'evidence');
  const target = bucketArn(counterpartBucket(topology, store, to));
  const allowed = new IamRolePolicy(stack, snake('replication', store.name, 'policy'), { name: store.name, role: role.name, policy: mayCopy(stack, topology, store, target, to) });
  new S3BucketReplicationConfigurationA(stack, snake('replication', store.name), {
    bucket: bucket.id,
    role: role.arn,
    rule: [{
      id: 'everything',
      status: 'Enabled',
      priority: 1,
      filter: { prefix: '' },
      deleteMarkerReplication: { status: 'Disabled' },
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
      destination: {
        bucket: target,
        encryptionConfiguration: { replicaKmsKeyId: arn(topology, 'kms', keyAlias(topology, store.key, to), to) },
        metrics: { status: 'Enabled', eventThreshold: { minutes: COPY_MINUTES } },
        replicationTime: { status: 'Enabled', time: { minutes: COPY_MINUTES } },
      },
    }],
    dependsOn: [versioning, allowed],
  });
};

const counterpartBucket = ({ environment, region }: Topology, store: ObjectStore, to: string): string =>
  store.bucket.replace(prefixOf(environment.name, region.name), prefixOf(environment.name, to));

/** One role for all copies of the region; the keys of both regions know it by this name. */
export const replicationRole = (stack: TerraformStack, topology: Topology): IamRole => {
  const name = named(topology, 'replication');
  return new IamRole(stack, 'replication_role', {
    name, assumeRolePolicy: trustService('s3.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }), tags: tags(name, 'copies write-once buckets to the other region'),
  });
};

/** Reads here, adds there, deletes nowhere. */
const mayCopy = (stack: TerraformStack, topology: Topology, store: ObjectStore, target: string, to: string): string => {
  const source = bucketArn(store.bucket);
  return policy(
    { Sid: 'Configuration', Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: source },
    {
      Sid: 'Read', Effect: 'Allow', Resource: `${source}/*`,
      Action: ['s3:GetObjectLegalHold', 's3:GetObjectRetention', 's3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
    },
    { Sid: 'Add', Effect: 'Allow', Action: ['s3:ReplicateObject', 's3:ReplicateTags'], Resource: `${target}/*` },
    {
      Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: remote(stack, topology, 'keys').string(`key_${store.key}`),
      Condition: { StringEquals: { 'kms:ViaService': `s3.${topology.region.name}.amazonaws.com` } },
    },
    {
      // the id of the other region's key is not known here, its alias is
      Sid: 'EncryptThere', Effect: 'Allow', Action: ['kms:Encrypt', 'kms:GenerateDataKey'], Resource: arn(topology, 'kms', 'key/*', to),
      Condition: {
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': keyAlias(topology, store.key, to) }, StringEquals: { 'kms:ViaService': `s3.${to}.amazonaws.com` },
      },
    },
  );
};
