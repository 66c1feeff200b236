/** Log groups: one way to keep them, for every stack that makes one. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import type { KeyName, Topology } from '../model/index.ts';
import type { TerraformStack } from './stack.ts';
import { remote, tags } from './stack.ts';

/**
 * Days that log events stay: twelve months and a month to look at them, in a step that CloudWatch accepts.
 * @see PCI DSS v4.0.1 requirement 10.5.1
 */
export const LOG_RETENTION_DAYS = 400;

/** A log group under a customer key; it outlives a `destroy`, because logs of what was destroyed are what one looks for. */
export const logGroup = (stack: TerraformStack, topology: Topology, id: string, spec: { readonly name: string; readonly key: KeyName; readonly why: string }): CloudwatchLogGroup =>
  new CloudwatchLogGroup(stack, id, {
    name: spec.name,
    retentionInDays: LOG_RETENTION_DAYS,
    kmsKeyId: remote(stack, topology, 'keys').string(`key_${spec.key}`),
    skipDestroy: true,
    tags: tags(spec.name, spec.why),
  });
