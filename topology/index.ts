export { type Compiled, compile, type CompileOptions } from './compile.ts';
