/** One rendered stack, as tests want to look at it. */
import type { StackName, Topology } from '../../model/index.ts';
import { STACK_BUILDERS } from '../../stacks/builders.ts';
import { renderStack } from '../../stacks/stack.ts';

/** A resource, output or variable: its arguments as they are in the JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests read deep into JSON
export type Block = Readonly<Record<string, any>>;
type Blocks = Readonly<Record<string, Block>>;

export interface Rendered {
  /** Resources of a type by logical id; empty where there is none. */
  readonly all: (type: string) => Blocks;
  /** The one resource with this address. @throws when it is not there */
  readonly one: (address: string) => Block;
  readonly outputs: readonly string[];
  readonly variables: Blocks;
  readonly json: Block;
  readonly dependsOn: readonly string[];
}

export const rendered = (name: StackName, topology: Topology): Rendered => {
  const build = STACK_BUILDERS[name];
  if (build === undefined) throw new Error(`no builder for stack ${name}`);
  const file = renderStack(topology, name, build);
  const json = file.json as Block;
  const all = (type: string): Blocks => json.resource?.[type] ?? {};
  return {
    all, json, dependsOn: file.dependsOn, outputs: Object.keys(json.output ?? {}), variables: json.variable ?? {},
    one: address => {
      const [type = '', id = ''] = address.split('.');
      const found = all(type)[id];
      if (found === undefined) throw new Error(`no ${address}; there is ${Object.keys(all(type)).join(', ')}`);
      return found;
    },
  };
};

/** Statements of a policy argument, by their name. */
export const statements = (policy: string): Blocks =>
  Object.fromEntries((JSON.parse(policy) as { Statement: readonly Block[] }).Statement.map(statement => [statement.Sid as string, statement]));
