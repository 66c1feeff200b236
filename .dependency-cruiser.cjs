/** The folder table of docs/architecture.md, enforced: what each folder may import, and from which packages. */

/** Folder (or root file) → folders it may import besides itself, and the npm packages it may use. */
const TABLE = {
  model: { folders: [], packages: [] },
  capacity: { folders: ['model'], packages: ['fraction.js'] },
  environments: { folders: ['model'], packages: [] },
  services: { folders: ['model'], packages: [] },
  topology: { folders: ['model', 'capacity'], packages: ['fraction.js', 'zod'] },
  charts: { folders: ['model', 'topology'], packages: ['cdk8s', 'cdk8s-plus-28', 'kubernetes-models', '@kubernetes-models/.+'] },
  stacks: { folders: ['model', 'topology'], packages: ['cdktf', 'constructs', '@cdktf/.+'] },
  analysis: { folders: ['model'], packages: [] },
  report: { folders: ['model', 'analysis'], packages: [] },
  io: { folders: ['model'], packages: ['esbuild', 'yaml'], node: true },
  bin: { folders: ['model', 'capacity', 'topology', 'charts', 'stacks', 'analysis', 'report', 'io'], packages: ['commander', 'yaml'], node: true },
  'index.ts': { folders: ['model', 'capacity', 'topology', 'charts', 'stacks', 'analysis'], packages: [] },
  'reference.ts': { folders: ['model', 'services', 'environments'], packages: [] },
  'topology.config.ts': { folders: ['model', 'services', 'environments', 'index.ts', 'reference.ts', 'waivers.json'], packages: [] },
};

const escaped = (name) => name.replaceAll('.', '\\.');
const pathOf = (name) => (/\.(ts|json)$/.test(name) ? `^${escaped(name)}$` : `^${name}/`);
const packageOf = (name) => `node_modules/${name.includes('+') ? name : escaped(name)}/`;

const rules = Object.entries(TABLE).flatMap(([name, { folders, packages, node }]) => [
  {
    name: `${name}-imports-only-its-row`,
    comment: `${name} may import: ${[name, ...folders, ...packages].join(', ')}`,
    severity: 'error',
    from: { path: pathOf(name) },
    to: { pathNot: [pathOf(name), ...folders.map(pathOf), ...packages.map(packageOf)], dependencyTypesNot: ['core'] },
  },
  ...(node ? [] : [{
    name: `${name}-touches-no-machine`,
    comment: 'node:* builtins belong to io and bin',
    severity: 'error',
    from: { path: pathOf(name) },
    to: { dependencyTypes: ['core'] },
  }]),
]);

module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'folders-stand-in-the-table',
      comment: 'a new folder needs a row in .dependency-cruiser.cjs and in docs/architecture.md',
      severity: 'error',
      from: { pathNot: [...Object.keys(TABLE).map(pathOf), '^(test|scripts|docs)/', '^(vitest\\.config\\.ts|\\.dependency-cruiser\\.cjs)$'] },
      to: {},
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out|coverage|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts'] },
  },
};
