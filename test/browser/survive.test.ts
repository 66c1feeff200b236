import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { survivePage } from '../../report/survive/page.ts';
import { emittedOf, judgedOf } from '../analysis/survive/regions.ts';
import { PRIMARY } from '../reference.ts';
import { browser, isMissing, reason, seen } from './browser.ts';

describe.skipIf(isMissing)('a page of what survives', () => {
  let folder = '';
  const file = (): string => join(folder, 'survive.html');
  beforeAll(() => {
    expect(browser, reason).not.toBe('');
    folder = mkdtempSync(join(tmpdir(), 'payment-topology-test-'));
    const closed = { at: 'PodDisruptionBudget/payments-core/payment-core', pointer: '/spec/maxUnavailable', to: 0 };
    const { survived, run } = judgedOf(emittedOf('production', PRIMARY, [closed]));
    writeFileSync(file(), survivePage('production', [{ title: `production/${PRIMARY} (primary)`, ...survived, findings: run.findings }], 'Predicted by a test'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens without script, request or complaint, no wider than its window, and answers whether to drain tonight', async () => {
    const { messages, requests, beyond, shown } = await seen(browser, file());
    expect({ messages, requests, beyond }).toEqual({ messages: [], requests: [], beyond: 0 });
    for (const text of ['What production survives', 'PT-282', 'A node is drained', 'tightest while it lasts', 'waits for a person', 'ap-southeast-3a', 'payment-core']) expect(shown).toContain(text);
    expect(shown).toMatch(/A zone is drained\s+not survived: ap-southeast-3a/);
  });
});
