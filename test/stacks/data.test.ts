import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const primary = rendered('data', topologyOf('production', PRIMARY));
const standby = rendered('data', topologyOf('production', STANDBY));

describe('databases of a region', () => {
  it('are one encrypted, protected cluster per store, with a window to recover to any point in time', () => {
    expect(Object.keys(primary.all('aws_rds_cluster'))).toEqual(['cluster_ledger', 'cluster_payments', 'cluster_reporting', 'cluster_tokens']);
    for (const cluster of Object.values({ ...primary.all('aws_rds_cluster'), ...standby.all('aws_rds_cluster') })) {
      expect(cluster).toMatchObject({
        engine: 'aurora-postgresql', storage_encrypted: true, deletion_protection: true, iam_database_authentication_enabled: true, copy_tags_to_snapshot: true, skip_final_snapshot: false,
      });
      expect(cluster.kms_key_id).toMatch(/remote_keys\.outputs\.key_/);
      expect(cluster.backup_retention_period).toBeGreaterThanOrEqual(14);
      expect(cluster.backup_retention_period).toBeLessThanOrEqual(35);
      expect(cluster.enabled_cloudwatch_logs_exports).toContain('postgresql');
      expect(cluster.lifecycle.prevent_destroy).toBe(true);
    }
  });

  it('stand in subnets and a security group of their own', () => {
    expect(primary.one('aws_rds_cluster.cluster_ledger').vpc_security_group_ids).toEqual(['${data.terraform_remote_state.remote_network.outputs.security_group_store_ledger}']);
    expect(primary.one('aws_db_subnet_group.subnets_ledger').subnet_ids).toBe('${data.terraform_remote_state.remote_network.outputs.subnets_store_ledger}');
  });

  it('have an instance in each zone, none of them public', () => {
    const instances = Object.entries(primary.all('aws_rds_cluster_instance')).filter(([id]) => id.startsWith('instance_ledger_')).map(([, instance]) => instance);
    expect(instances.map(instance => instance.availability_zone)).toEqual(['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c']);
    expect(instances.map(instance => instance.promotion_tier)).toEqual([0, 1, 2]);
    for (const instance of instances) expect(instance).toMatchObject({ publicly_accessible: false, performance_insights_enabled: true, auto_minor_version_upgrade: false });
  });

  it('refuse what is not TLS, audit, keep values out of logs, and take as many connections as were planned', () => {
    const value = (name: string) => (primary.one('aws_rds_cluster_parameter_group.parameters_tokens').parameter as { name: string; value: string }[]).find(each => each.name === name)?.value;
    expect(value('rds.force_ssl')).toBe('1');
    expect(value('shared_preload_libraries')).toContain('pgaudit');
    expect(value('pgaudit.log')).toContain('read');
    expect(value('log_parameter_max_length')).toBe('0');
    expect(value('max_connections')).toBe(String(topologyOf('production', PRIMARY).postgres.tokens?.maxConnections));
  });

  it('log for a year and more under the key of their boundary', () => {
    const logs = primary.one('aws_cloudwatch_log_group.logs_tokens_postgresql');
    expect(logs.retention_in_days).toBeGreaterThanOrEqual(365);
    expect(logs.kms_key_id).toContain('key_cde_logs');
    expect(primary.one('aws_cloudwatch_log_group.logs_ledger_postgresql').kms_key_id).toContain('key_logs');
  });

  it('have an administrator whose password is in no plan, no state and no file', () => {
    const text = JSON.stringify(primary.json);
    expect(text).not.toContain('"master_password"');
    expect(text).not.toContain('manage_master_user_password');
    expect(primary.one('aws_rds_cluster.cluster_ledger').master_password_wo).toBe('${ephemeral.aws_secretsmanager_random_password.administrator_ledger.random_password}');
    expect(primary.json.ephemeral.aws_secretsmanager_random_password.administrator_ledger).toBeDefined();
  });

  it('let each service in as its own database role and as no other', () => {
    const login = primary.one('aws_iam_role_policy.login_payments_payment_core');
    expect(login.role).toBe('production-ap-southeast-3-payment-core');
    expect(statements(login.policy).LogIn).toMatchObject({
      Action: 'rds-db:connect', Resource: 'arn:aws:rds-db:ap-southeast-3:111122223333:dbuser:${aws_rds_cluster.cluster_payments.cluster_resource_id}/payment_core',
    });
  });
});

describe('databases of two regions', () => {
  it('are one global cluster a store, which the primary makes and the standby joins by its name', () => {
    expect(Object.keys(primary.all('aws_rds_global_cluster'))).toHaveLength(4);
    expect(primary.one('aws_rds_global_cluster.global_ledger')).toMatchObject({ global_cluster_identifier: 'production-ledger', storage_encrypted: true, deletion_protection: true });
    expect(standby.all('aws_rds_global_cluster')).toEqual({});
    expect(standby.one('aws_rds_cluster.cluster_ledger')).toMatchObject({ global_cluster_identifier: 'production-ledger', source_region: 'ap-southeast-3' });
  });

  it('have one administrator, the writer\'s', () => {
    expect(standby.one('aws_rds_cluster.cluster_ledger').master_username).toBeUndefined();
    expect(standby.one('aws_rds_cluster.cluster_ledger').database_name).toBeUndefined();
    expect(standby.json.ephemeral).toBeUndefined();
  });

  it('are not made anew or changed back after a switchover', () => {
    const ignored = ['database_name', 'global_cluster_identifier', 'master_username', 'replication_source_identifier', 'source_region'];
    for (const side of [primary, standby]) expect(side.one('aws_rds_cluster.cluster_ledger').lifecycle.ignore_changes).toEqual(ignored);
  });

  it('are applied primary first, and the standby reads no state of the primary', () => {
    expect(standby.dependsOn).toContain('production-ap-southeast-3-data');
    expect(JSON.stringify(standby.json.data)).not.toContain('ap-southeast-3');
  });
});

describe('databases of a drill', () => {
  it('start from a snapshot that whoever drills must name', () => {
    const drill = rendered('data', topologyOf('dr-drill'));
    expect(drill.one('aws_rds_cluster.cluster_ledger').snapshot_identifier).toBe('${var.snapshot_ledger}');
    expect(drill.variables.snapshot_ledger).toMatchObject({ nullable: false });
    expect(drill.variables.snapshot_ledger?.default).toBeUndefined();
    expect(primary.one('aws_rds_cluster.cluster_ledger').snapshot_identifier).toBeUndefined();
  });
});

describe('a database of card numbers', () => {
  it('exists in vault mode only, under the key of card data', () => {
    expect(primary.all('aws_rds_cluster').cluster_vault).toBeUndefined();
    expect(rendered('data', topologyOf('production', PRIMARY, 'vault')).one('aws_rds_cluster.cluster_vault').kms_key_id).toContain('key_card');
  });
});
