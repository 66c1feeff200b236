import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, put, repository } from './cli.ts';
import type { Answer } from './cli.ts';

const REGION = 'production/ap-southeast-3';
const NETWORK = `${REGION}/terraform/network/cdk.tf.json`;

// biome-ignore lint/suspicious/noExplicitAny: tests change deep JSON
type Resources = Record<string, Record<string, any>>;

interface Proof {
  readonly holds: boolean;
  readonly regions: readonly {
    readonly region: string;
    readonly holds: boolean;
    readonly open: boolean;
    readonly path: readonly { readonly from: string; readonly to: string; readonly port: number; readonly hops: readonly { readonly layer: string; readonly file: string; readonly path: string; readonly allows: boolean }[] }[];
    readonly beyond: readonly { readonly plane: string; readonly file: string; readonly path: string }[];
    readonly unread: readonly { readonly file: string; readonly path: string; readonly says: string }[];
    readonly chain: readonly string[] | null;
  }[];
}

describe('prove', () => {
  let folder = '';
  beforeAll(() => {
    folder = repository();
    expect(cli(folder, ['synth'])).toMatchObject({ code: 0 });
  });

  const prove = (claim: string, ...args: readonly string[]): Answer => cli(folder, ['prove', claim, ...args]);
  const json = (claim: string, ...args: readonly string[]): Proof => JSON.parse(prove(claim, '--json', ...args).stdout) as Proof;

  /** Does something while a file says something else, as somebody would edit it. */
  const edited = <T>(path: string, change: (text: string) => string, work: () => T): T => {
    const file = join(folder, 'out', path);
    const text = readFileSync(file, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(file, change(text));
    try {
      return work();
    } finally {
      writeFileSync(file, text);
    }
  };
  const inStack = (change: (resources: Resources) => void) => (text: string): string => {
    const stack = JSON.parse(text) as { readonly resource: Resources };
    change(stack.resource);
    return JSON.stringify(stack);
  };

  it('says that the internet does not reach the ledger, in every region, and what stops it', () => {
    const { code, stdout, stderr } = prove('internet cannot-reach ledger');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [verdict, ...lines] = stdout.split('\n');
    expect(verdict).toBe('holds: internet cannot-reach ledger, in production/ap-southeast-1 and production/ap-southeast-3');
    expect(lines.filter(line => line.startsWith('  network/internet → store/ledger TCP 5432'))).toHaveLength(2);
    for (const layer of ['security group', 'route', 'network ACL']) {
      expect(lines.filter(line => line.startsWith(`    stops   ${layer.padEnd(14)}  out/production/ap-southeast-3/terraform/`)).length, layer).toBeGreaterThan(0);
    }
  });

  it('says no after one rule of a security group was opened by hand, with the whole way', () => {
    const open = inStack(({ aws_vpc_security_group_ingress_rule: rules }) => {
      const { referenced_security_group_id: _, ...rule } = (rules ?? {}).ingress_store_ledger_from_pool_core_tcp_5432 as Record<string, unknown>;
      Object.assign(rules ?? {}, { ingress_store_ledger_from_pool_core_tcp_5432: { ...rule, cidr_ipv4: '0.0.0.0/0' } });
    });
    edited(NETWORK, open, () => {
      const { code, stdout } = prove('internet cannot-reach ledger');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^does not hold: internet cannot-reach ledger, in production\/ap-southeast-3\n/);
      expect(stdout).toMatch(/^production\/ap-southeast-3 {2}still stopped by \d+ layers, but one between them is open and no edge declares it/m);
      expect(stdout).toMatch(/^ {4}allows {2}security group {2}out\/production\/ap-southeast-3\/terraform\/network\/cdk\.tf\.json resource\.\S+ingress_store_ledger_from_pool_core_tcp_5432: allows TCP 5432 from 0\.0\.0\.0\/0$/m);
      expect(stdout).toMatch(/^ {4}open {4}security groups {2}out\/\S+ resource\.\S+: allows TCP 5432 from 0\.0\.0\.0\/0; no edge declares TCP 5432 from 0\.0\.0\.0\/0$/m);
      expect(json('internet cannot-reach ledger').regions.map(({ region, holds, open: through }) => ({ region, holds, through }))).toEqual([
        { region: 'production/ap-southeast-1', holds: true, through: false }, { region: 'production/ap-southeast-3', holds: false, through: false },
      ]);
    });
  });

  it.each([
    ['a network policy', 'backoffice-api cannot-reach ledger', `${REGION}/manifests/payments-backoffice/backoffice-api.NetworkPolicy.yaml`, (text: string) => `${text.trimEnd()}\n    - ports:\n        - port: 5432\n`, 'egress policies'],
    ['a network policy of who may use the store', 'internet cannot-reach ledger', `${REGION}/manifests/payments-core/ledger-posting-worker.NetworkPolicy.yaml`,
      (text: string) => text.replace('  ingress:\n', '  ingress:\n    - from:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n'), 'ingress policies'],
    ['a route', 'internet cannot-reach ledger', NETWORK, inStack(({ aws_route: routes }) => Object.assign(routes ?? {}, {
      by_hand: { route_table_id: '${aws_route_table.route_table_store_ledger.id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' },
    })), 'routes'],
    ['a listener', 'internet cannot-reach ledger', `${REGION}/terraform/edge/cdk.tf.json`, inStack(({ aws_lb_listener: listeners }) => Object.assign(listeners ?? {}, {
      by_hand: { load_balancer_arn: '${aws_lb.load_balancer_merchant.arn}', port: 8080, protocol: 'HTTP', default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.target_group_merchant.arn}' }] },
    })), 'load balancers'],
    ['the load balancer of people', 'internet cannot-reach backoffice-api', `${REGION}/terraform/edge/cdk.tf.json`, inStack(({ aws_lb: balancers }) => { (balancers?.load_balancer_backoffice ?? {}).internal = false; }), 'routes'],
  ])('says no after %s was opened by hand', (_, claim, path, change, plane) => {
    expect(prove(claim).code).toBe(0);
    edited(path, change, () => {
      const { holds, regions } = json(claim);
      expect(holds).toBe(false);
      const [, primary] = regions;
      expect(primary?.holds).toBe(false);
      expect(new Set(primary?.beyond.map(each => each.plane))).toEqual(new Set([plane]));
      expect(primary?.beyond.every(each => each.file === path)).toBe(true);
      expect(primary?.path.flatMap(({ hops }) => hops).length).toBeGreaterThan(1);
      expect(prove(claim).code).toBe(1);
    });
  });

  it('names the listener that was changed, not who fills the target group that it sends to', () => {
    const edge = `${REGION}/terraform/edge/cdk.tf.json`;
    const open = inStack(({ aws_lb_listener_rule: rules }) => { (rules?.listener_rule_merchant ?? {}).action = [{ type: 'forward', target_group_arn: '${aws_lb_target_group.target_group_backoffice.arn}' }]; });
    edited(edge, open, () => {
      const { code, stdout } = prove('internet cannot-reach backoffice-api', '--region', 'ap-southeast-3');
      expect(code).toBe(1);
      const lines = stdout.split('\n').filter(line => line.startsWith('    open'));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/ out\/\S+\/edge\/cdk\.tf\.json resource\.aws_lb_listener_rule\.listener_rule_merchant: forwards to the target group production-backoffice, .+; no edge declares TCP \d+ to workload\/backoffice-api at load-balancer\/production-merchant$/);
    });
  });

  it('says each rule once that is open in several subnets, with the subnets', () => {
    const open = inStack(({ aws_network_acl: lists, aws_route: routes }) => {
      lists?.acl_store_ledger?.ingress.push({ rule_no: 90, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', from_port: 0, to_port: 0 });
      Object.assign(routes ?? {}, { by_hand: { route_table_id: '${aws_route_table.route_table_store_ledger.id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.internet_gateway.id}' } });
    });
    edited(NETWORK, open, () => {
      const { stdout } = prove('internet cannot-reach ledger', '--region', 'ap-southeast-3');
      const subnets = ['a', 'b', 'c'].map(zone => `subnet/store/ledger/ap-southeast-3${zone}`).join(', ');
      expect(stdout.split('\n').filter(line => line.startsWith('    open')).map(line => line.replace(/^.*: /, ''))).toEqual([
        `rule 90 allows every port from 0.0.0.0/0; no edge declares every port from 0.0.0.0/5, 8.0.0.0/7, 10.0.0.0/12, 10.16.176.0-255.255.255.255 at ${subnets}`,
        `0.0.0.0/0 leads to aws_internet_gateway.internet_gateway; no edge declares a way to the internet for 0.0.0.0/0 at ${subnets}`,
      ]);
      expect(stdout).toMatch(/, but 2 between them are open and no edge declares them/);
    });
  });

  it('says that nothing is proven while something could not be followed, and where that is', () => {
    const open = inStack(({ aws_vpc_security_group_ingress_rule: rules }) => Object.assign((rules ?? {}).ingress_store_ledger_from_pool_core_tcp_5432 ?? {}, { cidr_ipv6: '::/0' }));
    edited(NETWORK, open, () => {
      const { code, stdout } = prove('internet cannot-reach ledger');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^not proven: internet cannot-reach ledger, in production\/ap-southeast-3: not everything there could be followed\n/);
      expect(stdout).toMatch(/^production\/ap-southeast-3 {2}stopped by \d+ layers, but 1 place could not be followed and may be open/m);
      expect(stdout).toMatch(/^ {4}unread {2}out\/production\/ap-southeast-3\/terraform\/network\/cdk\.tf\.json resource\.\S+ingress_store_ledger_from_pool_core_tcp_5432: its IPv6 addresses are not followed$/m);
      expect(prove('internet can-reach api-gateway').stdout).toMatch(/^holds: [\s\S]+^ {4}unread {2}out\/production\/ap-southeast-3\/\S+ \S+: its IPv6/m);
    });
  });

  it.each(['extra.tf', 'extra.tofu', 'extra.tofu.json', 'terraform.tfvars', 'by.auto.tfvars.json'])('proves nothing beside %s, which is not read', name => {
    const path = `${REGION}/terraform/network/${name}`;
    put(folder, { [`out/${path}`]: '' });
    const { holds, regions } = json('internet cannot-reach ledger');
    const { code, stdout } = prove('internet cannot-reach ledger');
    rmSync(join(folder, 'out', path));
    expect({ holds, code }).toEqual({ holds: false, code: 1 });
    expect(regions.map(({ unread }) => unread.map(({ file }) => file))).toEqual([[], [path]]);
    expect(stdout).toContain(`    unread  out/${path} the whole file: a file of Terraform that is not read\n`);
  });

  it('shows the way of what was declared, through the load balancer', () => {
    const { code, stdout } = prove('internet can-reach api-gateway', '--region', 'ap-southeast-3');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds: internet can-reach api-gateway, in production\/ap-southeast-3\n/);
    const [proof] = json('internet can-reach api-gateway', '--region', 'ap-southeast-3').regions;
    expect(proof?.path.map(({ from, to, port }) => `${from} ${to} ${port}`)).toEqual(['network/internet load-balancer/merchant 443', 'load-balancer/merchant workload/api-gateway 8443']);
    expect(proof?.path.flatMap(({ hops }) => hops).every(({ allows, file }) => allows && file.startsWith(REGION))).toBe(true);
    expect(prove('internet can-reach payment-core').code).toBe(1);
  });

  it.each([
    ['internet reaches ledger', /^PT-001 <claim>: saw 'internet reaches ledger'; want '<from> can-reach <to>\[:port\]'/],
    ['internet can-reach ledgr', /^PT-011 <claim>: saw nobody named 'ledgr' in \S+; want a name such as ledger/],
    ['reporting can-reach events', /^PT-011 <claim>: saw 'reporting', which is store\/reporting and workload\/reporting; want one of them\n$/],
  ])('refuses %s', (claim, message) => {
    expect(prove(claim)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('judges one environment at a time', () => {
    expect(prove('internet cannot-reach ledger', '--environment', 'all')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-001 --environment/) });
    expect(prove('internet cannot-reach ledger', 'nowhere')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^PT-008 nowhere/) });
  });

  it('says first that nothing is proven where Terraform cannot be read', () => {
    edited(NETWORK, text => text.slice(0, -20), () => {
      const broken = { code: 2, stderr: expect.stringMatching(/^PT-008 out\/production\/ap-southeast-3\/terraform\/network\/cdk\.tf\.json: saw /) };
      expect(prove('internet cannot-reach ledger')).toMatchObject({ ...broken, stdout: 'not proven: internet cannot-reach ledger: a file could not be read\n' });
      expect(prove('internet can-reach api-gateway:8443')).toMatchObject({ ...broken, stdout: 'not proven: internet can-reach api-gateway:8443: a file could not be read\n' });
      const answer = prove('internet cannot-reach ledger', '--json');
      expect(JSON.parse(answer.stdout)).not.toHaveProperty('holds');
      expect(answer).toMatchObject(broken);
    });
  });

  it('says that nothing is proven, what is broken, judges the rest, and exits with 2', () => {
    put(folder, { [`out/${REGION}/manifests/payments-core/broken.yaml`]: 'a: [\n' });
    const { code, stdout, stderr } = prove('internet cannot-reach ledger');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^not proven: internet cannot-reach ledger: a file could not be read\n/);
    expect(stdout).toMatch(/^production\/ap-southeast-1 {2}stopped by /m);
    expect(json('internet cannot-reach ledger')).toMatchObject({ holds: false, regions: [{ region: 'production/ap-southeast-1', holds: true }, { region: REGION, holds: false }] });
    expect(json('internet can-reach api-gateway')).toMatchObject({ holds: false });
    expect(stderr).toMatch(/^PT-014 out\/production\/ap-southeast-3\/manifests\/payments-core\/broken\.yaml:\d+:\d+: saw .+; want YAML/);
  });
});
