import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMirror, validateStacks } from '../../io/terraform.ts';
import { cli, repository } from './cli.ts';

/** `hashicorp/aws/5.100.0` of every provider that a stack requires. */
const providersOf = (folder: string): readonly string[] => {
  const { terraform } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as { readonly terraform: { readonly required_providers: Readonly<Record<string, { readonly source: string; readonly version: string }>> } };
  return Object.values(terraform.required_providers).map(({ source, version }) => `${source.replace(/^registry\.terraform\.io\//, '').replace(/^aws$/, 'hashicorp/aws')}/${version}`);
};

it('terraform validate accepts every AWS stack of both regions of production', async ({ skip }) => {
  const folder = repository();
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  const stacks = ['ap-southeast-3', 'ap-southeast-1'].flatMap(region => {
    const root = join(folder, 'out/production', region, 'terraform');
    return readdirSync(root).sort().map(stack => join(root, stack));
  });
  // The Kubernetes provider of the bootstrap stack is validated where a mirror has it.
  const aws = stacks.filter(stack => providersOf(stack).every(provider => provider.startsWith('hashicorp/aws/') || findMirror([provider], process.env) !== undefined));
  expect(aws.length).toBeGreaterThan(10);
  const result = await validateStacks(aws, [...new Set(aws.flatMap(providersOf))], process.env);
  if (!result.ran) {
    expect(process.env['CI'], `terraform validate must run in CI: ${result.reason}`).not.toBe('true');
    console.log(`terraform validate skipped: ${result.reason}`);
    return skip(result.reason);
  }
  expect(result.stacks.filter(({ diagnostics }) => diagnostics.length > 0)).toEqual([]);
  expect(result.stacks).toHaveLength(aws.length);
});
