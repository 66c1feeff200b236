import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validateStacks } from '../../io/terraform.ts';
import { emptyFolder, put } from '../bin/cli.ts';

it('without terraform there is a reason instead of a result', async () => {
  expect(await validateStacks(['anywhere'], [], { PATH: emptyFolder() })).toEqual({ ran: false, reason: 'no terraform on PATH' });
});

it('what Terraform refuses is said for the stack that it is in', async ({ skip }) => {
  const folder = emptyFolder();
  put(folder, {
    'good/cdk.tf.json': '{ "output": { "answer": { "value": 42 } } }',
    'bad/cdk.tf.json': '{ "output": { "answer": { "value": 42, "colour": "red" } } }',
  });
  const result = await validateStacks([join(folder, 'good'), join(folder, 'bad')], [], process.env);
  if (!result.ran) return skip(result.reason);
  expect(result.stacks.map(({ diagnostics }) => diagnostics.length)).toEqual([0, 1]);
  expect(result.stacks[1]?.diagnostics[0]).toMatch(/colour/);
});
