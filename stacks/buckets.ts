/** Buckets: one that nobody can change the past of, and the one that access to it is written down in. */
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { LOG_RETENTION_DAYS } from './logs.ts';
import type { Statement, TerraformStack } from './stack.ts';
import { policy, snake, tags } from './stack.ts';

/** Days until an object that nobody asks for daily goes to a cheaper class; both can still be read at once. */
const COLDER = [{ days: 90, storageClass: 'STANDARD_IA' }, { days: 365, storageClass: 'GLACIER_IR' }] as const;

/** Days after which the pieces of an upload that never ended are removed. */
const ABANDONED_DAYS = 7;

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

export interface WriteOnceSpec {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  /** ARN of the customer key. */
  readonly key: string;
  /** Days in which no version can be deleted or changed, not even by the root user (compliance mode). */
  readonly lockDays: number;
  readonly accessLogs: S3Bucket;
  /** Who may write; added to the statements that every bucket has. */
  readonly statements: readonly Statement[];
}

/** A bucket with what deliveries must wait for. */
export interface LogBucket {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;
}

/** Replication must wait for versioning as well. */
export interface WriteOnceBucket extends LogBucket {
  readonly versioning: S3BucketVersioningA;
}

export const writeOnceBucket = (stack: TerraformStack, spec: WriteOnceSpec): WriteOnceBucket => {
  const id = (part: string): string => snake(spec.id, part);
  const bucket = privateBucket(stack, spec.id, spec.name, { objectLockEnabled: true, why: spec.why });
  const versioning = new S3BucketVersioningA(stack, id('versioning'), { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } });
  new S3BucketObjectLockConfigurationA(stack, id('lock'), {
    bucket: bucket.id, objectLockEnabled: 'Enabled', rule: { defaultRetention: { mode: 'COMPLIANCE', days: spec.lockDays } }, dependsOn: [versioning],
  });
  new S3BucketServerSideEncryptionConfigurationA(stack, id('encryption'), {
    bucket: bucket.id, rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: spec.key }, bucketKeyEnabled: true }],
  });
  const rules = new S3BucketPolicy(stack, id('policy'), {
    bucket: bucket.id, policy: policy(...onlyTls(spec.name), ...onlyKey(spec.name, spec.key), neverDeleted(spec.name), ...spec.statements),
  });
  new S3BucketLifecycleConfiguration(stack, id('lifecycle'), {
    bucket: bucket.id,
    // nothing expires: what happens after the lock ends is decided by people
    rule: [{ id: 'colder', status: 'Enabled', filter: [{ prefix: '' }], transition: [...COLDER], abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABANDONED_DAYS }] }],
    dependsOn: [versioning],
  });
  new S3BucketLoggingA(stack, id('access'), { bucket: bucket.id, targetBucket: spec.accessLogs.id, targetPrefix: `${spec.name}/` });
  return { bucket, versioning, policy: rules };
};

export interface LogBucketSpec {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  /** The service that delivers, and for whom. */
  readonly delivery: Statement;
}

/**
 * A bucket of access logs. AWS delivers them neither into a locked bucket nor under a customer key, so this one has the
 * service's own encryption; who changed what is also in the trail, which is locked.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export const logBucket = (stack: TerraformStack, spec: LogBucketSpec): LogBucket => {
  const id = (part: string): string => snake(spec.id, part);
  const bucket = privateBucket(stack, spec.id, spec.name, { objectLockEnabled: false, why: spec.why });
  new S3BucketVersioningA(stack, id('versioning'), { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } });
  new S3BucketServerSideEncryptionConfigurationA(stack, id('encryption'), { bucket: bucket.id, rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] });
  const rules = new S3BucketPolicy(stack, id('policy'), { bucket: bucket.id, policy: policy(...onlyTls(spec.name), spec.delivery) });
  new S3BucketLifecycleConfiguration(stack, id('lifecycle'), {
    bucket: bucket.id,
    rule: [{
      id: 'retention', status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: LOG_RETENTION_DAYS }], noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABANDONED_DAYS }],
    }],
  });
  return { bucket, policy: rules };
};

const privateBucket = (stack: TerraformStack, id: string, name: string, { objectLockEnabled, why }: { readonly objectLockEnabled: boolean; readonly why: string }): S3Bucket => {
  const bucket = new S3Bucket(stack, id, { bucket: name, ...(objectLockEnabled ? { objectLockEnabled } : {}), tags: tags(name, why), lifecycle: { preventDestroy: true } });
  new S3BucketPublicAccessBlock(stack, snake(id, 'public'), { bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });
  new S3BucketOwnershipControls(stack, snake(id, 'ownership'), { bucket: bucket.id, rule: { objectOwnership: 'BucketOwnerEnforced' } });
  return bucket;
};

/* ---- what every bucket refuses --------------------------------------------------------------------------------------------- */

const refuse = (name: string, Sid: string, Action: string | readonly string[], Condition?: Statement['Condition']): Statement =>
  ({ Sid, Effect: 'Deny', Principal: '*', Action, Resource: [bucketArn(name), `${bucketArn(name)}/*`], ...(Condition === undefined ? {} : { Condition }) });

const onlyTls = (name: string): readonly Statement[] => [
  refuse(name, 'OnlyTls', 's3:*', { Bool: { 'aws:SecureTransport': 'false' } }),
  refuse(name, 'OnlyTls12', 's3:*', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
];

/** Who says nothing about encryption gets the bucket's key; who names another key or method is refused. */
const onlyKey = (name: string, key: string): readonly Statement[] => [
  refuse(name, 'OnlyKeys', 's3:PutObject', { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' } }),
  refuse(name, 'OnlyThisKey', 's3:PutObject', { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } }),
];

const neverDeleted = (name: string): Statement =>
  refuse(name, 'NeverDeleted', ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion']);
