import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { startRenderer } from '../../bin/renderer.ts';
import type { Topology } from '../../model/index.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { cli, MAIN, repository } from './cli.ts';

const module = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const broken = (region: string): Topology => ({ ...topologyOf('production', region), edges: null as unknown as Topology['edges'] });

it.each([
  ['cannot be loaded', 'throw new TypeError("no engine")', 'TypeError: no engine'],
  ['throws over a region', 'import { parentPort } from "node:worker_threads"; parentPort.once("message", () => { throw new RangeError("too deep") })', 'RangeError: too deep'],
  ['ends without a word', 'import { parentPort } from "node:worker_threads"; parentPort.once("message", () => process.exit(3))', 'Error: its thread ended with code 3 and no answer'],
])('a thread that %s is said with the region that it was given', async (_, code, saw) => {
  const topologies = [topologyOf('production', PRIMARY), topologyOf('production', STANDBY)];
  await expect(startRenderer(true, module(code), 2).renderAll(topologies)).rejects.toThrow(`PT-000 production/${STANDBY}: saw ${saw}; want`);
});

it('a thread that fails before anybody asks it ends nothing', async () => {
  const renderer = startRenderer(true, module('throw new TypeError("no engine")'), 2);
  await new Promise(resolve => { setTimeout(resolve, 200); });
  expect((await renderer.renderAll([topologyOf('local')])).map(({ topology }) => topology.environment.name)).toEqual(['local']);
});

it('a region that cannot be rendered in the first thread is said the same way', async () => {
  await expect(startRenderer(false).renderAll([broken(PRIMARY)])).rejects.toThrow(new RegExp(`^PT-000 production/${PRIMARY}: saw TypeError: .+; want a region that can be rendered`));
});

it('nothing is written when a thread fails', ({ skip }) => {
  if (availableParallelism() < 2) {
    console.log('skipped: one processor renders everything in one thread');
    return skip('one processor');
  }
  const dist = `${dirname(dirname(MAIN))}-broken`;
  cpSync(dirname(dirname(MAIN)), dist, { recursive: true });
  writeFileSync(join(dist, 'bin/render-worker.js'), 'throw new TypeError("no engine");');
  const folder = repository();
  const answer = cli(folder, ['synth'], {}, join(dist, 'bin/main.js'));
  expect(answer).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^PT-000 production\/\S+: saw TypeError: no engine; want a region that can be rendered: nothing was written; .+\n$/) });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
