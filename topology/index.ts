export { type Compiled, compile, type CompileOptions } from './compile.ts';
export { readCatalog } from './schema/index.ts';
