import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { App } from 'cdktf';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../model/index.ts';
import { STACKS } from '../../model/index.ts';
import { STACK_BUILDERS } from '../../stacks/builders.ts';
import { renderStacks } from '../../stacks/index.ts';
import type { Build } from '../../stacks/stack.ts';
import { after, CDKTF_VERSION, json, output, plainText, policy, remote, renderStack, stackUnder } from '../../stacks/stack.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import type { Block } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const render = (build: Build, of: Topology = topology) => renderStack(of, 'data', build);

describe('a rendered stack', () => {
  it('has every key and value, in the order, that cdktf itself would write', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
    const app = new App({ outdir: folder });
    for (const name of STACKS) stackUnder(app, topology, name, STACK_BUILDERS[name]);
    app.synth();
    for (const file of renderStacks(topology)) {
      // cdktf writes an empty object on two lines
      expect(JSON.stringify(file.json)).toBe(JSON.stringify(JSON.parse(readFileSync(join(folder, 'stacks', file.name, 'cdk.tf.json'), 'utf8'))));
    }
  });

  it('says which cdktf made it, as installed', () => {
    expect(CDKTF_VERSION).toBe((createRequire(import.meta.url)('cdktf/package.json') as { version: string }).version);
  });

  it('keeps its state in the bucket of its own region, encrypted and locked', () => {
    for (const region of [PRIMARY, STANDBY]) {
      expect((render(() => {}, topologyOf('production', region)).json as Block).terraform.backend).toEqual({ s3: {
        bucket: `pay-example-production-state-${region}`, key: `production/${region}/data.tfstate`, region, encrypt: true, use_lockfile: true,
      } });
    }
  });

  it('can be applied to its own account only, and tags everything it makes', () => {
    expect((render(() => {}).json as Block).provider.aws).toEqual([{
      region: PRIMARY, allowed_account_ids: ['111122223333'], default_tags: [{ tags: { environment: 'production', region: PRIMARY, 'managed-by': 'payment-topology', stack: 'data' } }],
    }]);
  });

  it('reads another stack of its region through its state, and is applied after it', () => {
    const file = render((stack, of) => { output(stack, 'vpc', remote(stack, of, 'network').string('vpc_id')); after(stack, of, STANDBY, 'keys'); });
    expect((file.json as Block).output.vpc.value).toBe('${data.terraform_remote_state.remote_network.outputs.vpc_id}');
    expect((file.json as Block).data.terraform_remote_state.remote_network.config.region).toBe(PRIMARY);
    expect(file.dependsOn).toEqual(['production-ap-southeast-1-keys', 'production-ap-southeast-3-network']);
  });

  it('says so where an expression names what the stack does not have', () => {
    expect(() => render(stack => { output(stack, 'vpc', '${aws_vpc.other.id}'); output(stack, 'zone', '${data.aws_route53_zone.zone.zone_id}'); }))
      .toThrow("stack 'production-ap-southeast-3-data' names what it does not have: aws_vpc.other, data.aws_route53_zone.zone");
  });

  it('gives no resource an id with a hash', () => {
    const file = render(stack => { new Vpc(stack, 'a_vpc', { cidrBlock: '10.0.0.0/16' }); });
    expect(Object.keys((file.json as Block).resource.aws_vpc)).toEqual(['a_vpc']);
  });

  it('is the same text however often it is rendered', () => {
    const once = renderStacks(topology).map(json);
    expect(renderStacks(topology).map(json)).toEqual(once);
  });

  it('loses no stack trace of an error', () => {
    const failing: Build = () => { throw new TypeError('seen'); };
    try { render(failing); expect.unreachable(); } catch (error) { expect((error as Error).stack).toContain('stack.test.ts'); }
  });
});

describe('stacks of an environment', () => {
  it('exist in the order of application where the cloud is AWS', () => {
    expect(renderStacks(topology).map(({ stack }) => stack)).toEqual(STACKS);
    expect(renderStacks(topologyOf('production', STANDBY)).map(({ path }) => path)).toEqual(STACKS.map(name => `terraform/${name}/cdk.tf.json`));
  });

  it('do not exist on a cluster that exists', () => {
    expect(renderStacks(topologyOf('local'))).toEqual([]);
  });

  it('of a standby read nothing of the primary region', () => {
    for (const { json: text } of renderStacks(topologyOf('production', STANDBY))) {
      for (const state of Object.values(((text as Block).data?.terraform_remote_state ?? {}) as Record<string, Block>)) expect(state.config.region).toBe(STANDBY);
    }
  });
});

describe('text for AWS', () => {
  it('has keys in one order, so that the same policy is the same text', () => {
    expect(policy({ Sid: 'A', Effect: 'Allow', Resource: '*', Action: 's3:GetObject' })).toBe('{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*","Sid":"A"}],"Version":"2012-10-17"}');
  });

  it('has only signs that descriptions accept', () => {
    expect(plainText('refuses “card” data — 12 € & more', 255)).toBe('refuses card data - 12 more');
    expect(plainText('a'.repeat(300), 255)).toHaveLength(255);
  });
});
