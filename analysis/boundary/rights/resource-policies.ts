/**
 * Policies that stand on what they protect: trust of roles, policies of keys, buckets, secrets, topics, endpoints and of
 * whatever else carries one. What they allow is a right; what they refuse is a row of its own (`never s3:DeleteObject`), for
 * a refusal that is gone must be seen as well as one that is new.
 */
import type { Resource } from '../../reach/cloud/terraform.ts';
import { ACCOUNT, callersIn, EVERYBODY } from './callers.ts';
import { phrasesOf } from './conditions.ts';
import { covers } from './globs.ts';
import { UNREADABLE } from './grants.ts';
import type { Statement } from './policy-document.ts';
import type { IamFiles, Roles } from './roles.ts';
import type { StatedRight } from './stated.ts';

/** Says of a row that it stands on the target and not on the holder. */
export const OWN_POLICY = 'in its own policy';

/** Where a type has its policy, and what it points to with it. */
interface Carrier {
  readonly field: string;
  /** Field with the protected thing; the resource itself where there is none. */
  readonly of?: string;
  /** What holds where nothing is written. */
  readonly silent?: { readonly holder: string; readonly actions: readonly string[] };
}

const CARRIERS: Readonly<Record<string, readonly Carrier[]>> = {
  aws_backup_vault_policy: [{ field: 'policy', of: 'backup_vault_name' }],
  aws_cloudwatch_log_resource_policy: [{ field: 'policy_document' }],
  aws_ecr_repository_policy: [{ field: 'policy', of: 'repository' }],
  aws_iam_role: [{ field: 'assume_role_policy' }],
  aws_kms_key: [{ field: 'policy', silent: { holder: ACCOUNT, actions: ['kms:*'] } }],
  aws_kms_key_policy: [{ field: 'policy', of: 'key_id' }],
  aws_kms_replica_key: [{ field: 'policy', silent: { holder: ACCOUNT, actions: ['kms:*'] } }],
  aws_msk_cluster_policy: [{ field: 'policy', of: 'cluster_arn' }],
  aws_s3_bucket_policy: [{ field: 'policy', of: 'bucket' }],
  aws_secretsmanager_secret_policy: [{ field: 'policy', of: 'secret_arn' }],
  aws_sns_topic_policy: [{ field: 'policy', of: 'arn' }],
  aws_sqs_queue_policy: [{ field: 'policy', of: 'queue_url' }],
  aws_vpc_endpoint: [{ field: 'policy', silent: { holder: EVERYBODY, actions: ['*'] } }],
  aws_vpc_endpoint_policy: [{ field: 'policy', of: 'vpc_endpoint_id' }],
};

/** Types whose policies stand on a role, and are read there. */
const ON_ROLES = new Set(['aws_iam_role_policy', 'aws_iam_policy']);

export const resourceRights = (files: IamFiles, roles: Roles): readonly StatedRight[] => files.terraform.all(...typesIn(files)).flatMap(resource =>
  carriersOf(resource, files).flatMap(carrier => rightsIn(resource, carrier, files, roles)));

const typesIn = ({ terraform }: IamFiles): readonly string[] => terraform.types.filter(type => type.startsWith('aws_') && !ON_ROLES.has(type));

/** A type that is not in the table carries a policy where one of its fields holds a document. */
const carriersOf = (resource: Resource, { policyOf }: IamFiles): readonly Carrier[] => CARRIERS[resource.type] ?? Object.entries(resource.body)
  .filter(([field, value]) => typeof value === 'string' && /polic/.test(field) && policyOf(resource, value) !== null).map(([field]) => ({ field }));

const rightsIn = (resource: Resource, { field, of, silent }: Carrier, files: IamFiles, roles: Roles): readonly StatedRight[] => {
  const { targets, arns } = files;
  const value = resource.body[field];
  const place = { file: resource.file, path: `${resource.path} ${field}` };
  const protectedThings = of === undefined ? [resource] : files.terraform.resolve(resource, resource.body[of]).flatMap(found => (found.kind === 'resource' ? [found.resource] : []));
  const things = protectedThings.length > 0
    ? protectedThings.map(thing => ({ target: targets.nameOf(thing), arn: arns.arnOf(thing) }))
    : arns.textsOf(resource, resource.body[of ?? '']).map(name => ({ target: name, arn: name }));
  const statements = files.policyOf(resource, value);
  return things.flatMap(thing => {
    if (value === undefined) return silent === undefined ? [] : [{ ...place, ...silent, target: thing.target, when: [OWN_POLICY] }];
    if (statements === null) return [{ ...place, holder: EVERYBODY, target: thing.target, actions: [UNREADABLE], when: [OWN_POLICY] }];
    return statements.flatMap(statement => stated(statement, thing, files, roles).map(right => ({ ...right, file: place.file, path: `${place.path} Statement[${statement.index}]` })));
  });
};

interface Thing {
  readonly target: string;
  readonly arn: string;
}

const stated = (statement: Statement, thing: Thing, files: IamFiles, roles: Roles): readonly Omit<StatedRight, 'file' | 'path'>[] => {
  const { callers, rest } = callersIn(statement, roles.callerOf, files.accounts, files.topology);
  const { but, patterns } = statement.actions;
  const words = but ? [`everything but ${[...patterns].sort().join(', ')}`] : patterns;
  const actions = statement.effect === 'Allow' ? words : words.map(action => `never ${action}`);
  const parts = partsOf(statement, thing);
  return parts.flatMap(part => [...new Set(callers)].map(holder => ({ holder, target: thing.target, actions, when: [...part, ...phrasesOf(rest, files), OWN_POLICY].sort() })));
};

/** A statement means all of its resource, or a part; one about the bucket and its objects is about both. */
const partsOf = ({ resources }: Statement, { arn }: Thing): readonly (readonly string[])[] => {
  if (resources === null) return [[]];
  if (resources.but) return [[`but on ${[...resources.patterns].sort().join(', ')}`]];
  const isBucket = arn.startsWith('arn:aws:s3:');
  const whole = (pattern: string): boolean => covers(pattern, isBucket ? `${arn}/*` : arn) || pattern === `${arn}:*`;
  if (resources.patterns.some(whole)) return [[]];
  return resources.patterns.map(pattern => {
    if (isBucket && pattern === arn) return ['the bucket itself'];
    return [pattern.startsWith(`${arn}/`) ? `below ${pattern.slice(arn.length + 1)}` : `on ${pattern}`];
  });
};
