/**
 * Access to Kafka by users with lists, as Strimzi has them: a user for whoever holds its certificate.
 *
 * @see https://strimzi.io/docs/operators/latest/configuring#type-KafkaUserSpec-reference
 */
import type { Topology } from '../../../model/index.ts';
import type { Json } from '../../reach/json.ts';
import { eachNested, isTrue, list, object, oneOrMore, text, texts } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import type { Right } from '../words.ts';
import { EVERYBODY } from './callers.ts';
import { covers } from './globs.ts';
import type { KafkaThing } from './kafka-names.ts';
import { kafkaTargets } from './kafka-names.ts';
import { storeName } from './secret-contents.ts';
import type { StatedRight } from './stated.ts';
import { EVERYTHING } from './targets.ts';

export const strimziRights = (objects: readonly KubernetesObject[], mounts: readonly Right[], topology: Topology): readonly StatedRight[] =>
  objects.filter(each => groupOf(each) === 'kafka.strimzi.io').flatMap(each => {
    if (each.kind === 'KafkaUser') return listed(each, mounts, topology);
    return each.kind === 'Kafka' ? openListeners(each, topology) : [];
  });

interface Rule {
  readonly path: string;
  readonly denies: boolean;
  readonly thing: KafkaThing;
  readonly name: string;
  readonly operations: readonly string[];
  readonly host: string;
}

/** What a kind of resource is called, and its operations in the words of IAM: writing and reading include describing. */
const THINGS: Readonly<Record<string, { readonly thing: KafkaThing; readonly operations: Readonly<Record<string, readonly string[]>> }>> = {
  topic: {
    thing: 'topic',
    operations: { Write: ['WriteData', 'DescribeTopic'], Read: ['ReadData', 'DescribeTopic'], Describe: ['DescribeTopic'], All: ['All', 'WriteData', 'ReadData', 'DescribeTopic'] },
  },
  group: { thing: 'group', operations: { Read: ['AlterGroup', 'DescribeGroup'], Describe: ['DescribeGroup'] } },
  transactionalId: { thing: 'transactions', operations: { Write: ['AlterTransactionalId', 'DescribeTransactionalId'], Describe: ['DescribeTransactionalId'] } },
};

const ruleOf = (acl: Json, index: number): Rule => {
  const { type, name, patternType } = object(acl['resource']);
  const known = THINGS[text(type)];
  const denies = acl['type'] === 'deny';
  return {
    path: `spec.authorization.acls[${index}]`, denies, thing: known?.thing ?? 'store', name: `${text(name)}${patternType === 'prefix' ? '*' : ''}`,
    operations: [...list(acl['operations']), ...oneOrMore(acl['operation'])].map(text)
      .flatMap(operation => (known?.operations[operation] ?? [operation]).slice(0, denies ? 1 : undefined)), host: text(acl['host']) || '*',
  };
};

/** A user whose credential nobody holds keeps its name; a user without one can do nothing. */
const listed = (user: KubernetesObject, mounts: readonly Right[], topology: Topology): readonly StatedRight[] => {
  const spec = object(user.body['spec']);
  const cluster = storeName(texts(object(user.body['metadata'])['labels'])['strimzi.io/cluster'] ?? '', user.namespace, topology);
  const type = text(object(spec['authentication'])['type']);
  const held = mounts.filter(({ target }) => target === `login/${cluster}/${user.name}`).map(({ holder }) => holder);
  const holders = type === '' ? [] : held.length > 0 ? [...new Set(held)] : [`user/${cluster}/${user.name}`];
  const proof = type === 'tls' ? [] : [`by ${type}`];
  const rules = list(object(spec['authorization'])['acls']).map((acl, i) => ruleOf(object(acl), i));
  const denials = rules.filter(({ denies }) => denies);
  return holders.flatMap(holder => [
    { holder, target: `store/${cluster}`, actions: ['Connect', 'DescribeCluster'], when: proof, file: user.file, path: nameOf(user) },
    ...rules.filter(({ denies }) => !denies).flatMap(rule => kafkaTargets(rule.thing, rule.name, `store/${cluster}`, topology).flatMap(target => {
      const actions = rule.operations.filter(operation => !denials.some(denial => isDenied(denial, target, operation)));
      const when = [...proof, ...(rule.host === '*' ? [] : [`from ${rule.host}`])];
      return actions.length === 0 ? [] : [{ holder, target, actions, when, file: user.file, path: `${nameOf(user)} ${rule.path}` }];
    })),
  ]);
};

/** A denial wins; one for some hosts only leaves the others, and so takes nothing away. */
const isDenied = ({ thing, name, operations, host }: Rule, target: string, operation: string): boolean =>
  host === '*' && (thing === 'store' ? target.startsWith('store/') : covers(`${thing}/${name}`, target)) && (operations.includes(operation) || operations.includes('All'));

/** Ways past the lists: listeners without a login, a cluster without lists, users above them. */
const openListeners = (kafka: KubernetesObject, topology: Topology): readonly StatedRight[] => {
  const { listeners, authorization, config } = object(object(kafka.body['spec'])['kafka']);
  const { type, superUsers } = object(authorization);
  const right = (holder: string, when: string, path: string): StatedRight =>
    ({ holder, target: `store/${storeName(kafka.name, kafka.namespace, topology)}`, actions: [EVERYTHING], when: [when], file: kafka.file, path: `${nameOf(kafka)} spec.kafka.${path}` });
  return [
    ...eachNested(listeners).flatMap((each, i) => (object(each['authentication'])['type'] === 'tls' ? [] : [right(EVERYBODY, `at listener ${text(each['name'])} without a certificate`, `listeners[${i}]`)])),
    ...(type === 'simple' ? [] : [right(EVERYBODY, 'without lists', 'authorization')]),
    ...list(superUsers).map(user => right(`user/${kafka.name}/${text(user)}`, 'above every list', 'authorization.superUsers')),
    ...(isTrue(object(config)['allow.everyone.if.no.acl.found']) ? [right(EVERYBODY, 'where no list says anything', 'config')] : []),
  ];
};
