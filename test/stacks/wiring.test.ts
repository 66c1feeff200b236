import { describe, expect, it } from 'vitest';
import { environments } from '../../environments/index.ts';
import type { StackFile } from '../../stacks/index.ts';
import { renderStacks } from '../../stacks/index.ts';
import { topologyOf } from '../reference.ts';
import type { Block } from './rendered.ts';

const regions = environments.filter(({ cloud }) => cloud.kind === 'aws').flatMap(({ name, regions: specs }) => specs.map(region => ({ environment: name, region: region.name })));
const stacksOf = (environment: string): readonly StackFile[] => regions.filter(each => each.environment === environment).flatMap(({ region }) => renderStacks(topologyOf(environment, region)));
const blocks = (file: StackFile, type: string): readonly Block[] => Object.values(((file.json as Block).resource?.[type] ?? {}) as Record<string, Block>);

describe.each(regions)('stacks of $environment/$region', ({ environment, region }) => {
  const files = renderStacks(topologyOf(environment, region));

  it('read from each other only what the other says', () => {
    const outputs = new Map(files.map(file => [file.stack as string, Object.keys((file.json as Block).output ?? {})]));
    const read = files.flatMap(file => [...JSON.stringify(file.json).matchAll(/remote_([a-z]+)\.outputs\.([A-Za-z0-9_]+)/g)].map(([, stack = '', output = '']) => ({ by: file.stack, stack, output })));
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter(({ stack, output }) => outputs.get(stack)?.includes(output) !== true)).toEqual([]);
  });

  it('attach policies only to roles that a stack makes', () => {
    const made = new Set(files.flatMap(file => blocks(file, 'aws_iam_role').map(role => role.name as string)));
    const attached = files.flatMap(file => blocks(file, 'aws_iam_role_policy').map(policy => policy.role as string)).filter(role => !role.startsWith('${'));
    expect(attached.length).toBeGreaterThan(0);
    expect([...new Set(attached)].filter(role => !made.has(role))).toEqual([]);
  });

  it('give IAM roles names that AWS accepts', () => {
    for (const role of files.flatMap(file => blocks(file, 'aws_iam_role'))) expect(role.name).toMatch(/^[\w+=,.@-]{1,64}$/);
  });
});

describe.each([...new Set(regions.map(each => each.environment))])('the order of the stacks of %s', environment => {
  const files = stacksOf(environment);

  it('names stacks that exist', () => {
    const names = files.map(file => file.name);
    expect(files.flatMap(file => file.dependsOn.filter(name => !names.includes(name)).map(name => `${file.name} after ${name}`))).toEqual([]);
  });

  it('has a beginning and an end', () => {
    const waiting = new Map(files.map(file => [file.name, file.dependsOn]));
    for (let ready = nextOf(waiting); ready.length > 0; ready = nextOf(waiting)) for (const name of ready) waiting.delete(name);
    expect([...waiting.keys()]).toEqual([]);
  });
});

/** Stacks that wait for none of those still waiting. */
const nextOf = (waiting: ReadonlyMap<string, readonly string[]>): readonly string[] => [...waiting].filter(([, others]) => others.every(other => !waiting.has(other))).map(([name]) => name);
