import { describe, expect, it } from 'vitest';
import { cloudWitness } from '../../../analysis/reach/cloud/index.ts';
import type { Cloud } from '../../../analysis/reach/cloud/index.ts';
import type { Resources } from './clouds.ts';
import { flows, openGroup, small, vpc_id } from './small-cloud.ts';

const groupRule = (security_group_id: string, port: number, peer: object) => ({
  security_group_id: `\${aws_security_group.${security_group_id}.id}`,
  ip_protocol: 'tcp',
  from_port: port,
  to_port: port,
  ...peer,
});
const rule = (rule_no: number, action: string, cidr_block: string, protocol = '-1', from_port = 0, to_port = 0) => ({
  rule_no,
  action,
  cidr_block,
  protocol,
  from_port,
  to_port,
});
const all = rule(900, 'allow', '0.0.0.0/0');
const list = (ingress: readonly object[], egress: readonly object[] = [all]) => ({ b: { vpc_id, subnet_ids: ['${aws_subnet.b.id}'], ingress, egress } });

describe('access lists', () => {
  it('decide by the number of a rule, not by where it is written', () => {
    const cloud = small(to => {
      to.aws_network_acl = list([all, rule(200, 'deny', '10.0.0.0/16', 'tcp', 20, 30), rule(100, 'allow', '10.0.1.0/24', 'tcp', 22, 22)]);
    });
    expect(flows(cloud)).toBe('TCP 1-19,22,31-65535,UDP 1-65535,SCTP 1-65535');
    expect(cloudWitness(cloud, 'machine/a', 'machine/b', 'TCP', 25)?.hops.find(({ allows }) => !allows)).toEqual({
      layer: 'network ACL',
      file: 'main.tf.json',
      path: 'resource.aws_network_acl.b',
      says: 'rule 200 denies TCP 20-30 from 10.0.0.0/16',
      allows: false,
    });
  });

  it('deny what no rule matches, replies too', () => {
    expect(
      flows(
        small(to => {
          to.aws_network_acl = list([]);
        }),
      ),
    ).toBe('');
    expect(
      flows(
        small(to => {
          to.aws_network_acl = list([all], [rule(100, 'allow', '10.0.9.0/24')]);
        }),
      ),
    ).toBe('');
    expect(
      flows(
        small(to => {
          to.aws_network_acl = list([all], [rule(100, 'allow', '10.0.1.0/24', 'tcp', 1024, 65_535)]);
        }),
      ),
    ).toBe('TCP 1-65535');
  });

  it('are cut where they tell addresses of one subnet apart', () => {
    const cloud = small(to => {
      to.aws_network_acl = list([rule(100, 'allow', '10.0.1.7/32', 'tcp', 22, 22)]);
    });
    expect(flows(cloud)).toBe('TCP 22');
    expect(flows(cloud, 'machine/a', 'machine/b', 'always')).toBe('');
    expect(cloudWitness(cloud, 'machine/a', 'machine/b', 'TCP', 22)?.from).toBe('machine/a in a (10.0.1.7-10.0.1.7)');
  });

  it('say nothing inside a subnet', () => {
    expect(
      flows(
        small(to => {
          to.aws_network_acl = list([], []);
          Object.assign(to.aws_instance?.a ?? {}, { subnet_id: '${aws_subnet.b.id}' });
        }),
      ),
    ).toBe('All Connections');
  });

  it('are read from rules of their own as well', () => {
    const cloud = small(to => {
      to.aws_network_acl = list([]);
      to.aws_network_acl_rule = {
        ssh: {
          network_acl_id: '${aws_network_acl.b.id}',
          rule_number: 10,
          rule_action: 'allow',
          protocol: '6',
          cidr_block: '10.0.0.0/8',
          from_port: 22,
          to_port: 22,
          egress: false,
        },
      };
    });
    expect(flows(cloud)).toBe('TCP 22');
  });
});

describe('security groups', () => {
  const ruled = (rules: Record<string, object>, more: (resources: Resources) => void = () => undefined): Cloud =>
    small(to => {
      to.aws_security_group = { a: { vpc_id, egress: openGroup.egress }, b: { vpc_id, egress: openGroup.egress } };
      to.aws_vpc_security_group_ingress_rule = rules as Resources[string];
      more(to);
    });

  it('let in members of a group that they name, and of their own group where they name themselves', () => {
    expect(flows(ruled({ one: groupRule('b', 5432, { referenced_security_group_id: '${aws_security_group.a.id}' }) }))).toBe('TCP 5432');
    const own = { one: groupRule('b', 5432, { referenced_security_group_id: '${aws_security_group.b.id}' }) };
    expect(flows(ruled(own))).toBe('');
    expect(
      flows(
        ruled(own, to => {
          Object.assign(to.aws_instance?.a ?? {}, { vpc_security_group_ids: ['${aws_security_group.b.id}'] });
        }),
      ),
    ).toBe('TCP 5432');
    const self = ruled({}, to => {
      Object.assign(to.aws_security_group?.b ?? {}, { ingress: [{ protocol: 'tcp', from_port: 80, to_port: 81, self: true }] });
    });
    expect([flows(self), flows(self, 'machine/b', 'machine/b')]).toEqual(['', 'TCP 80-81']);
  });

  it('let in addresses by block, and are read from the oldest form of a rule too', () => {
    expect(flows(ruled({ one: groupRule('b', 22, { cidr_ipv4: '10.0.0.0/16' }) }))).toBe('TCP 22');
    expect(flows(ruled({ one: groupRule('b', 22, { cidr_ipv4: '10.0.2.0/24' }) }))).toBe('');
    const old = ruled({}, to => {
      to.aws_security_group_rule = {
        one: { type: 'ingress', security_group_id: '${aws_security_group.b.id}', protocol: 'udp', from_port: 53, to_port: 53, cidr_blocks: ['10.0.1.0/24'] },
      };
    });
    expect(flows(old)).toBe('UDP 53');
  });

  it('that nobody names are the default of the VPC, which lets its own members in', () => {
    const bare = small(to => {
      for (const id of ['a', 'b']) delete to.aws_instance?.[id]?.vpc_security_group_ids;
    });
    expect(flows(bare)).toBe('All Connections');
    expect(
      flows(
        small(to => {
          for (const id of ['a', 'b']) delete to.aws_instance?.[id]?.vpc_security_group_ids;
          to.aws_default_security_group = { none: { vpc_id } };
        }),
      ),
    ).toBe('');
  });

  it('with addresses that AWS keeps are closed, and that is said', () => {
    const cloud = ruled({ one: groupRule('b', 443, { prefix_list_id: 'pl-12345' }) });
    expect(flows(cloud)).toBe('');
    expect(cloud.notes).toEqual([
      { file: 'main.tf.json', path: 'resource.aws_vpc_security_group_ingress_rule.one', says: 'the addresses of the prefix list pl-12345 are not known' },
    ]);
  });
});
