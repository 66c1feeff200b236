/** Where logs and evidence are kept, for how long, and under which key. */
import type { Terraform } from '../reach/cloud/terraform.ts';
import { at, number, text } from '../reach/json.ts';
import { byText, itemOf, keyNamed } from './item.ts';
import type { Item } from './item.ts';

export interface Log extends Item {
  readonly name: string;
  readonly kind: 'log group' | 'write-once bucket';
  /** Null where it is kept for ever. */
  readonly keptDays: number | null;
  readonly key: string;
}

export const logsOf = (terraform: Terraform): readonly Log[] => [
  ...terraform.all('aws_cloudwatch_log_group').map((group): Log => ({
    ...itemOf(group), name: text(group.body['name']), kind: 'log group',
    // zero and nothing mean for ever
    keptDays: number(group.body['retention_in_days']) || null,
    key: keyNamed(terraform, group, group.body['kms_key_id']),
  })),
  ...terraform.all('aws_s3_bucket_object_lock_configuration').flatMap(lock => terraform.resolve(lock, lock.body['bucket']).flatMap((found): readonly Log[] => {
    const retention = (field: string): number | null => number(at(lock.body, 'rule', 'default_retention', field));
    const encryption = terraform.all('aws_s3_bucket_server_side_encryption_configuration')
      .find(each => each.module === lock.module && JSON.stringify(each.body['bucket']) === JSON.stringify(lock.body['bucket']));
    return [{
      ...itemOf(lock), name: found.kind === 'resource' ? text(found.resource.body['bucket']) || found.resource.id : found.text, kind: 'write-once bucket',
      keptDays: retention('days') ?? (retention('years') === null ? null : (retention('years') as number) * 365),
      key: encryption === undefined ? 'none' : keyNamed(terraform, encryption, at(encryption.body, 'rule', 'apply_server_side_encryption_by_default', 'kms_master_key_id')),
    }];
  })),
].sort(byText(({ name, file }) => `${name} ${file}`));
