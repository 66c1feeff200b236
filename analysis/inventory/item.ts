/** What every item of an inventory has: where it is written. */
import { text } from '../reach/json.ts';
import type { Found, Resource, Terraform } from '../reach/cloud/terraform.ts';

export interface Item {
  readonly file: string;
  /** Object or resource, and field inside where one decides. */
  readonly path: string;
}

export const itemOf = ({ file, path }: Resource): Item => ({ file, path });

export const byText = <T>(key: (item: T) => string) => (a: T, b: T): number => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);

/** The customer key that a field leads to, by its resource; the text itself where it leads to an alias; `none` where nothing is said. */
export const keyNamed = (terraform: Terraform, from: Resource, value: unknown): string => {
  if (value === undefined || value === null || value === '') return 'none';
  const names = terraform.resolve(from, value).map(nameOfKey(terraform));
  return [...new Set(names)].sort().join(', ') || 'none';
};

const nameOfKey = (terraform: Terraform) => (found: Found): string => {
  if (found.kind !== 'resource') return found.text.replace(/^alias\//, '').replace(/^.*\//, '');
  const { resource } = found;
  return resource.type === 'aws_kms_key' || resource.type === 'aws_kms_replica_key' ? aliasOf(terraform, resource) : aliasName(text(resource.body['name'])) || resource.id;
};

/** Name of a key as people know it: the last part of its alias. */
export const aliasOf = (terraform: Terraform, key: Resource): string => {
  const alias = terraform.all('aws_kms_alias').find(each => terraform.resolve(each, each.body['target_key_id']).some(found => found.kind === 'resource' && found.resource === key));
  return (alias === undefined ? '' : aliasName(text(alias.body['name']))) || key.id;
};

const aliasName = (alias: string): string => alias.slice(alias.lastIndexOf('/') + 1);
