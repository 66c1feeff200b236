/** Alarms on what the trail records: acts that are rare, and refusals that somebody should explain. */
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake } from '../stack.ts';
import { alarm } from './alarms.ts';

interface Act {
  readonly name: string;
  /** CloudWatch filter pattern over one event of the trail. */
  readonly pattern: string;
  readonly why: string;
}

const anyOf = (...events: readonly string[]): string => `(${events.map(event => `($.eventName = "${event}")`).join(' || ')})`;
const from = (service: string): string => `($.eventSource = "${service}.amazonaws.com")`;
const REFUSED = '(($.errorCode = "*AccessDenied*") || ($.errorCode = "*UnauthorizedOperation*"))';

const ACTS: readonly Act[] = [
  { name: 'secret-refused', pattern: `{ ${from('secretsmanager')} && ${REFUSED} }`, why: 'somebody who does not hold a secret asked for it' },
  { name: 'key-refused', pattern: `{ ${from('kms')} && ${REFUSED} }`, why: 'somebody asked for a customer key without the right to use it' },
  {
    name: 'evidence-delete', pattern: `{ ${from('s3')} && ${anyOf('DeleteBucket', 'DeleteObject', 'DeleteObjects', 'DeleteObjectVersion', 'PutBucketLifecycle', 'PutBucketPolicy')} }`,
    why: 'somebody tried to delete from a bucket or changed what protects it',
  },
  {
    name: 'trail-changed', pattern: `{ ${from('cloudtrail')} && ${anyOf('DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail')} }`,
    why: 'the record of what is done to the account was changed or stopped',
  },
  {
    name: 'network-changed',
    pattern: `{ ${anyOf('AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress', 'CreateInternetGateway', 'CreateNetworkAclEntry', 'CreateRoute', 'CreateVpcPeeringConnection',
      'ReplaceNetworkAclEntry', 'ReplaceRoute', 'UpdateFirewallPolicy', 'UpdateRuleGroup')} }`,
    why: 'a path in the network was opened or moved: it must belong to a reviewed change',
  },
  {
    name: 'root-used', pattern: '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }',
    why: 'the root user of the account did something',
  },
];

export const trailAlarms = (stack: TerraformStack, topology: Topology, logGroup: string, topic: string): void => {
  const namespace = `${named(topology)}/trail`;
  for (const { name, pattern, why } of ACTS) {
    new CloudwatchLogMetricFilter(stack, snake('act', name), {
      name: named(topology, name), logGroupName: logGroup, pattern, metricTransformation: { namespace, name, value: '1', defaultValue: '0' },
    });
    alarm(stack, topology, { name, why, namespace, metric: name, dimensions: {}, statistic: 'Sum', above: 0, minutes: 1, silence: 'notBreaching' }, topic);
  }
};
