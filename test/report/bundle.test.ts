import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../analysis/inventory/index.ts';
import { valuesIn } from '../../analysis/secret-values.ts';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import { CARD_DATA_MODES } from '../../model/index.ts';
import { bundleOf } from '../../report/evidence/bundle.ts';
import type { Evidence } from '../../report/evidence/words.ts';
import { filesOf, regionOf } from '../analysis/boundary/regions.ts';
import { topologyOf } from '../reference.ts';

const evidenceOf = (environment: string, mode: (typeof CARD_DATA_MODES)[number]): Evidence => {
  const topology = topologyOf(environment, undefined, mode);
  const { documents, terraform } = filesOf(topology);
  return {
    environment, purpose: topology.environment.purpose, cardData: mode, asOf: '2026-06-30', version: '0.0.0', boundary: '0123456789abcdef', checks: { findings: [], examined: [] }, waivers: [], review: null, changes: null,
    regions: [{ name: topology.region.name, role: topology.region.role, survey: surveyOf(regionOf(environment, undefined, mode)), inventory: inventoryOf(topology, documents, terraform) }],
  };
};

describe.each([...CARD_DATA_MODES.map(mode => ['production', mode] as const), ['local', 'hosted-checkout'] as const])('the bundle of %s with %s', (environment, mode) => {
  const evidence = evidenceOf(environment, mode);
  const files = bundleOf(evidence);
  const page = files.get('index.html') ?? '';

  it('says first what is in the CDE: nothing where no card number comes', () => {
    const short = page.slice(page.indexOf('<ul class="short">'), page.indexOf('</ul>'));
    if (mode === 'hosted-checkout') expect(short).toContain('>In the CDE</a>: nothing<');
    else expect(short).toMatch(/>In the CDE<\/a>: .*workload\/(token|card)-vault/);
  });

  it('is the same when it is made again, and nothing in it looks like a secret', () => {
    expect(bundleOf(evidence)).toEqual(files);
    expect([...files].flatMap(([file, text]) => valuesIn(file, text))).toEqual([]);
  });

  it('has no word for what is missing', () => {
    for (const [name, text] of files) expect(text.match(/\b(undefined|NaN|\[object Object\])/), name).toBeNull();
  });
});
