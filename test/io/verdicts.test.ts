import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Decided } from '../../io/verdicts.ts';
import { verdictOf } from '../../io/verdicts.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const scene = (): { readonly root: string; readonly decided: Decided; readonly asked: (change?: Partial<Decided>) => Promise<number> } => {
  const root = mkdtempSync(join(tmpdir(), 'verdicts-'));
  folders.push(root);
  for (const [path, text] of Object.entries({ 'program': 'conftest', 'rules/one.rego': 'package one', 'out/a/one.yaml': 'a: 1', 'out/a/.terraform/lock': 'theirs' })) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const decided = { program: join(root, 'program'), rules: join(root, 'rules'), folder: join(root, 'out'), paths: ['a'], rest: ['2026-11-21'] };
  let judged = 0;
  const asked = async (change: Partial<Decided> = {}): Promise<number> => {
    const verdict = await verdictOf(join(root, 'cache'), { ...decided, ...change }, async () => {
      judged += 1;
      return { findings: [], examined: [{ code: 'PT-200', rule: 'one', title: '', severity: 'high', what_to_do: '', region: 'a', examined: judged }] };
    });
    expect(verdict.examined).toHaveLength(1);
    return judged;
  };
  return { root, decided, asked };
};

describe('a verdict', () => {
  it('is given once for the same bytes, and what stands in hidden folders is none of them', async () => {
    const { root, asked } = scene();
    expect(await asked()).toBe(1);
    writeFileSync(join(root, 'out/a/.terraform/lock'), 'changed');
    expect(await asked()).toBe(1);
  });

  it.each<readonly [string, (root: string) => Partial<Decided> | undefined]>([
    ['a file', root => { writeFileSync(join(root, 'out/a/one.yaml'), 'a: 2'); return undefined; }],
    ['a file more', root => { writeFileSync(join(root, 'out/a/two.yaml'), ''); return undefined; }],
    ['the name of a file', root => { rmSync(join(root, 'out/a/one.yaml')); writeFileSync(join(root, 'out/a/two.yaml'), 'a: 1'); return undefined; }],
    ['a rule', root => { writeFileSync(join(root, 'rules/one.rego'), 'package two'); return undefined; }],
    ['the program', root => { utimesSync(join(root, 'program'), 1, 1); return undefined; }],
    ['the day', () => ({ rest: ['2026-11-22'] })],
    ['what is asked', () => ({ paths: ['a/one.yaml'] })],
  ])('is given anew when %s is another', async (_, change) => {
    const { root, asked } = scene();
    await asked();
    expect(await asked(change(root))).toBe(2);
  });

  it('is never kept where a link stands among the files, for what is behind it may change', async () => {
    const { root, asked } = scene();
    symlinkSync(join(root, 'program'), join(root, 'out/a/link.yaml'));
    await asked();
    expect(await asked()).toBe(2);
    expect(() => readdirSync(join(root, 'cache'))).toThrow();
  });

  it('that was cut short is given anew, and a cache that cannot be written costs time only', async () => {
    const { root, asked } = scene();
    await asked();
    const [kept = ''] = readdirSync(join(root, 'cache/verdicts'));
    writeFileSync(join(root, 'cache/verdicts', kept), '{"findings": [');
    expect(await asked()).toBe(2);
    rmSync(join(root, 'cache'), { recursive: true });
    writeFileSync(join(root, 'cache'), 'a file');
    expect(await asked()).toBe(3);
    expect(await asked()).toBe(4);
  });
});
