/** What statements are about, in words: the things that count for the boundary by the name the topology has for them. */
import type { Topology } from '../../../model/index.ts';
import { prefixOf } from '../../../model/index.ts';
import type { Resource, Terraform } from '../../reach/cloud/terraform.ts';
import { text } from '../../reach/json.ts';
import type { Arns } from './arns.ts';
import { arnIn, SUFFIX } from './arns.ts';
import { covers, isPattern, meets } from './globs.ts';

export interface Target {
  readonly target: string;
  /** The part of it that is meant, where it is not all of it. */
  readonly when: readonly string[];
}

export interface Targets {
  /** What a resource element means for an action: every thing it touches, and the pattern itself where it may touch more. */
  readonly of: (resource: string, action: string) => readonly Target[];
  readonly nameOf: (resource: Resource) => string;
  /** The name of what an ARN is exactly; any other text as it is. */
  readonly called: (arn: string) => string;
  /** Names of this region without its prefix; those of the other region with its name. */
  readonly short: (name: string) => string;
}

export const EVERYTHING = 'everything';

interface Known {
  readonly target: string;
  readonly arn: string;
  readonly service: string;
  /** Whether a wildcard that touches it is spelled out: the others are known only by the pattern. */
  readonly counts: boolean;
}

/** Words for types of resources; their names stand behind. */
const WORDS: Readonly<Record<string, { readonly word: string; readonly name: string; readonly counts?: true }>> = {
  aws_backup_vault: { word: 'vault', name: 'name' },
  aws_cloudwatch_log_group: { word: 'log', name: 'name' },
  aws_ecr_repository: { word: 'image', name: 'name' },
  aws_iam_role: { word: 'role', name: 'name', counts: true },
  aws_msk_cluster: { word: 'store', name: 'cluster_name', counts: true },
  aws_rds_cluster: { word: 'store', name: 'cluster_identifier', counts: true },
  aws_sns_topic: { word: 'sns', name: 'name' },
  aws_sqs_queue: { word: 'sqs', name: 'name' },
};

export const targetsOf = (terraform: Terraform, arns: Arns, topology: Topology): Targets => {
  const { environment, region } = topology;
  const prefix = `${prefixOf(environment.name, region.name)}-`;
  const other = region.counterpart === null ? null : { prefix: `${prefixOf(environment.name, region.counterpart.name)}-`, name: region.counterpart.name };
  const short = (name: string): string => {
    if (name.startsWith(prefix)) return name.slice(prefix.length);
    return other !== null && name.startsWith(other.prefix) ? `${name.slice(other.prefix.length)} in ${other.name}` : name;
  };
  const aliases = new Map(terraform.all('aws_kms_alias').flatMap(alias =>
    terraform.resolve(alias, alias.body['target_key_id']).flatMap(found => (found.kind === 'resource' ? [[found.resource, text(alias.body['name'])] as const] : []))));
  const nameOf = (resource: Resource): string => {
    const name = (field: string): string => arns.textsOf(resource, resource.body[field])[0] ?? resource.id;
    switch (resource.type) {
      case 'aws_eks_cluster': return 'cluster';
      case 'aws_kms_key':
      case 'aws_kms_replica_key': return `key/${aliases.get(resource)?.split('/').slice(2).join('/') || resource.id}`;
      case 'aws_s3_bucket': return bucketName(name('bucket'), topology, short);
      case 'aws_secretsmanager_secret': return secretName(name('name'), topology);
      case 'aws_vpc_endpoint': return `aws-api/${name('service_name').split(`${region.name}.`).slice(1).join('') || resource.id}`;
      default: {
        const known = WORDS[resource.type];
        if (known === undefined) return resource.path.replace(/^resource\./, '');
        const named = short(name(known.name));
        return `${known.word}${named.startsWith('/') ? '' : '/'}${named}`;
      }
    }
  };
  const known = knownOf(terraform, arns, topology, nameOf);
  const names = new Map(known.map(({ arn, target }) => [arn, target]));
  return { short, nameOf, called: arn => names.get(arn) ?? arn, of: (resource, action) => meant(resource, action, known, region.name) };
};

const bucketName = (bucket: string, { objects, environment: { cloud } }: Topology, short: (name: string) => string): string => {
  const declared = Object.values(objects).find(each => each.bucket === bucket);
  if (declared !== undefined) return `objects/${declared.name}`;
  return `bucket/${short(bucket).replace(cloud.kind === 'aws' ? `-${cloud.account}` : '', '')}`;
};

const secretName = (path: string, { secrets }: Topology): string => `secret/${Object.values(secrets).find(each => each.path === path)?.name ?? path}`;

/** What the files make, and what they name without making it: secrets of a standby, buckets of the other region. */
const knownOf = (terraform: Terraform, arns: Arns, topology: Topology, nameOf: Targets['nameOf']): readonly Known[] => {
  const { region, environment } = topology;
  const counting = ['aws_kms_key', 'aws_kms_replica_key', 'aws_s3_bucket', 'aws_secretsmanager_secret'];
  const made = terraform.all(...counting, 'aws_eks_cluster', 'aws_vpc_endpoint', ...Object.keys(WORDS)).map((resource): Known => {
    const arn = arns.arnOf(resource);
    return { target: nameOf(resource), arn, service: arn.split(':')[2] ?? '', counts: counting.includes(resource.type) || WORDS[resource.type]?.counts === true };
  });
  const copies = environment.bindings.secrets === 'aws' ? Object.values(topology.secrets) : [];
  const buckets = region.counterpart === null ? [] : Object.values(topology.objects).map(({ name, bucket }): Known => {
    const there = bucket.replace(prefixOf(environment.name, region.name), prefixOf(environment.name, region.counterpart?.name ?? ''));
    return { target: `objects/${name} in ${region.counterpart?.name}`, arn: arnIn(topology, 's3', there), service: 's3', counts: true };
  });
  const named = [
    ...copies.map(({ name, path }): Known => ({ target: `secret/${name}`, arn: arnIn(topology, 'secretsmanager', `secret:${path}-${SUFFIX}`), service: 'secretsmanager', counts: true })),
    ...buckets,
  ];
  return [...made, ...named.filter(each => !made.some(({ arn }) => arn === each.arn))];
};

/** Text with which an element that means nothing but this one begins. */
const stemOf = ({ arn, service }: Known): string => (service === 's3' ? `${arn}/` : service === 'secretsmanager' ? arn.slice(0, -SUFFIX.length) : service === 'logs' ? `${arn}:` : arn);

const meant = (resource: string, action: string, known: readonly Known[], region: string): readonly Target[] => {
  const touched = known.filter(each => meets(action, `${each.service}:*`) && (each.counts ? isTouched(resource, each) : resource === each.arn || resource.startsWith(stemOf(each))));
  const found = touched.map(each => ({ target: each.target, when: partOf(resource, each) }));
  const only = touched.length === 1 && touched.some(each => resource === each.arn || resource.startsWith(stemOf(each)));
  return only ? found : [...found, { target: patternName(resource, region), when: [] }];
};

const isTouched = (resource: string, each: Known): boolean => meets(resource, each.arn) || (each.service === 's3' && meets(resource, `${each.arn}/*`));

/** Buckets and their objects are different resources, and a path may narrow the objects. */
const partOf = (resource: string, { service, arn }: Known): readonly string[] => {
  if (service !== 's3' || covers(resource, `${arn}/*`)) return [];
  return meets(resource, `${arn}/*`) ? [`below ${resource.startsWith(`${arn}/`) ? resource.slice(arn.length + 1) : resource}`] : ['the bucket itself'];
};

/** An element as far as nobody knows better. */
const patternName = (resource: string, own: string): string => {
  if (resource === '*') return EVERYTHING;
  const [, , service = '', region = '', , ...rest] = resource.split(':');
  if (!resource.startsWith('arn:') || rest.length === 0) return resource;
  const name = rest.join(':');
  return `${name.startsWith(`${service}:`) ? '' : `${service} `}${name}${region === own || region === '' ? '' : ` in ${region}`}${isPattern(region) ? ' (any region)' : ''}`;
};
