/** Conditions of statements in words: which of them say who is meant, and what else must hold. */
import type { Topology } from '../../../model/index.ts';
import { accountOf } from './arns.ts';
import type { Condition } from './policy-document.ts';

/** Tests that a value must pass, and tests that it must not. */
const IS = new Set(['ArnEquals', 'ArnLike', 'StringEquals', 'StringLike', 'StringEqualsIgnoreCase']);
const IS_NOT = new Set(['ArnNotEquals', 'ArnNotLike', 'StringNotEquals', 'StringNotLike', 'StringNotEqualsIgnoreCase']);

export const isKey = ({ key }: Condition, name: string): boolean => key.toLowerCase() === name.toLowerCase();
export const mustBe = ({ operator }: Condition): boolean => IS.has(operator);
export const mustNotBe = ({ operator }: Condition): boolean => IS_NOT.has(operator);

interface Words {
  readonly topology: Topology;
  readonly targets: { readonly called: (arn: string) => string };
}

/** One phrase for each condition, sorted: they hold together. */
export const phrasesOf = (conditions: readonly Condition[], words: Words): readonly string[] => conditions.map(each => phraseOf(each, words)).sort();

const phraseOf = (condition: Condition, { topology, targets }: Words): string => {
  const { operator, key, values } = condition;
  const own = accountOf(topology);
  const words = values.map(value => targets.called(value).replaceAll(own === '' ? '\n' : own, 'this account')).sort();
  if (operator === 'StringEquals' && isKey(condition, 'kms:ViaService')) return `through ${words.map(service => serviceOf(service, topology)).join(' or ')}`;
  if (operator === 'Bool' && isKey(condition, 'aws:SecureTransport') && words.join() === 'false') return 'without TLS';
  if (operator === 'Bool' && isKey(condition, 'kms:GrantIsForAWSResource') && words.join() === 'true') return 'for AWS services';
  if (operator === 'StringEquals' && ['aws:SourceAccount', 'aws:PrincipalAccount', 'kms:CallerAccount'].some(name => isKey(condition, name)) && words.join() === 'this account') return 'of this account';
  if (operator === 'StringEquals' && key.endsWith(':aud')) return `for ${words.join(' or ')}`;
  if (operator === 'StringEquals' && isKey(condition, 'aws:RequestTag/eks-cluster-arn') && words.join() === 'cluster') return 'from this cluster';
  return `${key} ${operator} ${words.join(', ')}`;
};

/** `s3` of `s3.ap-southeast-3.amazonaws.com`, with the region where it is another one. */
const serviceOf = (host: string, { region }: Topology): string => {
  const [, service, where] = /^([a-z0-9.-]+?)\.([a-z]{2}-[a-z]+-\d)\.amazonaws\.com$/.exec(host) ?? [];
  if (service === undefined) return host;
  return where === region.name ? service : `${service} in ${where}`;
};
