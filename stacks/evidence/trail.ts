/** The trail: every call to AWS APIs, and every touch of an object that is evidence, in a locked bucket and in the security log. */
import { Cloudtrail } from '@cdktf/provider-aws/lib/cloudtrail/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import type { Topology } from '../../model/index.ts';
import { bucketArn, writeOnceBucket } from '../buckets.ts';
import { LOG_RETENTION_DAYS } from '../logs.ts';
import type { Statement, TerraformStack } from '../stack.ts';
import { accountOf, arn, named, output, policy, remote, tags, trustService } from '../stack.ts';

/**
 * Each region keeps a trail of all regions in a bucket of its own: calls to global services are recorded only by such a
 * trail, and what happened is still known when the other region is gone.
 */
export const trail = (stack: TerraformStack, topology: Topology, buckets: readonly string[], accessLogs: S3Bucket): void => {
  const name = named(topology, 'trail');
  const bucketName = named(topology, 'trail', accountOf(topology));
  const key = remote(stack, topology, 'keys').string('key_logs');
  const logGroup = `${remote(stack, topology, 'observability').string('log_group_security_arn')}:*`;
  const { bucket, policy: rules } = writeOnceBucket(stack, {
    id: 'bucket_trail', name: bucketName, why: 'every call to AWS APIs', key, lockDays: LOG_RETENTION_DAYS, accessLogs, statements: delivery(topology, bucketName, name),
  });
  const role = new IamRole(stack, 'trail_role', {
    name, assumeRolePolicy: trustService('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }), tags: tags(name),
  });
  new IamRolePolicy(stack, 'trail_policy', {
    name: 'security-log', role: role.name,
    policy: policy({ Sid: 'Write', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup }),
  });
  new Cloudtrail(stack, 'trail', {
    name,
    s3BucketName: bucket.id,
    kmsKeyId: key,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    cloudWatchLogsGroupArn: logGroup,
    cloudWatchLogsRoleArn: role.arn,
    advancedEventSelector: [
      { name: 'management', fieldSelector: [{ field: 'eventCategory', equalTo: ['Management'] }] },
      ...(buckets.length === 0 ? [] : [{
        name: 'evidence',
        fieldSelector: [
          { field: 'eventCategory', equalTo: ['Data'] }, { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
          { field: 'resources.ARN', startsWith: buckets.map(each => `${bucketArn(each)}/`) },
        ],
      }]),
    ],
    tags: tags(name),
    dependsOn: [rules],
    lifecycle: { preventDestroy: true },
  });
  output(stack, 'trail_arn', arn(topology, 'cloudtrail', `trail/${name}`));
};

const delivery = (topology: Topology, bucket: string, name: string): readonly Statement[] => {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const from = { 'aws:SourceArn': arn(topology, 'cloudtrail', `trail/${name}`) };
  return [
    { Sid: 'Look', Effect: 'Allow', Principal, Action: 's3:GetBucketAcl', Resource: bucketArn(bucket), Condition: { StringEquals: from } },
    {
      Sid: 'Deliver', Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: `${bucketArn(bucket)}/AWSLogs/${accountOf(topology)}/*`,
      Condition: { StringEquals: { ...from, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
  ];
};
