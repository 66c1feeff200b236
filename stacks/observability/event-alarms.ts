/** Alarms on events, where minutes matter or no metric tells: keys that end, threats that were seen, databases that change hands. */
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { DbEventSubscription } from '@cdktf/provider-aws/lib/db-event-subscription/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { json, named, snake, tags } from '../stack.ts';

/** GuardDuty calls 7.0 and more high: act now. */
const HIGH_SEVERITY = 7;

const EVENTS = [
  {
    name: 'key-ends', why: 'a customer key is about to be deleted or was disabled: what it encrypts is lost when it is gone',
    pattern: {
      source: ['aws.kms'], 'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['kms.amazonaws.com'], eventName: ['DisableKey', 'DisableKeyRotation', 'PutKeyPolicy', 'ScheduleKeyDeletion'] },
    },
  },
  {
    name: 'threat', why: 'GuardDuty saw what looks like an attack',
    pattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity: [{ numeric: ['>=', HIGH_SEVERITY] }] } },
  },
  {
    name: 'restore-test', why: 'a backup or a restore test did not succeed: until one does, nobody knows that we can recover',
    pattern: {
      source: ['aws.backup'], 'detail-type': ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
      detail: { $or: [{ state: ['ABORTED', 'EXPIRED', 'FAILED', 'PARTIAL'] }, { status: ['ABORTED', 'FAILED'] }] },
    },
  },
] as const;

export const eventAlarms = (stack: TerraformStack, topology: Topology, topic: string): void => {
  for (const { name, why, pattern } of EVENTS) {
    const rule = new CloudwatchEventRule(stack, snake('event', name), { name: named(topology, name), description: why, eventPattern: json(pattern), tags: tags(named(topology, name)) });
    new CloudwatchEventTarget(stack, snake('event', name, 'target'), { rule: rule.name, arn: topic });
  }
  if (Object.values(topology.postgres).every(store => store.binding !== 'aurora')) return;
  new DbEventSubscription(stack, 'event_databases', {
    name: named(topology, 'databases'), snsTopic: topic, sourceType: 'db-cluster', eventCategories: ['deletion', 'failover', 'failure', 'global-failover', 'maintenance'],
    tags: tags(named(topology, 'databases'), 'a database changed hands, failed, or is about to be touched by AWS'),
  });
};
