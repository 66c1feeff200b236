import type { EnvironmentSpec, Problem, ProblemCode, ServiceSpec, SizedTopology, WaiverSpec } from '../../model/index.ts';
import type { Field, Unread } from '../schema/index.ts';
import type { Present } from '../selection.ts';

/** What has the asked shape. What has not is told already, and no rule draws a conclusion from its absence. */
export interface Context {
  readonly selection: Present;
  /** Every environment of the configuration. */
  readonly environments: readonly EnvironmentSpec[];
  readonly waivers: readonly WaiverSpec[];
  readonly unread: Unread;
}

/** A rule over the catalog, of what exists in one environment. */
export type Invariant = (context: Context) => Iterable<Problem>;

/** A rule over one environment. */
export type EnvironmentInvariant = (environment: EnvironmentSpec, context: Context) => Iterable<Problem>;

/** A rule over computed sizes. */
export type SizedInvariant = (topology: SizedTopology, context: Context) => Iterable<Problem>;

export const problem = (code: ProblemCode, noun: string, name: string, path: string, saw: string, want: string): Problem => ({ code, at: { noun, name, path }, saw, want });

export const atService = (code: ProblemCode, service: ServiceSpec, path: string, saw: string, want: string): Problem => problem(code, 'service', service.name, path, saw, want);

/** Whether `name` may be something that is written and could not be read. */
export const isUnread = ({ unread }: Context, field: Field, name: string): boolean => unread[field].includes(name) || unread[field].includes(null);

/** Names close enough to be what was meant, or all of them when there are few. */
export const oneOf = (wanted: string, known: Iterable<string>): string => {
  const names = [...known].sort();
  const near = names.filter(name => distance(name, wanted) <= 2);
  if (near.length > 0) return `'${near.join("' or '")}'`;
  return names.length <= 8 ? `one of ${names.join(', ')}` : `one of ${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;
};

/** Edit distance, cut off where it no longer matters. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 3;
};
