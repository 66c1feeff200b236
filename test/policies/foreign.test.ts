import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runConftest } from '../../io/conftest.ts';
import { renderStacks } from '../../stacks/index.ts';
import { PRIMARY, topologyOf } from '../reference.ts';

it('every stack is judged by itself, without the topology it came from, and none ends the run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'payment-topology-'));
  const stacks = renderStacks(topologyOf('production', PRIMARY));
  for (const { stack, json } of stacks) {
    mkdirSync(join(folder, stack));
    writeFileSync(join(folder, stack, 'cdk.tf.json'), JSON.stringify(json));
  }
  const roots = stacks.map(({ stack }) => stack);
  const { examined } = await runConftest({ conftest: 'conftest', folder, paths: ['.'], data: { as_of: '2026-11-21', roots }, cache: join(folder, '.cache') });
  expect(examined.filter(row => row.examined > 0).length).toBeGreaterThan(40);
});
