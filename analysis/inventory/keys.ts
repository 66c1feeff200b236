/** Customer keys, and who their policies let use them. */
import type { Terraform } from '../reach/cloud/terraform.ts';
import { isTrue, number, text } from '../reach/json.ts';
import { byText, aliasOf, itemOf } from './item.ts';
import type { Item } from './item.ts';

export interface Key extends Item {
  readonly name: string;
  readonly what: string;
  /** Days between two rotations; AWS rotates yearly where nothing else is said. Null where it does not rotate. */
  readonly rotationDays: number | null;
  readonly deletionDays: number | null;
  readonly multiRegion: boolean;
  /** `symmetric` where nothing else is said. */
  readonly spec: string;
}

/** What AWS does without a period of one's own (docs.aws.amazon.com/kms, "Rotate AWS KMS keys", read 2026-11-20). */
const YEARLY = 365;

export const keysOf = (terraform: Terraform): readonly Key[] => terraform.all('aws_kms_key', 'aws_kms_replica_key').map((resource): Key => {
  const { body, type } = resource;
  const rotates = type === 'aws_kms_replica_key' || isTrue(body['enable_key_rotation']);
  return {
    ...itemOf(resource),
    name: aliasOf(terraform, resource),
    what: text(body['description']),
    rotationDays: rotates ? number(body['rotation_period_in_days']) ?? YEARLY : null,
    deletionDays: number(body['deletion_window_in_days']),
    multiRegion: type === 'aws_kms_replica_key' || isTrue(body['multi_region']),
    spec: text(body['customer_master_key_spec']) || 'symmetric',
  };
}).sort(byText(({ name, file }) => `${name} ${file}`));
