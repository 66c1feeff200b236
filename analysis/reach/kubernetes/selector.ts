/**
 * Label selectors, compiled once.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
import { isObject, list, object, text, texts } from '../json.ts';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
type Operator = (typeof OPERATORS)[number];

/** All requirements must hold; none means everything. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** The same for selectors that mean the same in the same words, whatever their order. */
  readonly key: string;
}

/** Says that the object is wrong at a path, and goes on. */
export type Complain = (path: string, saw: string, want: string) => void;

export const selectorOf = (value: unknown, path: string, complain: Complain): Selector => {
  if (value !== undefined && value !== null && !isObject(value)) complain(path, JSON.stringify(value), 'matchLabels and matchExpressions');
  const { matchLabels, matchExpressions } = object(value);
  const requirements = [
    ...Object.entries(texts(matchLabels)).map(([key, label]): Requirement => ({ key, operator: 'In', values: [label] })),
    ...list(matchExpressions).flatMap((expression, i) => requirementOf(expression, `${path}.matchExpressions[${i}]`, complain)),
  ];
  return { requirements, key: [...new Set(requirements.map(wordOf))].sort().join() };
};

/** Of what may be left out and then means nobody, unlike an empty one, which means everybody. */
export const NOBODY: Selector = { requirements: [{ key: '', operator: 'In', values: [] }], key: 'nobody' };
export const selectorOrNobody = (value: unknown, path: string, complain: Complain): Selector => (value === undefined || value === null ? NOBODY : selectorOf(value, path, complain));

const wordOf = ({ key, operator, values }: Requirement): string => JSON.stringify([key, operator, ...values]);

const requirementOf = (value: unknown, path: string, complain: Complain): readonly Requirement[] => {
  const { key, operator, values } = object(value);
  const known = OPERATORS.find(each => each === operator);
  const wanted = [...new Set(list(values).map(text))].sort();
  if (known === undefined) complain(`${path}.operator`, operator === undefined ? 'nothing' : `'${text(operator)}'`, OPERATORS.join(', '));
  else if (text(key) === '') complain(`${path}.key`, 'nothing', 'the key of a label');
  else if (known.endsWith('In') && wanted.length === 0) complain(`${path}.values`, 'no values', `at least one for ${known}`);
  else if (!known.endsWith('In') && wanted.length > 0) complain(`${path}.values`, `${wanted.length} values`, `none for ${known}`);
  else return [{ key: text(key), operator: known, values: wanted }];
  return [];
};

export const matches = ({ requirements }: Selector, labels: Labels): boolean => requirements.every(requirement => holds(requirement, labels));

/** A key that is absent fulfils NotIn as well as DoesNotExist. */
const holds = ({ key, operator, values }: Requirement, labels: Labels): boolean => {
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In': return label !== undefined && values.includes(label);
    case 'NotIn': return label === undefined || !values.includes(label);
    case 'Exists': return label !== undefined;
    case 'DoesNotExist': return label === undefined;
  }
};

/** Whether a selector surely means all that another one means, now and later: it asks for nothing more. */
export const isWider = (wide: Selector, narrow: Selector): boolean => {
  const asked = new Set(narrow.requirements.map(wordOf));
  return wide.requirements.every(requirement => asked.has(wordOf(requirement)));
};

/** A label that every match carries, to look it up instead of asking everybody; null where there is none. */
export const certainLabel = ({ requirements }: Selector): readonly [key: string, value: string] | null => {
  const found = requirements.find(({ operator, values }) => operator === 'In' && values.length === 1);
  return found === undefined ? null : [found.key, found.values[0] ?? ''];
};

/** As people write it: `app=api`, `env not in (test)`; `everything` without requirements. */
export const selectorText = ({ requirements }: Selector): string => (requirements.length === 0 ? 'everything' : requirements.map(({ key, operator, values }) => {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `no ${key}`;
  if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`;
  return `${key} ${operator === 'In' ? 'in' : 'not in'} (${values.join(', ')})`;
}).join(', '));
