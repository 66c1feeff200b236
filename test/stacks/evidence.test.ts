import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const primary = rendered('evidence', topology);
const standby = rendered('evidence', topologyOf('production', STANDBY));
const STORES = ['audit', 'evidence', 'settlement_files'];

describe('write-once buckets', () => {
  it('keep every version for the days of their store, in compliance mode', () => {
    for (const side of [primary, standby]) for (const store of STORES) {
      expect(side.one(`aws_s3_bucket.bucket_${store}`)).toMatchObject({ object_lock_enabled: true, lifecycle: { prevent_destroy: true } });
      expect(side.one(`aws_s3_bucket_object_lock_configuration.bucket_${store}_lock`).rule.default_retention).toEqual({ days: 2555, mode: 'COMPLIANCE' });
      expect(side.one(`aws_s3_bucket_versioning.bucket_${store}_versioning`).versioning_configuration.status).toBe('Enabled');
    }
  });

  it('are encrypted with the customer key, closed to the public, and owned by the account', () => {
    expect(primary.one('aws_s3_bucket_server_side_encryption_configuration.bucket_evidence_encryption').rule[0]).toEqual({
      apply_server_side_encryption_by_default: { kms_master_key_id: '${data.terraform_remote_state.remote_keys.outputs.key_evidence}', sse_algorithm: 'aws:kms' }, bucket_key_enabled: true,
    });
    expect(primary.one('aws_s3_bucket_public_access_block.bucket_evidence_public')).toMatchObject({
      block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true,
    });
    expect(primary.one('aws_s3_bucket_ownership_controls.bucket_evidence_ownership').rule.object_ownership).toBe('BucketOwnerEnforced');
  });

  it('refuse plain HTTP, other keys, deletion, and writers that nobody declared', () => {
    const refused = statements(primary.one('aws_s3_bucket_policy.bucket_evidence_policy').policy);
    expect(refused.OnlyTls?.Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    expect(refused.OnlyThisKey?.Effect).toBe('Deny');
    expect(refused.NeverDeleted?.Action).toContain('s3:DeleteObjectVersion');
    const writers = topology.objects.evidence?.users.filter(user => user.access !== 'read').map(user => `arn:aws:iam::111122223333:role/production-ap-southeast-3-${user.service}`).sort();
    expect(refused.OnlyWriters?.Condition.ArnNotEquals['aws:PrincipalArn']).toEqual(writers);
  });

  it('are watched: each access is logged', () => {
    for (const store of STORES) expect(primary.one(`aws_s3_bucket_logging.bucket_${store}_access`).target_bucket).toContain('access_logs');
  });

  it('let a service add, not change or delete', () => {
    const { Add, Read } = statements(primary.one('aws_iam_role_policy.access_evidence_webhook_ingestion').policy);
    expect(Add?.Action).toBe('s3:PutObject');
    expect(Read).toBeUndefined();
  });
});

describe('write-once buckets of two regions', () => {
  it('are copied from primary to standby, locks included, under the standby\'s key', () => {
    const rule = primary.one('aws_s3_bucket_replication_configuration.replication_evidence').rule[0];
    expect(rule.destination.bucket).toBe(`arn:aws:s3:::${topologyOf('production', STANDBY).objects.evidence?.bucket}`);
    expect(rule.destination.encryption_configuration.replica_kms_key_id).toBe('arn:aws:kms:ap-southeast-1:111122223333:alias/production-ap-southeast-1/evidence');
    expect(rule.delete_marker_replication.status).toBe('Disabled');
    expect(primary.dependsOn).toContain('production-ap-southeast-1-evidence');
    expect(standby.all('aws_s3_bucket_replication_configuration')).toEqual({});
  });

  it('are copied by a role that can neither read other buckets nor delete', () => {
    const policy = primary.one('aws_iam_role_policy.replication_evidence_policy').policy as string;
    expect(policy).not.toContain('Delete');
    expect(statements(policy).Read?.Resource).toBe(`arn:aws:s3:::${topology.objects.evidence?.bucket}/*`);
  });

  it('take new objects in a fenced region only where the store is writable in both', () => {
    expect(standby.one('aws_iam_role_policy.access_evidence_webhook_ingestion').policy).toContain('s3:PutObject');
    for (const [id, { policy }] of Object.entries(standby.all('aws_iam_role_policy'))) if (id.startsWith('access_settlement_files_')) expect(policy).not.toContain('s3:PutObject');
    expect(statements(standby.one('aws_s3_bucket_policy.bucket_settlement_files_policy').policy).OnlyWriters?.Condition).toEqual({ Bool: { 'aws:PrincipalIsAWSService': 'false' } });
  });
});

describe('the trail', () => {
  it('records all regions and every touch of evidence, validated, locked and encrypted', () => {
    const trail = primary.one('aws_cloudtrail.trail');
    expect(trail).toMatchObject({ enable_log_file_validation: true, is_multi_region_trail: true, include_global_service_events: true });
    expect(trail.kms_key_id).toContain('key_logs');
    expect(JSON.stringify(trail.advanced_event_selector)).toContain(`arn:aws:s3:::${topology.objects.evidence?.bucket}/`);
    expect(primary.one('aws_s3_bucket_object_lock_configuration.bucket_trail_lock').rule.default_retention.days).toBeGreaterThanOrEqual(365);
  });
});
