import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environments } from '../../environments/index.ts';
import { compile } from '../../topology/index.ts';
import { renderManifests } from '../../charts/index.ts';
import { renderStacks } from '../../stacks/index.ts';
import type { WaiverSpec } from '../../model/index.ts';
import { catalog } from '../../services/index.ts';
import { feeQuote } from '../../docs/examples/fee-quote.ts';
import { PRIMARY, topologyOf } from '../reference.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs'), { recursive: true }).map(String).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)];

describe('docs/readiness.md', () => {
  const page = read('docs/readiness.md');
  test('has a row for each of the eighteen checks and ten anti-patterns', () => {
    const numbers = [...page.matchAll(/^\| (\d+) \|/gm)].map(match => Number(match[1]));
    expect(numbers).toEqual([...Array.from({ length: 18 }, (_, i) => i + 1), ...Array.from({ length: 10 }, (_, i) => i + 1)]);
  });
  const rules = read('docs/rules.md');
  const references = [...page.matchAll(/`([^`]+)`/g)].map(match => match[1] as string);
  test.each(references)('%s exists', reference => {
    if (/^PT-\d{3}$/.test(reference)) return expect(rules).toContain(reference);
    const [file = '', text] = reference.split(' › ');
    expect(existsSync(join(root, file)), file).toBe(true);
    if (text !== undefined) expect(read(file)).toContain(text);
  });
});

describe('snippets', () => {
  test('a block of code stands in a file that is compiled or run, and the page shows it as it is', () => {
    let blocks = 0;
    for (const page of pages) {
      for (const [, marker, language, code] of read(page).matchAll(/(?:<!-- file: (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g)) {
        if (language === 'sh') continue;
        blocks += 1;
        expect(marker, `${page}: a ${language} block without <!-- file: … -->`).toBeDefined();
        expect(code, `${page}: ${marker}`).toBe(read(marker as string));
      }
    }
    expect(blocks).toBeGreaterThan(0);
  });
  test('every link to a file of the repository leads somewhere', () => {
    for (const page of pages) {
      for (const [, link] of read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) expect(existsSync(join(root, page, '..', link as string)), `${page}: ${link}`).toBe(true);
    }
  });
});

describe('waivers', () => {
  test('the example is one that the package accepts', () => {
    const waivers = JSON.parse(read('docs/examples/waivers.json')) as readonly WaiverSpec[];
    const production = environments.find(environment => environment.name === 'production') as (typeof environments)[number];
    expect(compile(production, PRIMARY, catalog, { environments, waivers }).problems).toEqual([]);
  });
});

describe('a new service', () => {
  test('is one file of at most 30 lines and gets every object that its kind has', () => {
    expect(read('docs/examples/fee-quote.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    const before = topologyOf('production', PRIMARY);
    const production = environments.find(environment => environment.name === 'production') as (typeof environments)[number];
    const { topology, problems } = compile(production, PRIMARY, { ...catalog, services: [...catalog.services, { ...feeQuote, name: 'fee-quote-example' }] }, { environments });
    expect(problems).toEqual([]);
    if (topology === null) throw new Error('no topology');
    const paths = new Set(renderManifests(before).map(file => file.path));
    const added = renderManifests(topology).map(file => file.path).filter(path => !paths.has(path)).map(path => path.replace(/^manifests\/payments-core\//, '').replace(/\.yaml$/, ''));
    expect(added.sort()).toEqual([
      'fee-quote-example-endpoints.ConfigMap', 'fee-quote-example-tls.Certificate', 'fee-quote-example.ConfigMap', 'fee-quote-example.Deployment', 'fee-quote-example.HorizontalPodAutoscaler', 'fee-quote-example.NetworkPolicy',
      'fee-quote-example.PodDisruptionBudget', 'fee-quote-example.Service', 'fee-quote-example.ServiceAccount',
    ]);
    const cloud = JSON.stringify(renderStacks(topology).map(file => file.json));
    expect(cloud).toContain('production-ap-southeast-3-fee-quote-example');
    const edges = topology.edges.filter(edge => edge.from === 'workload/fee-quote-example' || edge.to === 'workload/fee-quote-example').map(edge => `${edge.from} → ${edge.to}`);
    expect(edges).toContain('workload/fee-quote-example → workload/policy');
    expect(edges).toContain('workload/fee-quote-example → store/payments');
    expect(edges).toContain('workload/fee-quote-example → store/events');
    expect(edges).toContain('component/metrics → workload/fee-quote-example');
  });
});
