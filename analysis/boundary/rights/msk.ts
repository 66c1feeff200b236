/**
 * Access to Kafka by statements of IAM.
 *
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html
 */
import type { Resource } from '../../reach/cloud/terraform.ts';
import { isTrue, nested, oneOrMore, text } from '../../reach/json.ts';
import { unknownOf } from './arns.ts';
import { EVERYBODY } from './callers.ts';
import { isPattern, meets } from './globs.ts';
import type { Grant } from './grants.ts';
import { EVERYTHING } from './targets.ts';
import type { KafkaThing } from './kafka-names.ts';
import { kafkaTargets } from './kafka-names.ts';
import type { IamFiles } from './roles.ts';
import type { StatedRight } from './stated.ts';

export const mskRights = (iam: IamFiles, grants: readonly Grant[]): readonly StatedRight[] => [
  ...grants.filter(({ action }) => meets(action, 'kafka-cluster:*')).flatMap(({ holder, action, resource, when, file, path }) =>
    targetsOf(resource, iam).map(target => ({ holder, target, actions: [action.replace('kafka-cluster:', '')], when, file, path }))),
  ...iam.terraform.all('aws_msk_cluster').flatMap(each => openBrokers(each, iam)),
];

/** What a kind of ARN is called. */
const THINGS: Readonly<Record<string, KafkaThing>> = { cluster: 'store', topic: 'topic', group: 'group', 'transactional-id': 'transactions' };

/** `arn:aws:kafka:…:topic/<cluster>/<id>/<name>`; an element that touches more than one thing is a name of its own, and every topic. */
const targetsOf = (resource: string, { terraform, targets, topology }: IamFiles): readonly string[] => {
  const [, region = '*', kind = '*', cluster = '*', id = '*', name = ''] = /^arn:aws:kafka:([^:]*):[^:]*:([^/]*)\/([^/]*)\/?([^/]*)\/?(.*)$/.exec(resource) ?? [];
  const thing = THINGS[kind];
  const rest = name || '*';
  if (region !== topology.region.name && !isPattern(region)) return [thing === 'store' ? `store/${targets.short(cluster)}` : `${thing ?? kind}/${rest} in ${region}`];
  const touched = terraform.all('aws_msk_cluster').filter(each => meets(cluster, text(each.body['cluster_name'])) && meets(id, unknownOf(each)));
  const [only] = touched;
  if (touched.length === 1 && only !== undefined && thing !== undefined && !isPattern(cluster)) return kafkaTargets(thing, rest, targets.nameOf(only), topology);
  const found = touched.flatMap(each => (thing === undefined ? ['store', 'topic'] as const : [thing]).flatMap(each2 => kafkaTargets(each2, rest, targets.nameOf(each), topology)));
  return [resource === '*' ? EVERYTHING : resource, ...found];
};

/** Ways in without IAM. */
const openBrokers = (cluster: Resource, { targets }: IamFiles): readonly StatedRight[] => {
  const clients = nested(cluster.body['client_authentication']);
  const ways = [
    ...(isTrue(clients['unauthenticated']) ? ['without a login'] : []),
    ...(isTrue(nested(clients['sasl'])['scram']) ? ['by a password'] : []),
    ...oneOrMore(nested(clients['tls'])['certificate_authority_arns']).map(authority => `by a certificate of ${text(authority)}`),
  ];
  return ways.map(way => ({ holder: EVERYBODY, target: targets.nameOf(cluster), actions: [EVERYTHING], when: [way], file: cluster.file, path: `${cluster.path} client_authentication` }));
};
