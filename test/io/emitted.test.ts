import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emittedRegions, isOutput, readTopology, stacksBeside } from '../../io/emitted.ts';
import { emptyFolder, put } from '../bin/cli.ts';

const TOPOLOGY = 'sandbox/a/topology.json';
const STACK = 'sandbox/a/terraform/network/cdk.tf.json';
const LIST = JSON.stringify({ stacks: { network: { name: 'network', synthesizedStackPath: STACK } } });

const output = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = emptyFolder();
  put(folder, { [TOPOLOGY]: '{}', [STACK]: '{}', 'manifest.json': LIST, '.files': `manifest.json\n${STACK}\n${TOPOLOGY}\n`, ...files });
  return folder;
};

describe('the list of stacks', () => {
  it.each([['{ "stacks":', 'unfinished'], ['null', 'no object'], ['{ "stacks": [] }', 'a list'], ['{ "stacks": { "a": null } }', 'without paths'], ['{ "stacks": {} }', 'empty']])('%s is no loss for a run over all that was written', text => {
    expect(stacksBeside(output({ 'manifest.json': text }), ['sandbox/'])).toEqual({});
  });

  it.each([['{ "stacks":', /saw .*JSON/], ['null', /saw no stacks with their paths/], ['{ "stacks": { "a": null } }', /saw no stacks with their paths/], ['{ "stacks": {} }', /saw no stack at sandbox\/a\/terraform\/network\/cdk\.tf\.json/]])(
    '%s is said to a run that leaves stacks of others there, with what mends it', (text, says) => {
      const read = (): unknown => stacksBeside(output({ 'manifest.json': text }), ['local/']);
      expect(read).toThrow(says);
      expect(read).toThrow(/^PT-008 .*manifest\.json: saw .+; want payment-topology synth --environment all, which writes it anew/);
    });

  it('keeps the stacks that a run does not speak for, and no other', () => {
    expect(Object.keys(stacksBeside(output(), ['local/']))).toEqual(['network']);
    expect(stacksBeside(output(), ['sandbox/a/'])).toEqual({});
  });
});

describe('an output', () => {
  it('is one by its listing, by a region, or by its list of stacks, and by no other manifest.json', () => {
    const without = (...paths: readonly string[]): string => {
      const folder = output();
      for (const path of paths) rmSync(join(folder, path));
      return folder;
    };
    expect([[], ['.files', 'manifest.json'], [TOPOLOGY, '.files'], [TOPOLOGY, 'manifest.json']].map(paths => isOutput(without(...paths)))).toEqual([true, true, true, true]);
    const other = emptyFolder();
    for (const text of ['{ "name": "a web page" }', '[]', '{ "stacks": {} }', '{']) {
      put(other, { 'manifest.json': text });
      expect(isOutput(other), text).toBe(false);
    }
  });

  it.each([TOPOLOGY, 'manifest.json'])('without its %s is refused, not passed over', path => {
    const folder = output();
    rmSync(join(folder, path));
    expect(() => emittedRegions(folder)).toThrow(`PT-008 ${join(folder, path)}: saw nothing there, though a run wrote it; want a complete output`);
  });

  it('with a link in place of an environment is refused, not passed over', () => {
    const folder = output();
    renameSync(join(folder, 'sandbox'), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'sandbox'));
    expect(() => emittedRegions(folder)).toThrow(`PT-008 ${join(folder, TOPOLOGY)}: saw a link at sandbox; want a complete output`);
  });
});

it.each([
  ['{}', 'schemaVersion undefined; want schemaVersion 1, as this version'], ['null', 'null, no object; want'], ['[]', 'list, no object; want'], ['"x"', 'string, no object; want'],
  ['{ "schemaVersion": 2 }', 'schemaVersion 2; want schemaVersion 1, as this version'], ['{ "schemaVersion": 1, "edges": {} }', 'numbers missing, environment missing, region missing and '],
])('a topology.json that holds %s is refused with the file and what is wrong', (text, saw) => {
  const folder = output({ [TOPOLOGY]: text });
  expect(() => readTopology(folder, { environment: 'sandbox', region: 'a', path: 'sandbox/a' })).toThrow(`PT-008 ${join(folder, TOPOLOGY)}: saw ${saw}`);
});
