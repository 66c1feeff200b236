import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const primary = rendered('observability', topologyOf('production', PRIMARY));
const standby = rendered('observability', topologyOf('production', STANDBY));

describe('logs', () => {
  it('are apart by sensitivity, kept for a year and more, those of card data under a key of their own', () => {
    const groups = primary.all('aws_cloudwatch_log_group');
    expect(Object.keys(groups)).toEqual(['logs_application', 'logs_audit', 'logs_cde', 'logs_security']);
    for (const group of Object.values(groups)) expect(group.retention_in_days).toBeGreaterThanOrEqual(365);
    expect(groups.logs_cde?.kms_key_id).toContain('key_cde_logs');
    expect(groups.logs_application?.kms_key_id).toContain('key_logs');
  });

  it('have no group for card data where there is no card-data environment', () => {
    expect(rendered('observability', topologyOf('production', PRIMARY, 'hosted-checkout')).all('aws_cloudwatch_log_group').logs_cde).toBeUndefined();
  });
});

describe('alarms', () => {
  it('all reach one encrypted topic that somebody must listen to', () => {
    expect(primary.one('aws_sns_topic.alarms').kms_master_key_id).toContain('key_logs');
    expect(primary.variables.alarm_listeners?.default).toBeUndefined();
    for (const alarm of Object.values(primary.all('aws_cloudwatch_metric_alarm'))) expect(alarm.alarm_actions).toEqual(['${aws_sns_topic.alarms.arn}']);
    expect(statements(primary.one('aws_sns_topic_policy.alarms_policy').policy).Tell?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '111122223333' } });
  });

  it('watch connections beyond the plan, and in a standby how far each database is behind', () => {
    expect(primary.one('aws_cloudwatch_metric_alarm.alarm_ledger_connections').threshold).toBe(topologyOf('production', PRIMARY).postgres.ledger?.connections);
    expect(standby.one('aws_cloudwatch_metric_alarm.alarm_ledger_region_lag')).toMatchObject({
      metric_name: 'AuroraGlobalDBRPOLag', dimensions: { DBClusterIdentifier: 'production-ap-southeast-1-ledger' }, treat_missing_data: 'breaching',
    });
    expect(primary.all('aws_cloudwatch_metric_alarm').alarm_ledger_region_lag).toBeUndefined();
  });

  it('watch every broker for too few copies in sync', () => {
    const { brokers = 0 } = topologyOf('production', PRIMARY).kafka.events ?? {};
    expect(Object.keys(primary.all('aws_cloudwatch_metric_alarm')).filter(id => id.includes('under_min_isr'))).toHaveLength(brokers);
  });

  it('watch refused requests and secrets, changed trails, the root user, and packets that the egress firewall drops', () => {
    const alarms = Object.keys(primary.all('aws_cloudwatch_metric_alarm'));
    for (const name of ['merchant_refused', 'secret_refused', 'trail_changed', 'root_used', 'egress_dropped_ap_southeast_3a']) expect(alarms).toContain(`alarm_${name}`);
  });

  it('tell at once when a customer key is about to end', () => {
    expect(primary.one('aws_cloudwatch_event_rule.event_key_ends').event_pattern).toContain('ScheduleKeyDeletion');
    expect(primary.one('aws_cloudwatch_event_target.event_key_ends_target').arn).toBe('${aws_sns_topic.alarms.arn}');
  });
});

describe('threat detection', () => {
  it('reads the audit log of the cluster and what runs in it', () => {
    const features = Object.values(primary.all('aws_guardduty_detector_feature')).map(feature => feature.name);
    expect(features).toEqual(expect.arrayContaining(['EKS_AUDIT_LOGS', 'RUNTIME_MONITORING']));
  });
});
