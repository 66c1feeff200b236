/** Where every alarm goes, and who hears it. */
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { accountOf, named, output, policy, remote, TerraformVariable, tags } from '../stack.ts';

/** Services that tell something to the topic; the key `logs` lets the same ones encrypt. */
export const TELLERS = ['backup.amazonaws.com', 'cloudwatch.amazonaws.com', 'events.amazonaws.com', 'events.rds.amazonaws.com'] as const;

/** The ARN of the topic. Who listens is an address of the on-call tool, which a pipeline knows and the catalog does not. */
export const alarmTopic = (stack: TerraformStack, topology: Topology): string => {
  const name = named(topology, 'alarms');
  const topic = new SnsTopic(stack, 'alarms', { name, kmsMasterKeyId: remote(stack, topology, 'keys').string('key_logs'), tags: tags(name, 'what a person must look at') });
  new SnsTopicPolicy(stack, 'alarms_policy', {
    arn: topic.arn,
    policy: policy(
      {
        Sid: 'Tell', Effect: 'Allow', Principal: { Service: TELLERS }, Action: 'sns:Publish', Resource: topic.arn,
        Condition: { StringEquals: { 'aws:SourceAccount': accountOf(topology) } },
      },
      { Sid: 'OnlyTls', Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: topic.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ),
  });
  const listeners = new TerraformVariable(stack, 'alarm_listeners', {
    type: 'list(string)', nullable: false, description: 'HTTPS addresses of the on-call tool; an alarm that nobody hears is none',
    validation: [{
      condition: '${length(var.alarm_listeners) > 0 && alltrue([for each in var.alarm_listeners : startswith(each, "https://")])}',
      errorMessage: 'Give at least one address that starts with https://.',
    }],
  });
  new SnsTopicSubscription(stack, 'alarm_listener', { topicArn: topic.arn, protocol: 'https', endpoint: '${each.value}' })
    .addOverride('for_each', `\${toset(${listeners.fqn})}`);
  output(stack, 'topic_alarms', topic.arn);
  return topic.arn;
};
