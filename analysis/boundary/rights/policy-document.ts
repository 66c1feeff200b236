/**
 * IAM policy documents, as the cloud reads them: one statement or a list, one text or a list of texts, every element that the
 * language has and none that it has not. What cannot be read is null, so that nobody takes it for a policy that says nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { Json } from '../../reach/json.ts';
import { eachNested, isObject, oneOrMore, text } from '../../reach/json.ts';

/** Texts that are meant, or everything but them. */
export interface Names {
  readonly but: boolean;
  readonly patterns: readonly string[];
}

/** Texts by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`, and `*` for everybody. */
export interface Principals {
  readonly but: boolean;
  readonly byKind: Readonly<Record<string, readonly string[]>>;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  /** Number in the document. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Names;
  /** Null in a policy that stands on its resource and does not name it. */
  readonly resources: Names | null;
  /** Null in a policy that stands on its principal. */
  readonly principals: Principals | null;
  readonly conditions: readonly Condition[];
}

const DOCUMENT = new Set(['Version', 'Id', 'Statement']);
const STATEMENT = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition']);

/** Statements of a document, given as text or as an object. */
export const statementsIn = (value: unknown): readonly Statement[] | null => {
  const document = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(document) || !isOnly(document, DOCUMENT)) return null;
  const { Statement: written } = document;
  if (written === undefined) return null;
  return all(oneOrMore(written).map((each, index) => (isObject(each) ? statementOf(each, index) : null)));
};

/** Statements of the data source `aws_iam_policy_document`, whose fields are the same in other letters. */
export const statementsOfSource = (body: Json): readonly Statement[] | null => {
  if (['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json'].some(field => body[field] !== undefined)) return null;
  return all(eachNested(body['statement']).map((each, index) => statementOf({
    Effect: each['effect'] ?? 'Allow',
    ...present('Action', each['actions']), ...present('NotAction', each['not_actions']),
    ...present('Resource', each['resources']), ...present('NotResource', each['not_resources']),
    ...present('Principal', byType(each['principals'])), ...present('NotPrincipal', byType(each['not_principals'])),
    ...present('Condition', byTest(each['condition'])),
  }, index)));
};

const present = (name: string, value: unknown): Json => (value === undefined || value === null ? {} : { [name]: value });

const byType = (blocks: unknown): unknown => blocks === undefined ? undefined : grouped(eachNested(blocks).map(each => [text(each['type']), oneOrMore(each['identifiers'])] as const));

const byTest = (blocks: unknown): unknown => {
  if (blocks === undefined) return undefined;
  const tests = new Map<string, (readonly [string, readonly unknown[]])[]>();
  for (const each of eachNested(blocks)) tests.set(text(each['test']), [...(tests.get(text(each['test'])) ?? []), [text(each['variable']), oneOrMore(each['values'])]]);
  return Object.fromEntries([...tests].map(([test, variables]) => [test, grouped(variables)]));
};

const grouped = (entries: readonly (readonly [string, readonly unknown[]])[]): Readonly<Record<string, readonly unknown[]>> => {
  const groups = new Map<string, readonly unknown[]>();
  for (const [key, values] of entries) groups.set(key, [...(groups.get(key) ?? []), ...values]);
  return Object.fromEntries(groups);
};

/** Expressions of Terraform may hold quotes, which are gone before anybody reads the JSON. */
const parsed = (document: string): unknown => {
  try {
    return JSON.parse(document.replaceAll(/\$\{[^{}]*\}/g, expression => JSON.stringify(expression.replaceAll('\\"', '"')).slice(1, -1)));
  } catch {
    return null;
  }
};

const statementOf = (each: Json, index: number): Statement | null => {
  const { Effect: effect } = each;
  const actions = namesOf(each, 'Action');
  const resources = namesOf(each, 'Resource');
  const principals = principalsOf(each);
  const conditions = conditionsOf(each['Condition']);
  if (!isOnly(each, STATEMENT) || (effect !== 'Allow' && effect !== 'Deny')) return null;
  if (actions === null || actions === undefined || resources === null || principals === null || conditions === null) return null;
  return { index, effect, actions, resources: resources ?? null, principals: principals ?? null, conditions };
};

/** Undefined where the statement has neither element; null where it has both, or no texts. */
const namesOf = (each: Json, element: string): Names | null | undefined => {
  const [plain, negated] = [each[element], each[`Not${element}`]];
  if (plain === undefined && negated === undefined) return undefined;
  if (plain !== undefined && negated !== undefined) return null;
  const patterns = textsOf(plain ?? negated);
  return patterns === null ? null : { but: plain === undefined, patterns };
};

const principalsOf = (each: Json): Principals | null | undefined => {
  const { Principal: plain, NotPrincipal: negated } = each;
  if (plain === undefined && negated === undefined) return undefined;
  if (plain !== undefined && negated !== undefined) return null;
  const kinds = plain ?? negated;
  const byKind = kinds === '*' ? { '*': ['*'] } : isObject(kinds) ? textsByKey(kinds) : null;
  return byKind === null ? null : { but: plain === undefined, byKind };
};

const conditionsOf = (value: unknown): readonly Condition[] | null => {
  if (value === undefined) return [];
  if (!isObject(value)) return null;
  return all(Object.entries(value).flatMap(([operator, variables]) => {
    const byVariable = isObject(variables) ? textsByKey(variables) : null;
    return byVariable === null ? [null] : Object.entries(byVariable).map(([key, values]) => ({ operator, key, values }));
  }));
};

const textsByKey = (value: Json): Readonly<Record<string, readonly string[]>> | null => {
  const entries = all(Object.entries(value).map(([key, item]) => {
    const items = textsOf(item);
    return items === null ? null : [key, items] as const;
  }));
  return entries === null ? null : Object.fromEntries(entries);
};

/** Conditions take numbers and booleans as well. */
const textsOf = (value: unknown): readonly string[] | null => {
  const values = oneOrMore(value);
  return values.length > 0 && values.every(each => ['string', 'number', 'boolean'].includes(typeof each)) ? values.map(text) : null;
};

const all = <T>(values: readonly (T | null)[]): readonly T[] | null => {
  const found = values.filter(each => each !== null);
  return found.length === values.length ? found : null;
};

const isOnly = (value: Json, known: ReadonlySet<string>): boolean => Object.keys(value).every(key => known.has(key));
