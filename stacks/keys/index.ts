/**
 * Customer keys, one for each class of data that this region keeps; each with exactly its users.
 *
 * What a standby must decrypt though the primary encrypted it needs the same key material: those keys are multi-region, and
 * the standby holds replicas. A replica is made from the primary key's ARN, which contains an id that nobody can compute. It
 * is therefore a variable of the standby's stack, which a pipeline sets once from the primary's outputs: no data source and
 * no remote state of the primary region is read, so the stack plans and applies when that region is gone. All other keys are
 * local, and one region speaks of another's key by its alias.
 *
 * Outputs: `key_<name>`, the ARN of the key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { KmsReplicaKey } from '@cdktf/provider-aws/lib/kms-replica-key/index.js';
import type { KeyName, Topology } from '../../model/index.ts';
import type { Build, TerraformStack } from '../stack.ts';
import { accountOf, after, keyAlias, named, output, snake, TerraformVariable, tags } from '../stack.ts';
import { keyPolicy } from './key-policy.ts';
import { keyUses, primaryKeyVariable, TRAVELS } from './users.ts';

/** The longest that AWS grants for finding out who still needed a key. */
const DELETION_WINDOW_DAYS = 30;

export const keys: Build = (stack, topology) => {
  const { counterpart, role } = topology.region;
  const replicated = (key: KeyName): boolean => counterpart !== null && TRAVELS.includes(key);
  for (const [key, use] of keyUses(topology)) {
    const config = {
      description: `${key} of ${named(topology)}`, policy: keyPolicy(topology, key, use), deletionWindowInDays: DELETION_WINDOW_DAYS,
      tags: tags(named(topology, key)),
    };
    const made = replicated(key) && role === 'standby'
      ? new KmsReplicaKey(stack, snake('key', key), {
        ...config, primaryKeyArn: primaryKeyArn(stack, topology, key),
        // After a failover the primary key is the one of the other region, and must not be made again for that.
        lifecycle: { preventDestroy: true, ignoreChanges: ['primary_key_arn'] },
      })
      : new KmsKey(stack, snake('key', key), { ...config, enableKeyRotation: true, multiRegion: replicated(key), lifecycle: { preventDestroy: true } });
    new KmsAlias(stack, snake('alias', key), { name: keyAlias(topology, key), targetKeyId: made.keyId });
    output(stack, `key_${key}`, made.arn, `customer key of ${key}`);
  }
  if (role === 'standby' && counterpart !== null) after(stack, topology, counterpart.name, 'keys');
};

const primaryKeyArn = (stack: TerraformStack, topology: Topology, key: KeyName): string => {
  const id = primaryKeyVariable(key);
  const pattern = `^arn:aws:kms:${topology.region.counterpart?.name}:${accountOf(topology)}:key/mrk-[0-9a-f]{32}$`;
  return new TerraformVariable(stack, id, {
    type: 'string', nullable: false, description: `ARN of the multi-region key '${key}' in the primary region: its output key_${snake(key)}`,
    validation: [{
      condition: `\${can(regex("${pattern}", var.${id}))}`, errorMessage: `The key '${key}' must be a multi-region key of this account in the primary region.`,
    }],
  }).stringValue;
};
