import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli, repository } from './cli.ts';

const root = join(import.meta.dirname, '../..');

/** Commands of ours in the pages, in the order in which a reader types them. */
const commands = ['README.md', 'docs/add-a-service.md', 'docs/check.md', 'docs/boundary.md', 'docs/survive.md'].flatMap(page =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^npx --no payment-topology (.+)$/gm)].map(([, line]) => line as string));

it('every command in the pages does what it says, in this order', () => {
  expect(commands.length).toBeGreaterThan(8);
  const folder = repository();
  expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  for (const line of commands) {
    const { code, stdout, stderr } = cli(folder, (line.match(/'[^']*'|\S+/g) ?? []).map(word => word.replace(/^'(.*)'$/, '$1')));
    expect({ line, code, problems: stderr.match(/^PT-.*$/gm) ?? [] }, stderr).toEqual({ line, code: 0, problems: [] });
    expect(stdout, line).not.toBe('');
  }
});
