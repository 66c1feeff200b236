/**
 * Builds `dist/` (or `--out DIR`): one bundle with splitting (entries `index`, `reference`, `bin/main`, a chunk per verb), the licences of what is bundled,
 * and with `--types` the declarations. Needs the devDependencies; the installed package needs esbuild alone.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({ options: { types: { type: 'boolean' }, out: { type: 'string', default: join(root, 'dist') } } });
const dist = resolve(options.out);
const external = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);

// cdktf and cdk8s are CommonJS: bundled into ES modules they still ask for Node's own modules by `require`.
const banner = [
  "import { createRequire as payment_topology_require } from 'node:module';",
  'const require = payment_topology_require(import.meta.url);',
].join('\n');

const started = Date.now();
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['index.ts', 'reference.ts', 'bin/main.ts', 'bin/render-worker.ts', 'io/configuration-worker.ts'],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  external,
  banner: { js: banner },
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync(join(dist, 'bin/main.js'), 0o755);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(Object.keys(metafile.inputs)));
removeStale(Object.keys(metafile.outputs));
if (options.types) types();
console.log(`dist: built in ${((Date.now() - started) / 1000).toFixed(1)} s`);

/** Name, version, licence and licence text of every package that a bundled file belongs to. */
function licences(inputs) {
  const folders = [...new Set(inputs.map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean))].sort();
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    const text = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()).join('\n\n') || 'The package ships no licence text; its declared licence stands above.';
    if (license === undefined && files.length === 0) throw new Error(`${name}: no licence to ship along`);
    return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
  });
  return `What is bundled in dist/, with its licences.\n\n${[...new Set(texts)].join(`\n${'='.repeat(100)}\n\n`)}`;
}

/** Chunks of an earlier build; the rest of `dist` was replaced in place, so that a run that reads it meanwhile finds what it needs. */
function removeStale(outputs) {
  const current = new Set(outputs.map((output) => join(root, output)));
  for (const file of readdirSync(join(dist, 'chunks'))) if (!current.has(join(dist, 'chunks', file))) rmSync(join(dist, 'chunks', file));
}

function types() {
  rmSync(join(dist, 'types'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json'), '--outDir', join(dist, 'types')], { stdio: 'inherit' });
  if (status !== 0 || !existsSync(join(dist, 'types/index.d.ts'))) process.exit(1);
}
