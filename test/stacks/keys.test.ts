import { describe, expect, it } from 'vitest';
import { KEY_NAMES, roleOf, secretRoleOf } from '../../model/index.ts';
import { TRAVELS } from '../../stacks/keys/users.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const primary = rendered('keys', topology);
const standby = rendered('keys', topologyOf('production', STANDBY));
const of = (key: string): string => `key_${key.replaceAll('-', '_')}`;
const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

describe('customer keys', () => {
  it('exist for every class of data that is kept, rotate, and cannot be deleted in haste', () => {
    expect(primary.outputs).toEqual(KEY_NAMES.filter(key => key !== 'card').map(of).sort());
    for (const key of Object.values(primary.all('aws_kms_key'))) expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30, lifecycle: { prevent_destroy: true } });
  });

  it('of cards exist in vault mode only', () => {
    expect(rendered('keys', topologyOf('production', PRIMARY, 'vault')).outputs).toContain('key_card');
    expect(primary.outputs).not.toContain('key_card');
  });

  it('have an alias by which the other region speaks of them', () => {
    expect(primary.one('aws_kms_alias.alias_provider_secrets').name).toBe('alias/production-ap-southeast-3/provider-secrets');
  });

  it('travel to a standby as replicas where the application encrypts before data is copied, and stay at home otherwise', () => {
    const replicas = Object.keys(standby.all('aws_kms_replica_key'));
    expect(replicas).toEqual(TRAVELS.filter(key => primary.outputs.includes(of(key))).map(of).sort());
    for (const id of replicas) expect(primary.one(`aws_kms_key.${id}`).multi_region).toBe(true);
    for (const [id, key] of Object.entries(primary.all('aws_kms_key'))) expect(key.multi_region, id).toBe(replicas.includes(id));
  });

  it('of a standby read nothing of the primary region: its ARNs are variables, checked before anything is planned', () => {
    expect(Object.keys(standby.json.data ?? {})).toEqual([]);
    const variable = standby.variables.primary_key_money;
    expect(variable).toMatchObject({ type: 'string', nullable: false });
    const [validation] = variable?.validation ?? [];
    expect(validation.condition).toContain('^arn:aws:kms:ap-southeast-3:111122223333:key/mrk-[0-9a-f]{32}$');
    expect(standby.one('aws_kms_replica_key.key_money')).toMatchObject({ primary_key_arn: '${var.primary_key_money}', deletion_window_in_days: 30, lifecycle: { ignore_changes: ['primary_key_arn'], prevent_destroy: true } });
    expect(standby.dependsOn).toEqual(['production-ap-southeast-3-keys']);
  });

  it('let nobody decrypt who only administers', () => {
    for (const key of Object.values(primary.all('aws_kms_key'))) {
      const administer = statements(key.policy).Administer;
      expect(administer?.Action).not.toContain('kms:*');
      for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:CreateGrant']) expect(administer?.Action).not.toContain(action);
    }
  });

  it('name exactly the holders of secrets, and only through the secret manager', () => {
    for (const key of ['provider-secrets', 'platform-secrets', 'cde-secrets'] as const) {
      const use = statements(primary.one(`aws_kms_key.${of(key)}`).policy).UseThroughSecretsmanager;
      const holders = Object.values(topology.secrets).filter(secret => secret.key === key).flatMap(secret => secret.holders).map(holder => role(secretRoleOf('production', PRIMARY, holder)));
      expect((use?.Condition.ArnEquals['aws:PrincipalArn'] as string[] | undefined)?.filter(arn => arn.endsWith('-secrets') && arn.includes('production'))).toEqual([...new Set(holders)].sort());
      expect(use?.Condition.StringEquals['kms:ViaService']).toBe(`secretsmanager.${PRIMARY}.amazonaws.com`);
    }
  });

  it('let the token vault, and no other workload, use the key of tokens itself', () => {
    const use = statements(primary.one('aws_kms_key.key_token').policy).UseDirectly;
    expect(use?.Condition.ArnEquals['aws:PrincipalArn']).toEqual([role(roleOf('production', PRIMARY, 'token-vault'))]);
    for (const [id, key] of Object.entries(primary.all('aws_kms_key'))) if (id !== 'key_token') expect(statements(key.policy).UseDirectly, id).toBeUndefined();
  });

  it('are written under by CloudWatch for logs of this account alone', () => {
    expect(statements(primary.one('aws_kms_key.key_logs').policy).WriteLogs).toMatchObject({
      Principal: { Service: `logs.${PRIMARY}.amazonaws.com` }, Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${PRIMARY}:111122223333:log-group:*` } },
    });
  });
});
