/** Whether one noun has the shape that its schema asks for, and what to say where it has not (PT-100). */
import { z } from 'zod';
import type { Place, Problem } from '../../model/index.ts';
import { oddities, visible } from './text.ts';

/** All that is wrong with the shape of `value`; empty when it can be trusted to have the type it claims. */
export const shape = (schema: z.ZodType, value: unknown, at: Place): readonly Problem[] => {
  const result = schema.safeParse(value);
  const problems = [
    ...(result.success ? [] : result.error.issues.flatMap(issue => problemsOf(issue, schema, value, at))),
    ...[...oddities(value)].map(({ path, saw, want }) => problemOfShape({ ...at, path: pathText(path) }, saw, want)),
  ];
  // what has the wrong form also fails whatever is asked of its contents: the form comes first, and is the one to mend
  return problems.filter((problem, index) => problems.findIndex(({ at: { path } }) => path === problem.at.path) === index);
};

export const problemOfShape = (at: Place, saw: string, want: string): Problem => ({ code: 'PT-100', at, saw, want });

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

export const describe = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${visible(value)}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? 'an object' : String(value);
};

const problemsOf = (issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown, at: Place): readonly Problem[] => {
  const place = (path: readonly PropertyKey[]): Place => ({ ...at, path: pathText(path) });
  const seen = issue.path.reduce<unknown>((v, key) => (isObject(v) && Object.hasOwn(v, key) ? v[key as string] : undefined), value);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => problemOfShape(place([...issue.path, visible(key)]), `unknown field '${visible(key)}'`, fieldsAt(schema, issue.path)));
    case 'invalid_type':
      return [problemOfShape(place(issue.path), describe(seen), article(issue.expected))];
    case 'invalid_value':
      return [problemOfShape(place(issue.path), describe(seen), issue.values.length === 1 && issue.message !== 'Invalid input'
        ? issue.message.replace(/^Invalid input: expected /, '') : `one of ${issue.values.map(String).join(', ')}`)];
    case 'invalid_union':
      return [problemOfShape(place(issue.path), describe(seen), unionWant(issue))];
    case 'invalid_key':
      return [problemOfShape(place(issue.path), `the key '${visible(String(issue.path.at(-1)))}'`, issue.issues.map(({ message }) => message).join(', '))];
    default:
      return [problemOfShape(place(issue.path), describe(seen), issue.message)];
  }
};

/** The messages of all alternatives, each once. */
const unionWant = (issue: z.core.$ZodIssueInvalidUnion): string => {
  const wants = issue.errors.flat().map(inner => (inner.code === 'invalid_type' ? article(inner.expected) : inner.message));
  return wants.length === 0 ? 'another value' : [...new Set(wants)].join(', or ');
};

/** Field names that the object at `path` may have, read from the schema itself. */
const fieldsAt = (schema: z.ZodType, path: readonly PropertyKey[]): string => {
  const at = path.reduce<z.ZodType | undefined>((s, key) => inner(s, key), schema);
  const bare = unwrap(at);
  return bare instanceof z.ZodObject ? `one of ${Object.keys(bare.shape).sort().join(', ')}` : 'no such field';
};

const inner = (schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined => {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return bare.shape[key as string] as z.ZodType | undefined;
  if (bare instanceof z.ZodArray) return bare.element as z.ZodType;
  if (bare instanceof z.ZodRecord) return bare.valueType as z.ZodType;
  return undefined;
};

const unwrap = (schema: z.ZodType | undefined): z.ZodType | undefined => (schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema);

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
