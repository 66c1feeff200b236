/** All stacks of a region. */
import type { Topology } from '../model/index.ts';
import { STACKS } from '../model/index.ts';
import { STACK_BUILDERS } from './builders.ts';
import { renderStack } from './stack.ts';
import type { StackFile } from './stack-file.ts';

export type { StackFile } from './stack-file.ts';

/**
 * Every stack of the region in order of application; none where the environment runs on a cluster that exists, and without
 * those that have nothing to make there (no managed Kafka, no stack for it).
 */
export const renderStacks = (topology: Topology): readonly StackFile[] =>
  topology.environment.cloud.kind !== 'aws' ? []
    : STACKS.map(name => renderStack(topology, name, STACK_BUILDERS[name])).filter(({ json }) => 'resource' in json);
