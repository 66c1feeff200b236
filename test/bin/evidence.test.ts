import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparison } from '../../bin/reviews.ts';
import { cli, edit, emptyFolder, filesIn, put, repository } from './cli.ts';
import type { Answer } from './cli.ts';

const REGION = 'production/ap-southeast-3';
const BUNDLE = 'out/production/evidence';
const DAY = '2026-06-30';

interface Manifest {
  readonly environment: string;
  readonly asOf: string;
  readonly root: string;
  readonly boundary: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

describe('evidence', () => {
  let folder = '';
  /** What the first run wrote, by path. */
  let first: ReadonlyMap<string, string> = new Map();

  const evidence = (...args: readonly string[]): Answer => cli(folder, ['evidence', '--as-of', DAY, ...args]);
  const textOf = (name: string): string => first.get(name) ?? '';

  beforeAll(() => {
    folder = repository();
    expect(cli(folder, ['synth', '--region', 'ap-southeast-3'])).toMatchObject({ code: 0 });
    expect(evidence()).toMatchObject({ code: 0, stderr: '' });
    first = filesIn(join(folder, BUNDLE));
    cpSync(join(folder, BUNDLE), join(folder, 'first'), { recursive: true });
  });

  it('holds every table, picture and list that a reviewer asks for', () => {
    expect([...first.keys()]).toEqual([
      '.files', 'access.csv', 'boundary.json', 'certs.csv', 'ciphers.csv', 'connections.csv', 'connections.json', 'dataflow-ap-southeast-3.svg', 'exceptions.csv', 'findings.sarif', 'flows.csv', 'images.csv',
      'index.html', 'indistinct.csv', 'insecure.csv', 'keys.csv', 'logs.csv', 'manifest.json', 'network-ap-southeast-3.svg', 'questions.json', 'requirements.csv', 'scope.csv', 'scope.json', 'secrets.csv',
      'segmentation-tests.csv',
    ]);
    // a table of headings shows nothing; nobody accepted a finding yet
    for (const [name, text] of first) if (name.endsWith('.csv') && name !== 'exceptions.csv') expect(text.split('\r\n').length, name).toBeGreaterThan(2);
  });

  it('its manifest has the hash of every file that was read and of every other that was written, and one number over them all', () => {
    const manifest = JSON.parse(textOf('manifest.json')) as Manifest;
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    const region = [...filesIn(join(folder, 'out', REGION))].map(([path, text]) => [`${REGION}/${path}`, hash(text)] as const);
    const written = [...first].filter(([path]) => path !== '.files' && path !== 'manifest.json').map(([path, text]) => [path, hash(text)] as const);
    expect(manifest).toMatchObject({ environment: 'production', asOf: DAY, inputs: Object.fromEntries(region), outputs: Object.fromEntries(written), boundary: hash(textOf('boundary.json')) });
    expect(manifest.root).toBe(hash([...Object.entries(manifest.inputs), ...Object.entries(manifest.outputs)].map(([path, sum]) => `${sum}  ${path}\n`).join('')));
  });

  it('every requirement names files that are there, says what proves it, and none claims compliance', () => {
    const rows = textOf('requirements.csv').split('\r\n').slice(1, -1);
    const named = new Set(rows.flatMap(row => row.match(/[a-z0-9/-]+\.(csv|svg|json|md)/g) ?? []));
    expect([...named].filter(name => !first.has(name))).toEqual([]);
    expect(named).toContain('network-ap-southeast-3.svg');
    expect(rows.map(row => /,(proven|supported|process|not covered),/.exec(row)?.[1] ?? row).filter(status => status === 'proven').length).toBeGreaterThan(20);
    expect(rows.every(row => /,(proven|supported|process|not covered),/.test(row))).toBe(true);
    expect(textOf('index.html')).toContain('This is no claim of compliance');
    expect(textOf('index.html')).not.toMatch(/\b(is|are) compliant\b/);
  });

  it('its page says first what is in the CDE, what crosses its border, who holds keys and what changed, and needs neither network nor script', () => {
    const page = textOf('index.html');
    const short = page.slice(page.indexOf('<ul class="short">'), page.indexOf('</ul>'));
    expect(short).toContain('workload/token-vault');
    expect(short).toContain('api-gateway, payment-core come in');
    expect(short).toContain('people who may use one: none');
    expect(short).toContain('nobody has recorded a review');
    expect(page.slice(0, page.indexOf('id="changes"')).length).toBeLessThan(8000);
    expect(page).not.toMatch(/<(script|link|iframe|img|object)\b|\bsrc=|@import|url\((?!#)|\son[a-z]+=/);
    expect([...page.matchAll(/ href="([^"]*)"/g)].map(([, target = '']) => target).filter(target => !(target.startsWith('#') ? page.includes(`id="${target.slice(1)}"`) : first.has(target)))).toEqual([]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is the same to the byte from another folder, in another time zone and language', () => {
    const other = join(emptyFolder(), 'elsewhere');
    cpSync(join(folder, 'out'), other, { recursive: true });
    rmSync(join(other, 'production/evidence'), { recursive: true });
    expect(cli(folder, ['evidence', other, '--as-of', DAY], { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toMatchObject({ code: 0 });
    expect(filesIn(join(other, 'production/evidence'))).toEqual(first);
  });

  it('says in words what a rule that was opened by hand lets through, and fails; whatever text it finds is text in a table and on the page', () => {
    const open = join(emptyFolder(), 'open');
    cpSync(join(folder, 'out'), open, { recursive: true });
    edit(open, `${REGION}/manifests/payments-core/risk.NetworkPolicy.yaml`, 'cidr: 10.16.192.0/25', 'cidr: 10.16.0.0/16');
    edit(open, `${REGION}/topology.json`, 'turn our token into the token of the provider', '=HYPERLINK(1) <script>alert(1)</script>');
    const { code, stdout } = cli(folder, ['evidence', open, '--as-of', DAY, '--against', 'first']);
    expect(code).toBe(1);
    expect(stdout).toContain('\nadds TCP 5432 from risk to the ledger store in ap-southeast-3: nobody declared it; significant, needs review\n');
    expect(stdout).toMatch(/^PT-330 production ap-southeast-3 workload\/risk store\/ledger TCP\/5432: saw adds TCP 5432 from risk to the ledger store .+; want a review of this state: payment-topology evidence --record <reviewer> --ticket <id>$/m);
    // every place is one that is there
    const places = [...stdout.matchAll(/^PT-.*\n {2}(.+)$/gm)].map(([, place = '']) => place);
    expect(places).toContain(`${open}/production/evidence/boundary.json`);
    expect(places.filter(place => !existsSync(place))).toEqual([]);
    expect(stdout).toMatch(/^PT-300 production\/ap-southeast-3 workload\/risk store\/ledger TCP 5432: /m);
    const written = filesIn(join(open, 'production/evidence'));
    const page = written.get('index.html') ?? '';
    expect(written.get('diff/summary.md')).toContain('## Significant: needs review\n\n- adds TCP 5432 from risk to');
    expect(page).toContain('The boundary does not hold');
    expect(page).toContain('<li>adds TCP 5432 from risk to the ledger store');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(written.get('network-ap-southeast-3.svg')).not.toContain('<script');
    expect(written.get('connections.csv')).toContain(",'=HYPERLINK(1) <script>");
    for (const [name, text] of written) if (name.endsWith('.csv')) expect(text.match(/(^|[,\n])"?[=+\-@]/), name).toBeNull();
    // no file says where it was made
    for (const [name, text] of written) expect(text.includes(open) || text.includes(folder), name).toBe(false);
    expect((JSON.parse(written.get('findings.sarif') ?? '') as { readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[] }).runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['PT-300', 'PT-330']));
  });

  it('its help offers no region, which it refuses', () => {
    expect(cli(folder, ['evidence', '--help']).stdout).not.toContain('--region');
    expect(cli(folder, ['prove', '--help']).stdout).toContain('--region');
  });

  describe('refuses', () => {
    const untouched = (): void => expect(filesIn(join(folder, BUNDLE))).toEqual(first);

    it.each([
      ['every environment at once', ['-e', 'all'], "PT-001 --environment: saw 'all'; want one environment: a bundle speaks of one"],
      ['a day that is none', ['--as-of', '2026-02-31'], "PT-001 --as-of: saw '2026-02-31'; want a day such as 2026-12-31"],
      ['a review without a ticket', ['--record', 'A. Reviewer'], 'PT-001 --record: saw no ticket; want --ticket <id> beside it: where the review was asked for'],
      ['a ticket without a reviewer', ['--ticket', 'SEC-7'], 'PT-001 --ticket: saw no reviewer; want --record <reviewer> beside it'],
      ['a bundle of a part', ['--region', 'ap-southeast-3'], "PT-001 --region: saw 'ap-southeast-3'; want no region: a bundle speaks of every region of an environment"],
      ['a bundle that is not there', ['--against', 'nowhere'], 'PT-008 nowhere/boundary.json: saw nothing there; want '],
      ['a bundle that is no JSON', ['--against', 'broken'], 'PT-018 broken/boundary.json: saw '],
      ['a bundle of another version', ['--against', 'newer'], 'PT-018 newer/boundary.json: saw schemaVersion 2; want boundary.json of a bundle of this version'],
      ['a bundle with a part missing', ['--against', 'half'], 'PT-018 half/boundary.json: saw no scope, no rights, no keys; want a whole bundle'],
      ['a bundle of another environment', ['--against', 'other'], 'PT-018 other/boundary.json: saw a bundle of preprod; want a bundle of production'],
      ['a bundle that was changed', ['--against', 'changed'], /^PT-018 changed\/boundary\.json: saw hash [0-9a-f]{12}, which manifest\.json beside it does not name; want a bundle as payment-topology evidence wrote it\n$/],
      ['a review that cannot be read', ['--reviews', 'unread'], 'PT-018 unread/production/review.json: saw no reviewer, no ticket; want environment, bundle, reviewer, date and ticket as text'],
      ['a review of another state than the one beside it', ['--reviews', 'moved'], /^PT-018 moved\/production\/review\.json: saw a review of state 012345 beside state [0-9a-f]{12}; want the boundary\.json that was reviewed\n$/],
      ['a place for reviews that is a file', ['--reviews', 'first/index.html', '--record', 'A. Reviewer', '--ticket', 'SEC-7'], 'PT-006 first/index.html/production: saw a file where a folder should be; want a folder that can be written'],
      ['a folder without output', ['services'], 'PT-008 services: saw no region; want a folder that payment-topology synth wrote'],
    ] as const)('%s', (_, args, says) => {
      const state = textOf('boundary.json');
      put(folder, {
        'broken/boundary.json': '{',
        'newer/boundary.json': state.replace('"schemaVersion": 1', '"schemaVersion": 2'),
        'half/boundary.json': '{ "schemaVersion": 1, "environment": "production", "connections": {}, "secrets": {}, "keys": { "a": 1 } }',
        'other/boundary.json': state.replace('"production"', '"preprod"'),
        'changed/boundary.json': state.replace('tls', 'mtls'),
        'changed/manifest.json': textOf('manifest.json'),
        'unread/production/review.json': `{ "environment": "production", "bundle": "012345", "date": "${DAY}" }`,
        'unread/production/boundary.json': state,
        'moved/production/review.json': `{ "environment": "production", "bundle": "012345", "reviewer": "A", "date": "${DAY}", "ticket": "T" }`,
        'moved/production/boundary.json': state,
      });
      const { code, stdout, stderr } = evidence(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(typeof says === 'string' ? new RegExp(`^${says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) : says);
      untouched();
    });

    it('a place for the bundle that is a file', () => {
      const other = join(emptyFolder(), 'out');
      cpSync(join(folder, 'out'), other, { recursive: true });
      rmSync(join(other, 'production/evidence'), { recursive: true });
      writeFileSync(join(other, 'production/evidence'), 'mine');
      const { code, stderr } = evidence(other);
      expect({ code, stderr }).toEqual({ code: 2, stderr: `PT-006 ${other}/production/evidence: saw a file where a folder should be; want a folder that can be written\n` });
      expect(readFileSync(join(other, 'production/evidence'), 'utf8')).toBe('mine');
    });

    it('to wait for a pipe, as check does', () => {
      const pipe = `out/${REGION}/manifests/payments-core/pipe.yaml`;
      execFileSync('mkfifo', [join(folder, pipe)]);
      for (const answer of [evidence(), cli(folder, ['check'])]) expect(answer).toMatchObject({ code: 2, stderr: `PT-008 ${pipe}: saw a pipe, a socket or a device; want a file that can be read\n` });
      rmSync(join(folder, pipe));
      untouched();
    });

    it('to pass on the value of a secret', () => {
      const file = `out/${REGION}/manifests/payments-core/leak.Secret.yaml`;
      put(folder, { [file]: 'apiVersion: v1\nkind: Secret\nmetadata: { name: leak, namespace: payments-core }\nstringData: { password: correct-horse }\n' });
      const { code, stdout, stderr } = evidence();
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^PT-017 production\/ap-southeast-3\/manifests\/payments-core\/leak\.Secret\.yaml › Secret payments-core\/leak stringData: saw a Secret with values; want no value of a secret in what people pass around$/m);
      expect(stderr).not.toContain('correct-horse');
      untouched();
      expect(readdirSync(join(folder, BUNDLE)).filter(name => name.startsWith('.'))).toEqual(['.files']);
      rmSync(join(folder, file));
    });
  });

  describe('of a catalog that lets more through', () => {
    beforeAll(() => {
      edit(folder, 'services/risk.ts', "each decision' }]", "each decision' }, { name: 'ledger', access: 'read-only', why: 'balances that a payout may not exceed' }]");
      expect(cli(folder, ['synth', '--region', 'ap-southeast-3'])).toMatchObject({ code: 0 });
    });

    it('fails for want of a review, and for nothing else', () => {
      const { code, stdout } = evidence('--against', 'first', '--json');
      const { findings, changes } = JSON.parse(stdout) as { readonly findings: readonly { readonly code: string; readonly path: string }[]; readonly changes: readonly { readonly says: string }[] };
      expect({ code, found: [...new Set(findings.map(finding => finding.code))] }).toEqual({ code: 1, found: ['PT-330'] });
      expect([...new Set(findings.map(({ path }) => path))]).toEqual(['out/production/evidence/boundary.json']);
      expect(changes.map(({ says }) => says)).toEqual([
        'adds TCP 5432 from risk to the ledger store in ap-southeast-3: tls, money; significant, needs review',
        'adds a right by database grant: workload/risk store/ledger in ap-southeast-3: read-only as risk; significant, needs review',
      ]);
    });

    it('passes when somebody reviews it, and records who, when and of which state', () => {
      const { code, stdout } = evidence('--against', 'first', '--record', 'A. Reviewer', '--ticket', 'SEC-7');
      expect(code).toBe(0);
      expect(stdout).toContain('adds TCP 5432 from risk to the ledger store in ap-southeast-3: tls, money; significant, reviewed\n');
      expect(stdout).toMatch(/\nrecorded in reviews\/production\/: commit it\n$/);
      expect(stdout).not.toContain('needs review');
      const written = filesIn(join(folder, BUNDLE));
      const state = written.get('boundary.json') ?? '';
      expect([...filesIn(join(folder, 'reviews'))]).toEqual([
        ['production/boundary.json', state],
        ['production/review.json', `${JSON.stringify({ environment: 'production', bundle: createHash('sha256').update(state).digest('hex'), reviewer: 'A. Reviewer', date: DAY, ticket: 'SEC-7' }, null, 2)}\n`],
      ]);
      expect(written.get('index.html')).toContain(`This state was reviewed ${DAY} by A. Reviewer (SEC-7).`);
      for (const [name, text] of written) expect(text, name).not.toContain('needs review');
    });

    it.each([['reviews'], ['elsewhere/reviews']])('names the file of a review that is too old, in %s', reviews => {
      if (reviews !== 'reviews') cpSync(join(folder, 'reviews'), join(folder, reviews), { recursive: true });
      const { code, stdout } = cli(folder, ['evidence', '--as-of', '2027-02-01', '--reviews', reviews]);
      expect(code).toBe(1);
      expect(stdout).toMatch(new RegExp(`^PT-331 production SEC-7: saw .+\\n {2}${reviews}/production/review\\.json$`, 'm'));
    });
  });
});

it.each([['2026-12-27', null], ['2026-12-28', '181 days ago'], ['2026-06-29', 'after 2026-06-29']])('a review of 2026-06-30, judged on %s: %s', (asOf, says) => {
  const state = { schemaVersion: 1 as const, environment: 'production', connections: {}, scope: {}, rights: {}, keys: {}, secrets: {} };
  const review = { environment: 'production', bundle: '012345', reviewer: 'A. Reviewer', date: '2026-06-30', ticket: 'SEC-7' };
  const { findings, examined } = comparison({ state, hash: '012345', review, before: state, asOf }).run;
  expect(examined.map(({ code }) => code)).toEqual(['PT-330', 'PT-331']);
  expect(findings).toMatchObject(says === null ? [] : [{ code: 'PT-331', object: 'SEC-7', saw: expect.stringContaining(says), want: 'one of the last 180 days' }]);
});
