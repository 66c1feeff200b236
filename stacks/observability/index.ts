/**
 * Stack `observability`: where logs go by sensitivity, what raises an alarm, and who hears it.
 *
 * Things are watched by their computed names, so that alarms stand before the things do.
 * Outputs: `log_group_<sensitivity>`, `log_group_<sensitivity>_arn`, `topic_alarms`.
 */
import type { KeyName } from '../../model/index.ts';
import { logGroup } from '../logs.ts';
import type { Build } from '../stack.ts';
import { named, output, snake } from '../stack.ts';
import { alarmTopic } from './alarm-topic.ts';
import { metricAlarms } from './alarms.ts';
import { eventAlarms } from './event-alarms.ts';
import { threatDetection } from './threats.ts';
import { trailAlarms } from './trail-alarms.ts';

export const observability: Build = (stack, topology) => {
  const group = (name: string, key: KeyName, why: string): string => {
    const made = logGroup(stack, topology, snake('logs', name), { name: `/${named(topology)}/${name}`, key, why });
    output(stack, `log_group_${name}`, made.name);
    output(stack, `log_group_${name}_arn`, made.arn);
    return made.name;
  };
  group('application', 'logs', 'what services say: no card number, no token, no secret');
  group('audit', 'logs', 'who did what to money, and with which approval');
  const security = group('security', 'logs', 'the trail of the account, for alarms');
  // a key of its own: who may read other logs cannot read these
  if (topology.segments.cde !== undefined) group('cde', 'cde-logs', 'what the card-data environment says');

  const topic = alarmTopic(stack, topology);
  metricAlarms(stack, topology, topic);
  trailAlarms(stack, topology, security, topic);
  eventAlarms(stack, topology, topic);
  threatDetection(stack, topology);
};
