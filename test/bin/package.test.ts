import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, put, ROOT } from './cli.ts';

/** What another repository writes: its own service beside the reference, in fewer than 30 lines. */
const FILES = {
  'catalog/fees.ts': `import { defineService } from 'payment-topology';

export const fees = defineService({
  name: 'fees', summary: 'Says what a payment costs.', owner: 'team-fees', tier: 3, segment: 'read', ports: { https: 8443 },
  load: { flow: 'dashboard-read', perReplica: 'readPerReplica' }, resources: 'small',
});
`,
  'topology.config.ts': `import { defineConfig } from 'payment-topology';
import { catalog, environments } from 'payment-topology/reference';
import { fees } from './catalog/fees.ts';

export default defineConfig({
  catalog: { ...catalog, services: [...catalog.services, fees] },
  environments: environments.filter(({ name }) => name === 'sandbox').map(environment => ({ ...environment, images: { ...environment.images, fees: 'sha256:' + '0'.repeat(64) } })),
});
`,
};

const npm = (folder: string, ...args: readonly string[]): string => execFileSync('npm', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Packed once, from a copy, so that packing builds nothing that other tests read. */
let tarball = '';
beforeAll(() => {
  const source = emptyFolder();
  cpSync(ROOT, source, { recursive: true, filter: path => !/\/(node_modules|\.git|out|dist)$/.test(path) });
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--types', '--out', join(source, 'dist')], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  npm(source, 'pack', '--ignore-scripts', '--silent');
  tarball = join(source, readdirSync(source).find(file => file.endsWith('.tgz')) ?? '');
});

describe.each([['with', '{ "name": "consumer", "private": true, "type": "module" }'], ['without', '{ "name": "consumer", "private": true }']])('a consumer %s "type": "module"', (_, manifest) => {
  let folder = '';
  beforeAll(() => {
    folder = emptyFolder();
    put(folder, { ...FILES, 'package.json': manifest });
    npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball);
  });

  it('installs esbuild and nothing else', () => {
    const installed = readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.') && name !== '@esbuild');
    expect(installed.sort()).toEqual(['esbuild', 'payment-topology']);
    for (const file of ['policies/main.rego', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/types/index.d.ts', 'dist/types/reference.d.ts', 'LICENSE']) {
      expect(existsSync(join(folder, 'node_modules/payment-topology', file)), file).toBe(true);
    }
  });

  it('synthesizes its own catalog and finds its own mistakes in its own files', () => {
    expect(npm(folder, 'exec', '--no', 'payment-topology', '--', 'synth')).toContain('sandbox/');
    const topologies = readdirSync(join(folder, 'out/sandbox'));
    const { workloads } = JSON.parse(readFileSync(join(folder, 'out/sandbox', topologies[0] ?? '', 'topology.json'), 'utf8')) as { readonly workloads: object };
    expect(workloads).toHaveProperty(['fees', 'segment'], 'read');
    put(folder, { 'catalog/fees.ts': FILES['catalog/fees.ts'].replace('tier: 3', 'tier: 8') });
    expect(() => npm(folder, 'exec', '--no', 'payment-topology', '--', 'synth')).toThrow(/PT-100 catalog\/fees\.ts › .*tier: saw 8; want/);
    put(folder, FILES);
  });

  it('has types for what it writes', () => {
    put(folder, { 'tsconfig.json': JSON.stringify({
      compilerOptions: { noEmit: true, strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2023', allowImportingTsExtensions: true, types: [] }, files: ['topology.config.ts'],
    }) });
    const check = (): string => execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(check()).toBe('');
    put(folder, { 'catalog/fees.ts': FILES['catalog/fees.ts'].replace('tier: 3', 'tier: 8') });
    expect(check).toThrow(expect.objectContaining({ stdout: expect.stringMatching(/catalog\/fees\.ts.*'8' is not assignable/s) }));
    put(folder, FILES);
  });

  it('is checked by the policies that came along', () => {
    expect(npm(folder, 'exec', '--no', 'payment-topology', '--', 'check', '--as-of', '2026-11-21')).toMatch(/no findings: \d+ rules examined/);
  });

  it('answers from its own catalog', () => {
    expect(npm(folder, 'exec', '--no', 'payment-topology', '--', 'show', 'fees')).toContain('Says what a payment costs.');
  });
});
