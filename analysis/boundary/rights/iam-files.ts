/** Everything that statements are read with: ARNs, words for them, accounts, and policies with their expressions filled in. */
import type { Topology } from '../../../model/index.ts';
import type { Resource, Terraform } from '../../reach/cloud/terraform.ts';
import { isObject } from '../../reach/json.ts';
import type { Arns } from './arns.ts';
import { arnsOf } from './arns.ts';
import type { Names, Principals, Statement } from './policy-document.ts';
import { statementsIn, statementsOfSource } from './policy-document.ts';
import type { AccountHolders } from './pods.ts';
import type { IamFiles } from './roles.ts';
import { targetsOf } from './targets.ts';

export const iamFilesOf = (terraform: Terraform, topology: Topology, accounts: AccountHolders): IamFiles => {
  const arns = arnsOf(terraform, topology);
  return { topology, terraform, arns, accounts, targets: targetsOf(terraform, arns, topology), policyOf: (from, value) => policyOf(from, value, terraform, arns) };
};

/** A policy as text, as an object, or as a reference to a data source that makes one. */
const policyOf = (from: Resource, value: unknown, terraform: Terraform, arns: Arns): readonly Statement[] | null => {
  if (isObject(value)) return filled(from, statementsIn(value), arns);
  if (typeof value !== 'string') return null;
  if (!value.startsWith('${')) return filled(from, statementsIn(value), arns);
  const documents = terraform.resolve(from, value).map(found => {
    if (found.kind === 'text') return filled(from, statementsIn(found.text), arns);
    return found.kind === 'resource' && found.resource.type === 'aws_iam_policy_document' ? filled(found.resource, statementsOfSource(found.resource.body), arns) : null;
  });
  return documents.length === 1 ? documents[0] ?? null : null;
};

const filled = (from: Resource, statements: readonly Statement[] | null, arns: Arns): readonly Statement[] | null => {
  const texts = (values: readonly string[]): readonly string[] => arns.textsOf(from, values);
  const names = <T extends Names | null>(written: T): T => (written === null ? written : { ...written, patterns: texts(written.patterns) });
  const principals = (written: Principals): Principals => ({ ...written, byKind: Object.fromEntries(Object.entries(written.byKind).map(([kind, values]) => [kind, texts(values)])) });
  return statements === null ? null : statements.map(each => ({
    ...each, actions: names(each.actions), resources: names(each.resources), principals: each.principals === null ? null : principals(each.principals),
    conditions: each.conditions.map(condition => ({ ...condition, key: texts([condition.key]).join(), values: texts(condition.values) })),
  }));
};
