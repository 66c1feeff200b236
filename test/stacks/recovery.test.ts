import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const primary = rendered('recovery', topologyOf('production', PRIMARY));
const standby = rendered('recovery', topologyOf('production', STANDBY));

describe('backups', () => {
  it('stand in vaults that nobody can shorten, one for each key', () => {
    for (const side of [primary, standby]) {
      expect(Object.keys(side.all('aws_backup_vault'))).toEqual(['vault_money', 'vault_read', 'vault_token']);
      expect(side.one('aws_backup_vault.vault_token').kms_key_arn).toContain('key_token');
      expect(side.one('aws_backup_vault_lock_configuration.vault_money_lock')).toMatchObject({ min_retention_days: 35, changeable_for_days: 3 });
      expect(statements(side.one('aws_backup_vault_policy.vault_money_policy').policy).NeverShortened?.Effect).toBe('Deny');
    }
  });

  it('are made daily of every database and copied to the standby\'s vault by its computed name', () => {
    const rule = primary.one('aws_backup_plan.plan_money').rule[0];
    expect(rule.copy_action[0].destination_vault_arn).toBe('arn:aws:backup:ap-southeast-1:111122223333:backup-vault:production-ap-southeast-1-money');
    expect(primary.one('aws_backup_selection.plan_money_selection').resources).toEqual([
      'arn:aws:rds:ap-southeast-3:111122223333:cluster:production-ap-southeast-3-ledger', 'arn:aws:rds:ap-southeast-3:111122223333:cluster:production-ap-southeast-3-payments',
    ]);
    expect(primary.dependsOn).toContain('production-ap-southeast-1-recovery');
    expect(standby.all('aws_backup_plan')).toEqual({});
  });

  it('are restored every week, in both regions, into the subnets of their store', () => {
    for (const side of [primary, standby]) {
      expect(side.one('aws_backup_restore_testing_plan.restore_test_money').recovery_point_selection[0].include_vaults).toEqual(['${aws_backup_vault.vault_money.arn}']);
      expect(side.one('aws_backup_restore_testing_selection.restore_test_ledger').protected_resource_arns)
        .toEqual(['arn:aws:rds:ap-southeast-3:111122223333:cluster:production-ap-southeast-3-ledger']);
    }
    expect(standby.one('aws_backup_restore_testing_selection.restore_test_ledger').restore_metadata_overrides.dbSubnetGroupName).toBe('production-ap-southeast-1-ledger');
  });
});

describe('the role of a region', () => {
  it('is written where pipelines read it', () => {
    expect(primary.one('aws_ssm_parameter.region_role')).toMatchObject({ name: '/payments/production/region-role', value: 'primary' });
    expect(standby.one('aws_ssm_parameter.region_role').value).toBe('standby');
  });
});
