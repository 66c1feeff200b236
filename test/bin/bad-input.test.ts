import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, edit, emptyFolder, filesIn, MAIN, repository } from './cli.ts';

const CORE = 'services/payment-core.ts';

/** An edit that a person might make, and all that the message must say. */
const MISTAKES: readonly { readonly name: string; readonly spoil: (folder: string) => void; readonly code: number; readonly says: readonly RegExp[] }[] = [
  {
    name: 'an unknown field', code: 1, says: [/^PT-100 services\/payment-core\.ts › .*color.*: saw .+; want .+/m],
    spoil: folder => edit(folder, CORE, "segment: 'core',", "segment: 'core', color: 'red',"),
  },
  {
    name: 'a wrong unit', code: 1, says: [/^PT-100 services\/payment-core\.ts › resources.*: saw .*1 gigabyte.*; want .+/m],
    spoil: folder => edit(folder, CORE, "resources: 'large'", "resources: { cpu: '500m', memory: '1 gigabyte' }"),
  },
  {
    name: 'a service that is missing', code: 1, says: [/^PT-101 services\/payment-core\.ts › calls\[0\].*: saw .*risque.*; want .+/m],
    spoil: folder => edit(folder, CORE, "to: 'risk'", "to: 'risque'"),
  },
  {
    name: 'a bad CIDR', code: 1, says: [/^PT-100 environments\/production\.ts › regions\[0\]\.cidr: saw .*10\.16\.0\.0\/99.*; want .+/m],
    spoil: folder => edit(folder, 'environments/production.ts', '10.16.0.0/16', '10.16.0.0/99'),
  },
  {
    name: 'an unknown field of the configuration', code: 1, says: [/^PT-100 topology\.config\.ts › foo: saw unknown field 'foo'; want one of catalog, environments, waivers$/m],
    spoil: folder => edit(folder, 'topology.config.ts', 'defineConfig({', 'defineConfig({ foo: 1,'),
  },
  {
    name: 'a syntax error in the configuration', code: 2, says: [/^PT-003 topology\.config\.ts:\d+:\d+: saw .+; want .+/m],
    spoil: folder => edit(folder, 'topology.config.ts', 'export default', 'export defualt'),
  },
  {
    name: 'a syntax error in a service', code: 2, says: [/^PT-003 services\/payment-core\.ts:\d+:\d+: saw .+; want .+/m],
    spoil: folder => edit(folder, CORE, "owner: 'team-payments',", "owner: 'team-payments'"),
  },
  {
    name: 'an import of nothing', code: 2, says: [/^PT-003 services\/index\.ts:\d+:\d+: saw .*payment-core.*; want .+/m],
    spoil: folder => rmSync(join(folder, CORE)),
  },
  {
    name: 'a missing export', code: 2, says: [/^PT-003 services\/index\.ts:\d+:\d+: saw .*paymentKore.*; want an export named paymentKore in services\/payment-core\.ts$/m],
    spoil: folder => edit(folder, 'services/index.ts', 'import { paymentCore }', 'import { paymentKore as paymentCore }'),
  },
  {
    name: 'a missing export of the package', code: 2, says: [/^PT-004 topology\.config\.ts:3: saw an import of defineKonfig, which payment-topology does not export; want a name that payment-topology exports$/m],
    spoil: folder => edit(folder, 'topology.config.ts', "import { defineConfig } from './model/index.ts'", "import { defineKonfig as defineConfig } from 'payment-topology'"),
  },
  {
    name: 'JSON that does not parse', code: 2, says: [/^PT-003 environments\/production\.images\.json:1:\d+: saw .+ in JSON.*; want JSON that parses$/m],
    spoil: folder => writeFileSync(join(folder, 'environments/production.images.json'), '{ "a": 1,, }'),
  },
  {
    name: 'a configuration that throws', code: 2, says: [/^PT-004 services\/payment-core\.ts:\d+:\d+: saw TypeError: .+; want .+/m],
    spoil: folder => edit(folder, CORE, "owner: 'team-payments'", "owner: (undefined as unknown as { x: string }).x"),
  },
  {
    name: 'a configuration without a default export', code: 2, says: [/^PT-004 topology\.config\.ts: saw .+; want .*export default.*/m],
    spoil: folder => edit(folder, 'topology.config.ts', 'export default', 'export const config ='),
  },
  {
    name: 'no configuration', code: 2, says: [/^PT-002 topology\.config\.ts: saw nothing there; want .+/m],
    spoil: folder => rmSync(join(folder, 'topology.config.ts')),
  },
  {
    name: 'a folder where the configuration should be', code: 2, says: [/^PT-002 topology\.config\.ts: saw a folder where a file should be; want .+/m],
    spoil: folder => { rmSync(join(folder, 'topology.config.ts')); mkdirSync(join(folder, 'topology.config.ts')); },
  },
  {
    name: 'an output folder that cannot be written', code: 2, says: [/^PT-006 out: saw a file where a folder should be; want .+/m],
    spoil: folder => { rmSync(join(folder, 'out'), { recursive: true }); writeFileSync(join(folder, 'out'), 'mine'); },
  },
];

/** Writes statements into the configuration, before what it exports. */
const doing = (folder: string, ...statements: readonly string[]): void => edit(folder, 'topology.config.ts', 'export default', `${statements.join('\n')}\nexport default`);
const PRODUCTION = "const production = environments.find(({ name }) => name === 'production') as any;";

/** What a program can do that data cannot, and what types would not have let through. */
const PROGRAMS: readonly (readonly [name: string, statements: readonly string[], code: number, says: RegExp])[] = [
  ['an environment without regions', [PRODUCTION, 'delete production.regions;'], 1, /^PT-100 environments\/production\.ts › regions: saw nothing; want an array$/m],
  ['an environment with no region', [PRODUCTION, 'production.regions = [];'], 1, /^PT-100 environments\/production\.ts › regions: saw a list of 0; want at least one region$/m],
  ['an environment without name', [PRODUCTION, 'delete production.name;'], 1, /^PT-100 .*environment #5 › name: saw nothing; want a string$/m],
  ['an environment that is nothing', ['(environments as unknown[])[2] = null;'], 1, /^PT-100 .*environment #2: saw null; want an object$/m],
  ['services with empty places', ['(catalog.services as unknown[]).length += 27;'], 1, /^PT-100 catalog › services: saw a list of \d+ with 27 empty; want a list without empty places$/m],
  ['a service called constructor', ["(catalog.services as any)[3].name = 'constructor';"], 1, /^PT-100 .*service constructor › name: saw 'constructor'; want another name: /m],
  ['equal zones', [PRODUCTION, 'production.regions[0].zones[2] = production.regions[0].zones[0];'], 1, /^PT-102 environments\/production\.ts › regions\[0\]\.zones: saw 'ap-southeast-3a' twice; want each name once$/m],
  ['no component', ['(catalog.components as unknown[]).length = 0;'], 1, /^PT-101 catalog › components: saw no component 'dns', which 'api-gateway' and others need; want a component of that name: it resolves every name$/m],
  ['a waiver that is a word', ["(waivers as unknown[]).push('x');"], 1, /^PT-100 waiver #0: saw 'x'; want an object$/m],
  ['a getter that throws', ["Object.defineProperty(catalog.services[0], 'owner', { enumerable: true, get() { throw new Error('nobody'); } });"], 2, /^PT-004 topology\.config\.ts › catalog\.services\[0\]\.owner: saw a getter that throws Error: nobody; want plain data: /m],
  ['a proxy', ['(catalog.services as unknown[])[4] = new Proxy({}, { get() { throw new Error(); } });'], 2, /^PT-004 topology\.config\.ts › catalog\.services\[4\]: saw a proxy; want plain data: /m],
  ['an object that contains itself', ['(catalog as any).services[0].self = catalog;'], 2, /^PT-004 topology\.config\.ts › catalog\.services\[0\]\.self: saw an object that contains itself; want plain data: /m],
  ['a rejection that nobody catches', ["void Promise.reject(new Error('alone'));"], 2, /^PT-004 topology\.config\.ts:\d+:\d+: saw Error: alone, which nobody catches; want /m],
  ['an error later', ["setTimeout(() => { throw new TypeError('late'); }, 20);"], 2, /^PT-004 topology\.config\.ts:\d+:\d+: saw TypeError: late, which nobody catches; want /m],
  ['a timer that goes on', ['setInterval(() => undefined, 1_000);'], 2, /^PT-004 topology\.config\.ts: saw work that goes on after it has exported: Timeout; want a configuration that is done when it has exported$/m],
  ['an exit', ['process.exit();'], 2, /^PT-004 topology\.config\.ts: saw process\.exit\(0\); want a configuration that ends when it has exported$/m],
  ['an exit later', ['setTimeout(() => process.exit(), 20);'], 2, /^PT-004 topology\.config\.ts: saw process\.exit\(0\); want /m],
  ['an await without answer', ['await new Promise(() => undefined);'], 2, /^PT-004 topology\.config\.ts: saw an await that nothing ever answers; want a configuration that waits for nobody$/m],
];

describe('bad input', () => {
  let good = '';
  let patient: Promise<string>;
  beforeAll(() => {
    const folder = repository();
    doing(folder, 'setInterval(() => undefined, 1_000);', 'await new Promise(() => undefined);');
    patient = new Promise(done => execFile(process.execPath, [MAIN, 'list', 'environments'], { cwd: folder }, (error, stdout, stderr) => done(`${error?.code} ${stdout}${stderr}`)));
    good = repository();
    expect(cli(good, ['synth'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(MISTAKES.map(mistake => [mistake.name, mistake] as const))('%s is said with code, place, seen and wanted, and the earlier output stays', (_, { spoil, code, says }) => {
    const folder = emptyFolder();
    cpSync(good, folder, { recursive: true });
    spoil(folder);
    const before = filesIn(folder);
    const answer = cli(folder, ['synth']);
    for (const line of says) expect(answer.stderr).toMatch(line);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).not.toMatch(/^\s+at /m);
    expect(filesIn(folder)).toEqual(before);
  });

  it.each(PROGRAMS)('%s is said in a line, whatever is asked', (_, statements, code, says) => {
    const folder = repository();
    doing(folder, ...statements);
    const answer = cli(folder, ['list', 'environments']);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toMatch(says);
    for (const line of answer.stderr.trim().split('\n')) expect(line).toMatch(/^PT-(1\d\d|004) .+: saw .+; want .+$/);
  });

  it('waivers that are no list are said', () => {
    const folder = repository();
    edit(folder, 'topology.config.ts', 'environments, waivers })', "environments, waivers: 'x' as any })");
    expect(cli(folder, ['synth']).stderr).toMatch(/^PT-100 topology\.config\.ts › waivers: saw 'x'; want a list$/m);
  });

  it('what a configuration prints is no part of the answer', () => {
    const folder = repository();
    doing(folder, "console.log('hello');", "process.stdout.write('there\\n');");
    const answer = cli(folder, ['list', 'services', '--json']);
    expect(answer).toMatchObject({ code: 0, stderr: 'hello\nthere\n' });
    expect(JSON.parse(answer.stdout)).not.toEqual([]);
  });

  it('what is wrong with one noun hides nothing of the others', () => {
    const folder = repository();
    edit(folder, CORE, "segment: 'core',", "segment: 'core', color: 'red',");
    edit(folder, 'services/outbox-relay.ts', "publishes: ['payment.events']", "publishes: ['payment.event']");
    edit(folder, 'environments/production.ts', "'ap-southeast-3c'", "'ap-southeast-1c'");
    expect(cli(folder, ['synth']).stderr.trim().split('\n').map(line => line.slice(0, line.indexOf(':')))).toEqual([
      'PT-100 services/payment-core.ts › color', 'PT-101 services/outbox-relay.ts › publishes[0]', 'PT-126 environments/production.ts › regions[0].zones', expect.stringMatching(/^3 problems of the catalog/),
    ]);
  });

  it('everything that is wrong is said at once', () => {
    const folder = emptyFolder();
    cpSync(good, folder, { recursive: true });
    edit(folder, CORE, "segment: 'core',", "segment: 'core', color: 'red',");
    edit(folder, 'services/risk.ts', 'tier: 2', 'tier: 7');
    edit(folder, 'environments/production.ts', '10.16.0.0/16', 'everywhere');
    const { stderr } = cli(folder, ['synth']);
    for (const file of [CORE, 'services/risk.ts', 'environments/production.ts']) expect(stderr).toContain(`PT-100 ${file} › `);
    expect(stderr).toMatch(/\d problems of the catalog: nothing written/);
  });

  it('one wrong value is one problem, though more than one rule of shape looks at it', () => {
    const folder = emptyFolder();
    cpSync(good, folder, { recursive: true });
    edit(folder, 'environments/production.ts', '10.16.0.0/16', 'everywhere');
    expect(cli(folder, ['synth']).stderr.match(/^PT-100 .*regions\[0\]\.cidr/gm)).toHaveLength(1);
  });

  it.each([[['synth', '--json'], 1], [['list', 'services', '--json'], 1], [['check', '--fresh', '--json'], 1], [['check', 'nowhere', '--json'], 2], [['show', 'nobody', 'out', '--json'], 2], [['list', '--json'], 2]])(
    '%j says on stdout, as JSON, what is wrong', (args, code) => {
      const folder = emptyFolder();
      cpSync(good, folder, { recursive: true });
      edit(folder, CORE, "segment: 'core',", "segment: 'core', color: 'red',");
      const answer = cli(folder, args);
      const { problems } = JSON.parse(answer.stdout) as { readonly problems: readonly object[] };
      expect(answer.code).toBe(code);
      expect(problems[0]).toEqual({ code: expect.stringMatching(/^PT-\d{3}$/), where: expect.any(String), saw: expect.any(String), want: expect.any(String) });
    });

  it('a run that ended in the middle is refused by every reader and repaired by the next synth', () => {
    const folder = emptyFolder();
    cpSync(good, folder, { recursive: true });
    writeFileSync(join(folder, 'out/.incomplete'), '');
    for (const args of [['check'], ['list', 'services', 'out'], ['show', 'risk', 'out'], ['explain', 'x', 'out'], ['diff', 'out', 'out']]) {
      expect(cli(folder, args), args.join(' ')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-007 .*\.incomplete: saw .+; want .+/) });
    }
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
    expect(cli(folder, ['list', 'services', 'out'])).toMatchObject({ code: 0 });
  });

  it.each([
    [['frobnicate'], /PT-001 .*frobnicate/], [[], /PT-001/], [['list', 'pods'], /PT-001 .*pods/], [['synth', '--colour'], /PT-001 .*--colour/], [['show'], /PT-001/],
    [['synth', '--environment', 'prod'], /PT-005 .*'prod'; want one of .*production/], [['synth', '--region', 'eu-1'], /PT-005 .*'eu-1'; want one of ap-southeast-3, ap-southeast-1 in production/],
    [['check', 'nowhere'], /PT-008 .*nowhere: saw no folder/], [['check', '--as-of', 'yesterday'], /PT-001 --as-of: saw 'yesterday'/],
    [['check', '--as-of', '2026-02-31'], /PT-001 --as-of: saw '2026-02-31'; want a day/], [['list', 'pods'], /^PT-001 <what>: saw 'pods'; want one of services, edges, /],
    [['synth', '--mode', 'cash'], /^PT-001 --mode: saw 'cash'; want one of hosted-checkout, /], [['list'], /^PT-001 <what>: saw nothing; want one of services, /],
    [['synth', '--jsno'], /^PT-001 command line: saw no option '--jsno'; want --json\n$/], [['synth', '--nope'], /^PT-001 command line: saw no option '--nope'; want what payment-topology synth --help says\n$/],
    [['synth', '--env=prod'], /^PT-001 command line: saw no option '--env=prod'; want --environment\n$/], [['snyth'], /^PT-001 command line: saw no verb 'snyth'; want synth\n$/], [['diff', 'out', 'nowhere'], /PT-008/],
    [['show', 'payment-kore'], /PT-011 .*payment-kore.*payment-core/], [['explain', 'workloads/payment-core/replica'], /PT-011 .*workloads\/payment-core\/replicas/],
  ])('%j is wrong use: one line that says what to do, and exit code 2', (args, line) => {
    const answer = cli(good, args);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(line);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a configuration that waits for ever, while something else keeps it alive, is stopped', async () => {
    expect(await patient).toBe('2 PT-004 topology.config.ts: saw nothing exported after 30 s; want a configuration that waits for nobody\n');
  });
});
