/** IAM statements as rights: what roles may do, what resources let in, grants on keys, and whatever gives rights unread. */
import type { Resource, Terraform } from '../../reach/cloud/terraform.ts';
import { list, text } from '../../reach/json.ts';
import type { Right } from '../words.ts';
import { EVERYBODY } from './callers.ts';
import { covers } from './globs.ts';
import type { Grant } from './grants.ts';
import { UNREADABLE } from './grants.ts';
import { resourceRights } from './resource-policies.ts';
import type { IamFiles, Roles } from './roles.ts';
import type { StatedRight } from './stated.ts';
import { joined } from './stated.ts';

/** Services whose statements are access lists of their own plane: logins of databases, topics of Kafka. */
const OWN_PLANES = ['rds-db:*', 'kafka-cluster:*'];

export const iamRights = (files: IamFiles, roles: Roles, grants: readonly Grant[]): readonly Right[] => joined('IAM statement', [
  ...grants.filter(({ action }) => !OWN_PLANES.some(service => covers(service, action))).flatMap(grant => granted(grant, files)),
  ...resourceRights(files, roles),
  ...keyGrants(files, roles),
  ...bucketLists(files),
  ...unreadTypes(files.terraform),
]);

const granted = ({ holder, action, resource, when, file, path }: Grant, { targets }: IamFiles): readonly StatedRight[] =>
  targets.of(resource, action).map(target => ({ holder, target: target.target, actions: [action], when: [...target.when, ...when].sort(), file, path }));

const keyGrants = ({ terraform, arns, targets }: IamFiles, roles: Roles): readonly StatedRight[] => terraform.all('aws_kms_grant').flatMap(each =>
  arns.textsOf(each, each.body['grantee_principal']).flatMap(roles.callerOf).flatMap(holder => terraform.follow(each, each.body['key_id']).map(key => ({
    holder, target: targets.nameOf(key), actions: list(each.body['operations']).map(operation => `kms:${text(operation)}`), when: ['by a grant'], file: each.file, path: each.path,
  }))));

/** Access lists of buckets, from before there were policies. */
const bucketLists = ({ terraform, targets }: IamFiles): readonly StatedRight[] => terraform.all('aws_s3_bucket_acl').filter(({ body }) => body['acl'] !== 'private').flatMap(each =>
  terraform.follow(each, each.body['bucket']).map(bucket => ({
    holder: EVERYBODY, target: targets.nameOf(bucket), actions: [text(each.body['acl']) || UNREADABLE], when: ['by an access list'], file: each.file, path: each.path,
  })));

/** Types of IAM that are read, or give no right by themselves. */
const READ = new Set([
  'aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_iam_policy', 'aws_iam_policy_attachment', 'aws_iam_openid_connect_provider',
  'aws_iam_instance_profile', 'aws_iam_service_linked_role', 'aws_iam_account_alias', 'aws_iam_account_password_policy',
]);
/** Types elsewhere that give rights, and that nothing here reads. */
const GIVES = /^aws_(iam_|ssoadmin_|identitystore_|ram_|lakeformation_|lambda_permission$|s3_access_point$|s3control_|organizations_policy|rds_cluster_role_association$|db_instance_role_association$)/;

/** Users, groups, shares: this platform has none, so one of them is a finding and not a gap. */
const unreadTypes = (terraform: Terraform): readonly StatedRight[] => terraform.all(...terraform.types.filter(type => GIVES.test(type) && !READ.has(type))).map((each: Resource) =>
  ({ holder: each.path.replace(/^resource\./, ''), target: 'everything', actions: [UNREADABLE], when: [], file: each.file, path: each.path }));
