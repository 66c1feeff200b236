/** The words and verbs of the package: define a catalog, compile it, render it. */
export { renderManifests } from './charts/index.ts';
export * from './model/index.ts';
export { renderStacks } from './stacks/index.ts';
export { type Compiled, compile, type CompileOptions } from './topology/index.ts';
