import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const primary = rendered('secrets', topology);
const standby = rendered('secrets', topologyOf('production', STANDBY));

describe('secrets', () => {
  it('are places without a value, under the key of their class, with a window to undo a deletion', () => {
    expect(Object.keys(primary.all('aws_secretsmanager_secret'))).toHaveLength(Object.keys(topology.secrets).length);
    expect(primary.all('aws_secretsmanager_secret_version')).toEqual({});
    expect(primary.one('aws_secretsmanager_secret.secret_acquirer_a_api_key')).toMatchObject({
      name: 'production/acquirer-a-api-key', kms_key_id: '${data.terraform_remote_state.remote_keys.outputs.key_provider_secrets}', recovery_window_in_days: 30,
    });
  });

  it('say their class, their owner, how they are replaced and how often', () => {
    expect(primary.one('aws_secretsmanager_secret.secret_acquirer_a_api_key').tags).toMatchObject({
      'payment-topology.dev/class': 'provider-api-key', 'payment-topology.dev/owner': 'team-providers', 'payment-topology.dev/rotation': 'dual credential, then cutover',
      'payment-topology.dev/rotate-every-days': '90',
    });
  });

  it('remind of their replacement by a schedule per class', () => {
    expect(primary.one('aws_cloudwatch_event_rule.reminder_provider_api_key').schedule_expression).toBe('rate(90 days)');
    expect(primary.one('aws_cloudwatch_event_target.reminder_provider_api_key_target').input).toContain('acquirer-a-api-key');
  });

  it('are read by the secret sync of their holders in both regions and by nobody else', () => {
    const policy = primary.one('aws_secretsmanager_secret_policy.policy_acquirer_a_api_key');
    expect(policy.block_public_policy).toBe(true);
    expect(statements(policy.policy).OnlyHoldersRead).toMatchObject({
      Effect: 'Deny', Action: 'secretsmanager:GetSecretValue',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [
        'arn:aws:iam::111122223333:role/production-ap-southeast-1-acquirer-a-adapter-secrets', 'arn:aws:iam::111122223333:role/production-ap-southeast-3-acquirer-a-adapter-secrets',
      ] } },
    });
  });

  it('give a holder its own secrets and the keys for them through the secrets manager alone', () => {
    const reader = primary.one('aws_iam_role_policy.read_acquirer_a_adapter');
    expect(reader.role).toBe('production-ap-southeast-3-acquirer-a-adapter-secrets');
    const { Read, Decrypt } = statements(reader.policy);
    expect(Read?.Resource).toEqual(['${aws_secretsmanager_secret.secret_acquirer_a_api_key.arn}']);
    expect(Decrypt).toMatchObject({ Action: 'kms:Decrypt', Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.ap-southeast-3.amazonaws.com' } } });
  });
});

describe('secrets of a standby', () => {
  it('are copies that the primary makes under the standby\'s own key', () => {
    expect(primary.one('aws_secretsmanager_secret.secret_acquirer_a_api_key').replica).toEqual([{ kms_key_id: 'alias/production-ap-southeast-1/provider-secrets', region: 'ap-southeast-1' }]);
    expect(primary.dependsOn).toContain('production-ap-southeast-1-keys');
    expect(standby.all('aws_secretsmanager_secret')).toEqual({});
  });

  it('are read there under the pattern of their ARN', () => {
    const { Read } = statements(standby.one('aws_iam_role_policy.read_acquirer_a_adapter').policy);
    expect(Read?.Resource).toEqual(['arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:production/acquirer-a-api-key-??????']);
  });
});
