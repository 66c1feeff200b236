/** One change of what is emitted, and the words to write it down in a line. */
export type Json = Record<string, unknown>;

export interface Edit {
  /** `Kind/namespace/name`, `Kind/name`, `stack/type.name`, `stack` alone, or a file of a stack. */
  readonly at: string;
  /** JSON pointer below it; empty for the whole. A last `-` appends. */
  readonly pointer: string;
  /** A value, what makes it of the old one, or `off`. */
  readonly to: unknown;
}

export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** `<code> <object>` of every finding that it must bring. */
  readonly finds: readonly string[];
}

/** Takes away what stands there. */
export const off = Symbol('off');

export const edit = (at: string, pointer: string, to: unknown): Edit => ({ at, pointer, to });
export const mutant = (name: string, edits: readonly Edit[], ...finds: readonly string[]): Mutant => ({ name, edits, finds });
export const made = (name: string, at: string, body: Json, ...finds: readonly string[]): Mutant => mutant(name, [edit(at, '', body)], ...finds);

/** Another text in the place of one that must be there. */
export const exchange = (from: string, to: string) => (old: unknown): string => {
  const text = String(old);
  if (!text.includes(from)) throw new Error(`no ${from} in ${text}`);
  return text.replace(from, to);
};

export const inJson = (change: (text: string) => string) => (old: unknown): string => JSON.stringify(JSON.parse(change(String(old))));

interface Policy {
  readonly Statement: readonly Json[];
}

const statements = (change: (all: readonly Json[]) => readonly Json[]) => (old: unknown): string => {
  const policy = JSON.parse(String(old)) as Policy;
  return JSON.stringify({ ...policy, Statement: change(policy.Statement) });
};

export const allowing = (statement: Json) => statements(all => [...all, { Sid: 'ByHand', Effect: 'Allow', ...statement }]);
export const without = (field: string) => statements(all => all.map(({ [field]: _, ...rest }) => rest));
export const forgetting = (sid: string) => statements(all => all.filter(each => each['Sid'] !== sid));
