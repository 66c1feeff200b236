import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryOf } from '../../analysis/inventory/index.ts';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import { bundleOf } from '../../report/evidence/bundle.ts';
import type { RegionEvidence } from '../../report/evidence/words.ts';
import { filesOf, regionOf } from '../analysis/boundary/regions.ts';
import { topologyOf } from '../reference.ts';
import { browser, isMissing, reason, seen } from './browser.ts';

const REGIONS = ['ap-southeast-3', 'ap-southeast-1'];
describe.skipIf(isMissing)('a browser', () => {
  let folder = '';
  beforeAll(() => {
    expect(browser, reason).not.toBe('');
    folder = mkdtempSync(join(tmpdir(), 'payment-topology-test-'));
    const regions = REGIONS.map((name): RegionEvidence => {
      const { topology, documents, terraform } = filesOf(topologyOf('production', name));
      return { name, role: topology.region.role, survey: surveyOf(regionOf('production', name)), inventory: inventoryOf(topology, documents, terraform) };
    });
    const { environment } = topologyOf('production');
    const files = bundleOf({ environment: environment.name, purpose: environment.purpose, cardData: environment.cardData, asOf: '2026-06-30', version: '0.0.0', boundary: '0123456789abcdef', regions, checks: { findings: [], examined: [] }, waivers: [], review: null, changes: null });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('would say what a page asks of the network, and what it wants to run', async () => {
    const file = join(folder, 'bad.html');
    writeFileSync(file, '<!doctype html><script>document.body.remove()</script><p>shown<img src="http://example.invalid/x.png" onerror="void 0">');
    const { requests, messages, shown } = await seen(browser, file);
    expect({ requests, shown }).toEqual({ requests: ['http://example.invalid/x.png'], shown: 'shown' });
    expect(messages).toEqual(expect.arrayContaining([expect.stringContaining('Blocked script execution')]));
  });

  it('finds every row of the port register in the picture of its region and nothing else there, with no script, no request and no complaint', async () => {
    const { rows, pictures, shown, ...others } = await seen(browser, join(folder, 'index.html'));
    expect(others).toEqual({ messages: [], requests: [], beyond: 0 });
    for (const region of REGIONS) {
      const expected = rows.filter(row => row.region === region).map(({ id }) => id.replaceAll(' ', '_')).sort();
      expect(expected.length).toBeGreaterThan(300);
      expect(pictures.find(({ name }) => name === `network of production ${region}`)?.lines.flatMap(({ ids }) => ids).sort()).toEqual(expected);
    }
    expect(pictures).toHaveLength(2 * REGIONS.length);
    for (const text of ['What is in the CDE, and why', 'What crosses its border', 'Who holds which key', 'What changed since the last review']) expect(shown).toContain(text);
  });

  it.each(['network', 'dataflow'])('shows the %s picture by itself: every line has its reason, a colour and a place to point at, and no name is cut by its box', async kind => {
    const { pictures, messages, requests } = await seen(browser, join(folder, `${kind}-ap-southeast-3.svg`), { width: 2000, height: 1300 });
    const { lines = [], cut } = pictures[0] ?? {};
    expect({ messages, requests, cut }).toEqual({ messages: [], requests: [], cut: [] });
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter(({ says, colour }) => !/: (TCP|UDP) \d+, .+: .+/.test(says) || colour === 'none')).toEqual([]);
    expect(lines.filter(({ pointed }) => !pointed).map(({ says }) => says)).toEqual([]);
  });
});
