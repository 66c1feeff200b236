/** Who a statement is about: its principals, as far as its conditions leave them. */
import type { Topology } from '../../../model/index.ts';
import { accountOf } from './arns.ts';
import { isKey, mustBe, mustNotBe } from './conditions.ts';
import { isPattern } from './globs.ts';
import type { Condition, Principals, Statement } from './policy-document.ts';
import type { AccountHolders } from './pods.ts';

export interface Callers {
  readonly callers: readonly string[];
  /** Conditions that say something else than who. */
  readonly rest: readonly Condition[];
}

/** Whom the ARN of a role or a person stands for. */
export type CallerOfArn = (arn: string) => readonly string[];

export const EVERYBODY = 'everybody';
/** Whoever a policy of the account lets. */
export const ACCOUNT = 'account';

/** The service that hands roles to pods. */
export const PODS = 'pods.eks.amazonaws.com';

/** Callers of an `Allow`, or those that a `Deny` refuses: `everybody but …`. */
export const callersIn = (
  { principals, conditions }: Pick<Statement, 'principals' | 'conditions'>, ofArn: CallerOfArn, accounts: AccountHolders, topology: Topology,
): Callers => {
  if (principals === null) return { callers: [], rest: conditions };
  const found = Object.entries(principals.byKind).flatMap(([kind, values]) => values.map(value => callersOf(kind, value, conditions, { ofArn, accounts, topology })));
  if (principals.but) return { callers: [allBut(found.flatMap(({ callers }) => callers))], rest: conditions };
  return { callers: found.flatMap(({ callers }) => callers), rest: conditions.filter(each => !found.some(({ used }) => used.includes(each))) };
};

const allBut = (callers: readonly string[]): string => (callers.length === 0 ? EVERYBODY : `${EVERYBODY} but ${[...new Set(callers)].sort().join(', ')}`);

interface Found {
  readonly callers: readonly string[];
  /** Conditions that went into saying who. */
  readonly used: readonly Condition[];
}

interface Words {
  readonly ofArn: CallerOfArn;
  readonly accounts: AccountHolders;
  readonly topology: Topology;
}

const callersOf = (kind: keyof Principals['byKind'], value: string, conditions: readonly Condition[], words: Words): Found => {
  if (kind === 'Service') return value === PODS ? podsOf(conditions, words) : { callers: [`aws/${value}`], used: [] };
  if (kind === 'Federated') return tokensOf(value, conditions, words);
  if (kind === 'CanonicalUser') return { callers: [`account/${value}`], used: [] };
  const who = awsCaller(value, words);
  if (who !== EVERYBODY && who !== ACCOUNT) return { callers: words.ofArn(value), used: [] };
  return narrowed(who, conditions, words);
};

/** An account, or everybody, and of those the roles and people that a condition names. */
const narrowed = (who: string, conditions: readonly Condition[], { ofArn }: Words): Found => {
  const named = conditions.filter(each => isKey(each, 'aws:PrincipalArn'));
  const is = named.find(mustBe);
  if (is !== undefined) return { callers: is.values.flatMap(ofArn), used: [is] };
  const isNot = named.find(mustNotBe);
  return isNot === undefined ? { callers: [who], used: [] } : { callers: [allBut(isNot.values.flatMap(ofArn))], used: [isNot] };
};

const awsCaller = (value: string, { topology }: Words): string => {
  if (value === '*') return EVERYBODY;
  const own = accountOf(topology);
  return value === own || value === `arn:aws:iam::${own}:root` ? ACCOUNT : value;
};

/** Pods whose namespace and account the conditions name, both of them; any pod otherwise. */
const podsOf = (conditions: readonly Condition[], { accounts }: Words): Found => {
  const tagged = (tag: string): Condition | undefined => conditions.find(each => mustBe(each) && isKey(each, `aws:RequestTag/kubernetes-${tag}`));
  const [namespaces, names] = [tagged('namespace'), tagged('service-account')];
  if (namespaces === undefined || names === undefined) return { callers: [`aws/${PODS}`], used: [] };
  return { callers: namespaces.values.flatMap(namespace => names.values.flatMap(name => accounts(namespace, name))), used: [namespaces, names] };
};

/** Service accounts that the cluster vouches for; what another provider vouches for is nobody known here. */
const tokensOf = (provider: string, conditions: readonly Condition[], { accounts }: Words): Found => {
  const subject = conditions.find(each => mustBe(each) && each.key.endsWith(':sub'));
  if (subject === undefined || !provider.includes('aws_iam_openid_connect_provider.')) return { callers: [`tokens/${provider}`], used: [] };
  const callers = subject.values.flatMap(value => {
    const [, namespace = '', name = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(value) ?? [];
    return name === '' || isPattern(value) ? [`tokens/${value}`] : accounts(namespace, name);
  });
  return { callers, used: [subject] };
};
