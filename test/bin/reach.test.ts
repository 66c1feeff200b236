import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, edit, emptyFolder, put, repository, ROOT } from './cli.ts';

const FOREIGN = join(ROOT, 'test/fixtures/foreign');

describe('reach', () => {
  it.each(readdirSync(FOREIGN))('prints the connections of %s and nothing else, notes and counts beside it', name => {
    const { code, stdout, stderr } = cli(FOREIGN, ['reach', name]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: readFileSync(join(FOREIGN, name, 'expected.txt'), 'utf8') });
    expect(stderr).toMatch(/\d+ files?, \d+ documents?: \d+ workloads?, \d+ network polic(y|ies)/);
  });

  it('says the same as JSON and as CSV', () => {
    const { connections } = JSON.parse(cli(FOREIGN, ['reach', 'addresses', '--json']).stdout) as { readonly connections: readonly object[] };
    expect(connections).toHaveLength(7);
    expect(connections[0]).toEqual({ src: '0.0.0.0-255.255.255.255', dst: 'a/in[Pod]', protocols: { TCP: [[443, 443]] } });
    expect(connections[1]).toEqual({ src: '0.0.0.0-255.255.255.255', dst: 'a/out[Pod]', protocols: { TCP: [[1, 65_535]], UDP: [[1, 65_535]], SCTP: [[1, 65_535]] } });
    expect(cli(FOREIGN, ['reach', 'list-and-json', '--csv']).stdout).toBe('source,destination,connections\r\ndefault/nightly[CronJob],default/api[Deployment],TCP 8005-8011\n');
  });

  it('draws them, too, and takes one form at a time', () => {
    const { code, stdout } = cli(FOREIGN, ['reach', 'shop', '--svg']);
    expect({ code, begins: stdout.startsWith('<svg '), ends: stdout.endsWith('</svg>\n') }).toEqual({ code: 0, begins: true, ends: true });
    expect(stdout).toContain('<title>shop/web[Deployment] =&gt; shop/db[StatefulSet] : TCP 5432</title>');
    expect(cli(FOREIGN, ['reach', 'shop', '--svg', '--csv'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-001 command line: saw option '--svg' cannot be used with option '--csv'; want/) });
  });

  it('analyses what is not broken, and exits with 2', () => {
    const folder = emptyFolder();
    cpSync(join(FOREIGN, 'shop'), join(folder, 'in'), { recursive: true });
    const policy = (name: string, spec: string): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
    put(folder, {
      'in/broken.yaml': 'a: 1\n---\nb: [\n',
      'in/odd.yaml': [
        policy('operator', '{ podSelector: { matchExpressions: [{ key: app, operator: Equals, values: [web] }] } }'),
        policy('port', '{ podSelector: {}, ingress: [{ ports: [{ port: 80, endPort: 79 }] }] }'),
        policy('zero', '{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }'),
        policy('block', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [11.0.0.0/16] } }] }] }'),
        policy('values', '{ podSelector: {}, egress: [{ to: [{ podSelector: { matchExpressions: [{ key: app, operator: In }] } }] }] }'),
      ].join('---\n'),
    });
    for (const args of [[], ['--json']]) {
      const { code, stdout, stderr } = cli(folder, ['reach', 'in', ...args]);
      expect(code).toBe(2);
      if (args.length === 0) expect(stdout).toBe(readFileSync(join(FOREIGN, 'shop/expected.txt'), 'utf8'));
      else expect((JSON.parse(stdout) as { readonly connections: unknown }).connections).toHaveLength(11);
      for (const line of [
        /^PT-014 in\/broken\.yaml:4:1: saw .+; want YAML/m,
        /^PT-015 in\/odd\.yaml document 1 › NetworkPolicy shop\/operator spec\.podSelector\.matchExpressions\[0\]\.operator: saw 'Equals'; want In, NotIn, Exists, DoesNotExist$/m,
        /^PT-015 in\/odd\.yaml document 2 › NetworkPolicy shop\/port spec\.ingress\[0\]\.ports\[0\]\.endPort: saw '79'; want a port from 80 to 65535$/m,
        /^PT-015 in\/odd\.yaml document 3 › NetworkPolicy shop\/zero spec\.ingress\[0\]\.ports\[0\]\.port: saw '0'; want/m,
        /^PT-015 in\/odd\.yaml document 4 › NetworkPolicy shop\/block spec\.ingress\[0\]\.from\[0\]\.ipBlock\.except\[0\]: saw '11\.0\.0\.0\/16'; want/m,
        /^PT-015 in\/odd\.yaml document 5 › NetworkPolicy shop\/values spec\.egress\[0\]\.to\[0\]\.podSelector\.matchExpressions\[0\]\.values: saw no values; want/m,
      ]) expect(stderr).toMatch(line);
    }
  });

  it('says what has the name of a file and is none, waits for no pipe, and exits with 2', () => {
    const folder = emptyFolder();
    cpSync(join(FOREIGN, 'shop'), join(folder, 'in'), { recursive: true });
    symlinkSync('gone', join(folder, 'in/a.yaml'));
    mkdirSync(join(folder, 'in/b.yaml'));
    execFileSync('mkfifo', [join(folder, 'in/c.yaml')]);
    const { code, stdout, stderr } = cli(folder, ['reach', 'in']);
    expect({ code, stdout, problems: stderr.match(/^PT-.*$/gm) }).toEqual({ code: 2, stdout: readFileSync(join(FOREIGN, 'shop/expected.txt'), 'utf8'), problems: [
      'PT-008 in/a.yaml: saw a link to gone: nothing there; want a file that can be read',
      'PT-008 in/b.yaml: saw a folder where a file should be; want a file that can be read',
      'PT-008 in/c.yaml: saw a pipe, a socket or a device; want a file that can be read',
    ] });
  });

  describe('of an output', () => {
    let folder = '';
    beforeAll(() => {
      folder = repository();
      for (const environment of ['production', 'local']) expect(cli(folder, ['synth', '--environment', environment])).toMatchObject({ code: 0 });
    });
    const PRODUCTION = ['production/ap-southeast-3', 'production/ap-southeast-1'];

    it.each([
      ['production, both regions, the primary first', [], PRODUCTION],
      ['every environment', ['--environment', 'all'], ['local/local', ...PRODUCTION]],
      ['one region', ['--region', 'ap-southeast-1'], PRODUCTION.slice(1)],
    ])('answers for %s, and names each in every form', (_, args, wanted) => {
      const { code, stdout, stderr } = cli(folder, ['reach', ...args]);
      expect(code).toBe(0);
      const text = stdout.trimEnd().split('\n\n').map(part => part.split('\n'));
      expect(text.map(([title = '']) => title.replace(/ \((primary|standby)\)$/, ''))).toEqual(wanted);
      expect(stderr.split('\n').flatMap(line => /^(\S+): \d+ files, \d+ documents: /.exec(line)?.[1] ?? [])).toEqual(wanted);
      const { regions } = JSON.parse(cli(folder, ['reach', ...args, '--json']).stdout) as { readonly regions: readonly { readonly region: string; readonly connections: readonly { readonly src: string; readonly dst: string }[] }[] };
      expect(regions.map(({ region }) => region)).toEqual(wanted);
      expect(regions.map(({ connections }) => connections.map(({ src, dst }) => `${src} => ${dst}`))).toEqual(text.map(([, ...lines]) => lines.map(line => line.split(' : ')[0])));
      const [columns, ...rows] = cli(folder, ['reach', ...args, '--csv']).stdout.trimEnd().split(/\r?\n/);
      expect(columns).toBe('region,source,destination,connections');
      expect(rows.map(row => row.split(',')[0])).toEqual(regions.flatMap(({ region, connections }) => connections.map(() => region)));
    });

    it('draws one region, and refuses to leave others out', () => {
      expect(cli(folder, ['reach', '--svg', '--region', 'ap-southeast-1']).stdout).toContain('aria-label="network of production ap-southeast-1"');
      expect(cli(folder, ['reach', '--svg'])).toMatchObject({ code: 2, stdout: '', stderr: 'PT-001 --svg: saw production/ap-southeast-3 and production/ap-southeast-1; want --region with one of them: a picture is of one region\n' });
      expect(cli(folder, ['reach', '--svg', '-e', 'all'])).toMatchObject({ code: 2, stdout: '', stderr: 'PT-001 --svg: saw 2 environments; want one environment: a picture is of one region\n' });
    });
  });

  it('says that a folder has no Kubernetes objects', () => {
    const folder = emptyFolder();
    put(folder, { 'in/a.json': '{}', 'in/b.yaml': '# nothing\n' });
    expect(cli(folder, ['reach', 'in'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-012 in: saw no Kubernetes object in 2 files; want/) });
  });

  it('reads 10,000 files', () => {
    const folder = emptyFolder();
    const pod = (i: number): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: p${i}, namespace: n${i % 100}, labels: { app: a${i} } }\nspec: {}\n`;
    const deny = (i: number): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: n${i} }\nspec: { podSelector: {}, policyTypes: [Ingress, Egress] }\n`;
    put(folder, Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`in/${i % 100}/${i}.yaml`, i < 100 ? deny(i) : pod(i)])));
    expect(cli(folder, ['reach', 'in'])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('diff', () => {
  const two = (from: string, to: string): string => {
    const folder = emptyFolder();
    cpSync(join(FOREIGN, 'shop'), join(folder, 'before'), { recursive: true });
    cpSync(join(FOREIGN, 'shop'), join(folder, 'after'), { recursive: true });
    edit(folder, 'after/all.yaml', from, to);
    return folder;
  };

  it('of two folders names each pair that was added, removed or changed, with what both sides let flow', () => {
    const folder = two('ports: [{ port: sql }]', 'ports: [{ port: sql }, { port: 8000, endPort: 8002 }]');
    edit(folder, 'after/all.yaml', 'operator: NotIn, values: [web]', 'operator: Exists');
    edit(folder, 'after/all.yaml', 'kubernetes.io/metadata.name: monitoring', 'kubernetes.io/metadata.name: elsewhere');
    const { code, stdout } = cli(folder, ['diff', 'before', 'after', '--exit-code']);
    expect({ code, lines: stdout.split('\n').slice(1, -1) }).toEqual({ code: 1, lines: [
      '  what policies let flow: 1 removed, 1 changed',
      '    - monitoring/scraper[Pod] => shop/db[StatefulSet]  TCP 9187 → No Connections',
      '    ~ shop/web[Deployment] => shop/db[StatefulSet]',
      '        TCP 5432 → TCP 5432,8000-8002',
    ] });
    expect(JSON.parse(cli(folder, ['diff', 'after', 'before', '--json']).stdout)).toEqual({
      added: [{ src: 'monitoring/scraper[Pod]', dst: 'shop/db[StatefulSet]', protocols: { TCP: [[9187, 9187]] } }],
      removed: [],
      changed: [{ src: 'shop/web[Deployment]', dst: 'shop/db[StatefulSet]', before: { TCP: [[5432, 5432], [8000, 8002]] }, after: { TCP: [[5432, 5432]] } }],
    });
  });

  it('of two folders that let the same flow says so, whatever else differs', () => {
    const folder = two('replicas: 3', 'replicas: 5');
    expect(cli(folder, ['diff', 'before', 'after', '--exit-code'])).toMatchObject({ code: 0, stdout: 'no difference\n' });
    expect(JSON.parse(cli(folder, ['diff', 'before', 'after', '--json']).stdout)).toEqual({ added: [], removed: [], changed: [] });
  });

  it('of two outputs says what one policy opens, beside the object that says it', () => {
    const folder = repository();
    expect(cli(folder, ['synth', '--out', 'out', '--region', 'ap-southeast-3'])).toMatchObject({ code: 0 });
    cpSync(join(folder, 'out'), join(folder, 'open'), { recursive: true });
    edit(folder, 'open/production/ap-southeast-3/manifests/payments-core/risk.NetworkPolicy.yaml', 'cidr: 10.16.192.0/25', 'cidr: 10.16.0.0/16');
    const [region] = JSON.parse(cli(folder, ['diff', 'out', 'open', '--json']).stdout) as readonly { readonly difference: { readonly connections: object } }[];
    const risk = { src: 'payments-core/risk[Deployment]', protocols: { TCP: [[5432, 5432]] } };
    expect(region?.difference.connections).toEqual({
      added: [{ ...risk, dst: '10.16.0.0-10.16.191.255' }, { ...risk, dst: '10.16.193.128-10.16.255.255' }],
      removed: [],
      changed: [],
    });
    const drawn = (out: string): string => cli(folder, ['reach', out, '--svg']).stdout;
    expect(drawn('out')).toContain('aria-label="network of production ap-southeast-3"');
    expect(drawn('out')).not.toContain('nobody declared it');
    expect(drawn('open')).toContain('data-ids="workload/risk_store/ledger_TCP/5432"');
    expect(cli(folder, ['diff', 'out', 'open']).stdout).toContain('\n    + payments-core/risk[Deployment] => 10.16.0.0-10.16.191.255  No Connections → TCP 5432\n');
  });
});
