/**
 * ARNs of what the files make, before AWS has made it: what only AWS will know (an id, a suffix) stands in them as `‹…›`, so
 * that two mentions of one thing are one text.
 */
import type { Topology } from '../../../model/index.ts';
import { expressionOf } from '../../reach/cloud/expression.ts';
import type { Resource, Terraform } from '../../reach/cloud/terraform.ts';
import { oneOrMore, text } from '../../reach/json.ts';

export interface Arns {
  /** Texts that a value of a resource comes to, lists flattened. */
  readonly textsOf: (from: Resource, value: unknown) => readonly string[];
  readonly arnOf: (resource: Resource) => string;
}

interface Kind {
  readonly service: string;
  /** Field with the name. */
  readonly name: string;
  /** Last part of the ARN. */
  readonly resource: (name: string, unknown: string) => string;
}

/** Six characters, as AWS appends them to the name of a secret. */
export const SUFFIX = '‹abcd›';

const KINDS: Readonly<Record<string, Kind>> = {
  aws_backup_vault: { service: 'backup', name: 'name', resource: name => `backup-vault:${name}` },
  aws_cloudwatch_log_group: { service: 'logs', name: 'name', resource: name => `log-group:${name}` },
  aws_dynamodb_table: { service: 'dynamodb', name: 'name', resource: name => `table/${name}` },
  aws_ecr_repository: { service: 'ecr', name: 'name', resource: name => `repository/${name}` },
  aws_eks_cluster: { service: 'eks', name: 'name', resource: name => `cluster/${name}` },
  aws_iam_policy: { service: 'iam', name: 'name', resource: name => `policy/${name}` },
  aws_iam_role: { service: 'iam', name: 'name', resource: name => `role/${name}` },
  aws_kms_key: { service: 'kms', name: '', resource: (_, unknown) => `key/${unknown}` },
  aws_kms_replica_key: { service: 'kms', name: '', resource: (_, unknown) => `key/${unknown}` },
  aws_msk_cluster: { service: 'kafka', name: 'cluster_name', resource: (name, unknown) => `cluster/${name}/${unknown}` },
  aws_rds_cluster: { service: 'rds', name: 'cluster_identifier', resource: name => `cluster:${name}` },
  aws_s3_bucket: { service: 's3', name: 'bucket', resource: name => name },
  aws_secretsmanager_secret: { service: 'secretsmanager', name: 'name', resource: name => `secret:${name}-${SUFFIX}` },
  aws_sns_topic: { service: 'sns', name: 'name', resource: name => name },
  aws_sqs_queue: { service: 'sqs', name: 'name', resource: name => name },
  aws_vpc_endpoint: { service: 'ec2', name: '', resource: (_, unknown) => `vpc-endpoint/${unknown}` },
};

/** Services whose ARNs have no region, and whose ARNs have no account either. */
const GLOBAL = new Set(['iam', 's3']);
const UNOWNED = new Set(['s3']);

/** References that lead in circles end here. */
const DEEPEST = 12;

/** Stack and address: the same in every mention, and different from every other. */
export const unknownOf = ({ file, type, id }: Resource): string => `‹${file.split('/').at(-2) ?? ''} ${type}.${id}›`;

export const accountOf = ({ environment: { cloud } }: Topology): string => (cloud.kind === 'aws' ? cloud.account : '');

export const arnIn = (topology: Topology, service: string, resource: string, region: string = topology.region.name): string =>
  `arn:aws:${service}:${GLOBAL.has(service) ? '' : region}:${UNOWNED.has(service) ? '' : accountOf(topology)}:${resource}`;

export const arnsOf = (terraform: Terraform, topology: Topology): Arns => {
  const textsAt = (from: Resource, value: unknown, depth: number): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(each => textsAt(from, each, depth));
    const written = text(value);
    if (!written.includes('${')) return written === '' ? [] : [written];
    if (expressionOf(written) === null)
      return [written.replaceAll(/\$\{[^{}]*\}/g, part => {
        const found = textsAt(from, part, depth);
        return found.length === 1 ? found[0] ?? '' : `‹${part.slice(2, -1)}›`;
      })];
    return terraform.resolve(from, written).flatMap(found => {
      if (found.kind === 'text') return [found.text];
      if (found.kind === 'unknown' || depth > DEEPEST) return [`‹${found.kind === 'unknown' ? found.text.replace(/^\$\{(.*)\}$/s, '$1') : written}›`];
      return attributeOf(found.resource, found.attribute, depth + 1);
    });
  };
  const attributeOf = (resource: Resource, attribute: string, depth: number): readonly string[] => {
    const field = KINDS[resource.type]?.name ?? 'name';
    if (attribute === 'arn') return [arn(resource, depth)];
    const written = oneOrMore(resource.body[attribute === 'id' ? field : attribute]);
    return written.length > 0 && written.every(each => typeof each === 'string') ? textsAt(resource, written, depth) : [unknownOf(resource)];
  };
  const arn = (resource: Resource, depth: number): string => {
    const kind = KINDS[resource.type];
    const unknown = unknownOf(resource);
    if (kind === undefined) return arnIn(topology, resource.type, unknown);
    const path = resource.type === 'aws_iam_role' ? text(resource.body['path']).replace(/^\//, '') : '';
    return arnIn(topology, kind.service, kind.resource(`${path}${textsAt(resource, resource.body[kind.name], depth)[0] ?? unknown}`, unknown));
  };
  return { textsOf: (from, value) => textsAt(from, value, 0), arnOf: resource => arn(resource, 0) };
};
