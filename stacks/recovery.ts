/**
 * Stack `recovery`: backups that nobody can delete, their copy in the other region, and the weekly proof that they restore.
 *
 * One vault per customer key, so that who may read the backups of one store cannot read those of a stricter one. A vault is
 * locked in compliance mode: after the days of grace not even the root user shortens what it keeps. The primary makes the
 * backups and copies them by the computed ARN of the standby's vault; both regions restore from their own vault.
 */
import { BackupPlan } from '@cdktf/provider-aws/lib/backup-plan/index.js';
import { BackupRestoreTestingPlan } from '@cdktf/provider-aws/lib/backup-restore-testing-plan/index.js';
import { BackupRestoreTestingSelection } from '@cdktf/provider-aws/lib/backup-restore-testing-selection/index.js';
import { BackupSelection } from '@cdktf/provider-aws/lib/backup-selection/index.js';
import { BackupVault } from '@cdktf/provider-aws/lib/backup-vault/index.js';
import { BackupVaultLockConfiguration } from '@cdktf/provider-aws/lib/backup-vault-lock-configuration/index.js';
import { BackupVaultPolicy } from '@cdktf/provider-aws/lib/backup-vault-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import type { KeyName, Postgres, Topology } from '../model/index.ts';
import { prefixOf } from '../model/index.ts';
import type { Build, TerraformStack } from './stack.ts';
import { accountOf, after, arn, byCodePoint, json, named, output, policy, remote, snake, tags, trustService } from './stack.ts';

/** Days in which a wrong lock can still be taken back; three is the least that AWS offers. */
const GRACE_DAYS = 3;

/** When backups are made, UTC: after midnight where the money is. */
const DAILY = 'cron(30 18 * * ? *)';

/** When a restore is tried, UTC: on a Monday morning, with people at work to look at it. */
const WEEKLY = 'cron(0 2 ? * MON *)';

/** Days back in which the latest backup must lie to be tried. */
const TEST_WINDOW_DAYS = 2;

/** Hours that a restored database stays for people to look at it. */
const LOOK_HOURS = 4;

export const recovery: Build = (stack, topology) => {
  regionRole(stack, topology);
  const stores = Object.values(topology.postgres).filter(store => store.binding === 'aurora');
  if (stores.length === 0) return;
  const role = backupRole(stack, topology);
  for (const key of [...new Set(stores.map(store => store.key))].sort(byCodePoint)) {
    const kept = stores.filter(store => store.key === key);
    const vault = lockedVault(stack, topology, key, kept);
    if (topology.region.role === 'primary') backups(stack, topology, key, kept, vault, role);
    restoreTests(stack, topology, key, kept, vault, role);
  }
};

/** What the region is, for pipelines and people who promote it; the fence itself stands in the manifests and the firewall. */
const regionRole = (stack: TerraformStack, { environment, region }: Topology): void => {
  new SsmParameter(stack, 'region_role', {
    name: `/payments/${environment.name}/region-role`, type: 'String', value: region.role, allowedPattern: '^(primary|standby)$',
    description: region.fenced ? 'fenced: commands are refused, lease workers stand still, provider egress is closed' : 'takes commands',
  });
};

const vaultNameOf = (topology: Topology, key: KeyName, region: string): string => `${prefixOf(topology.environment.name, region)}-${key}`;

/** Days that every backup of the vault is kept: the longest window of the stores in it. */
const keptDays = (stores: readonly Postgres[]): number => Math.max(...stores.map(store => store.recoveryDays));

const lockedVault = (stack: TerraformStack, topology: Topology, key: KeyName, stores: readonly Postgres[]): BackupVault => {
  const name = vaultNameOf(topology, key, topology.region.name);
  const vault = new BackupVault(stack, snake('vault', key), {
    name, kmsKeyArn: remote(stack, topology, 'keys').string(`key_${key}`), tags: tags(name, `backups of ${stores.map(store => store.name).join(', ')}`), lifecycle: { preventDestroy: true },
  });
  new BackupVaultLockConfiguration(stack, snake('vault', key, 'lock'), {
    backupVaultName: vault.name, minRetentionDays: keptDays(stores), maxRetentionDays: keptDays(stores), changeableForDays: GRACE_DAYS,
  });
  new BackupVaultPolicy(stack, snake('vault', key, 'policy'), {
    backupVaultName: vault.name,
    policy: policy(
      {
        Sid: 'NeverShortened', Effect: 'Deny', Principal: '*', Resource: '*',
        Action: ['backup:DeleteBackupVault', 'backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
      },
      {
        Sid: 'OwnCopiesOnly', Effect: 'Deny', Principal: '*', Resource: '*', Action: 'backup:CopyIntoBackupVault',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': accountOf(topology) } },
      },
    ),
  });
  output(stack, `vault_${key}`, vault.arn);
  return vault;
};

/** A backup a day, copied to the other region at once; the time in between is what point-in-time recovery of the cluster is for. */
const backups = (stack: TerraformStack, topology: Topology, key: KeyName, stores: readonly Postgres[], vault: BackupVault, role: IamRole): void => {
  const { counterpart, name: region } = topology.region;
  const lifecycle = { deleteAfter: keptDays(stores) };
  if (counterpart !== null) after(stack, topology, counterpart.name, 'recovery');
  const plan = new BackupPlan(stack, snake('plan', key), {
    name: vaultNameOf(topology, key, region),
    rule: [{
      ruleName: 'daily',
      targetVaultName: vault.name,
      schedule: DAILY,
      lifecycle,
      ...(counterpart === null ? {} : {
        copyAction: [{ destinationVaultArn: arn(topology, 'backup', `backup-vault:${vaultNameOf(topology, key, counterpart.name)}`, counterpart.name), lifecycle }],
      }),
    }],
    tags: tags(vaultNameOf(topology, key, region)),
  });
  new BackupSelection(stack, snake('plan', key, 'selection'), {
    name: 'databases', planId: plan.id, iamRoleArn: role.arn, resources: stores.map(store => clusterArn(topology, store, region)),
  });
};

/** Each week the latest backup of each store becomes a database beside the real one, without its endpoints, and is thrown away. */
const restoreTests = (stack: TerraformStack, topology: Topology, key: KeyName, stores: readonly Postgres[], vault: BackupVault, role: IamRole): void => {
  const plan = new BackupRestoreTestingPlan(stack, snake('restore_test', key), {
    // this name takes letters, digits and underscores only
    name: snake(vaultNameOf(topology, key, topology.region.name)),
    scheduleExpression: WEEKLY,
    recoveryPointSelection: [{
      algorithm: 'LATEST_WITHIN_WINDOW', includeVaults: [vault.arn], recoveryPointTypes: ['SNAPSHOT'], selectionWindowDays: TEST_WINDOW_DAYS,
    }],
    tags: tags(named(topology, key)),
  });
  for (const store of stores) {
    new BackupRestoreTestingSelection(stack, snake('restore_test', store.name), {
      name: snake(store.name),
      restoreTestingPlanName: plan.name,
      protectedResourceType: 'Aurora',
      protectedResourceArns: [clusterArn(topology, store, sourceRegion(topology))],
      iamRoleArn: role.arn,
      validationWindowHours: LOOK_HOURS,
      restoreMetadataOverrides: {
        dbSubnetGroupName: named(topology, store.name),
        vpcSecurityGroupIds: json([remote(stack, topology, 'network').string(`security_group_store_${store.name}`)]),
      },
    });
  }
};

/** Backups are made where the writer is, and a copy still names the cluster it came from. */
const sourceRegion = ({ region }: Topology): string => (region.role === 'standby' && region.counterpart !== null ? region.counterpart.name : region.name);

const clusterArn = (topology: Topology, store: Postgres, region: string): string => arn(topology, 'rds', `cluster:${prefixOf(topology.environment.name, region)}-${store.name}`, region);

const backupRole = (stack: TerraformStack, topology: Topology): IamRole => {
  const name = named(topology, 'backup');
  const role = new IamRole(stack, 'backup_role', {
    name, assumeRolePolicy: trustService('backup.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountOf(topology) } }), tags: tags(name),
  });
  for (const managed of ['Backup', 'Restores']) {
    new IamRolePolicyAttachment(stack, snake('backup_role', managed), { role: role.name, policyArn: `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${managed}` });
  }
  return role;
};
