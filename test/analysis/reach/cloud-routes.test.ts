import { describe, expect, it } from 'vitest';
import { cloudOf, cloudWitness } from '../../../analysis/reach/cloud/index.ts';
import type { Resources } from './clouds.ts';
import { flows, small, vpc_id } from './small-cloud.ts';

describe('routes', () => {
  const gateway = (to: Resources, routes: readonly object[], isPublic: boolean): void => {
    to.aws_internet_gateway = { igw: { vpc_id } };
    to.aws_vpn_gateway = { vgw: { vpc_id } };
    to.aws_route_table = { b: { vpc_id, route: routes } };
    to.aws_route_table_association = { b: { subnet_id: '${aws_subnet.b.id}', route_table_id: '${aws_route_table.b.id}' } };
    Object.assign(to.aws_instance?.b ?? {}, { associate_public_ip_address: isPublic });
  };
  const toInternet = { cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.igw.id}' };

  it('lead in from the internet only where there is a gateway, a route back and a public address', () => {
    expect(
      flows(
        small(to => gateway(to, [toInternet], true)),
        'outside/internet',
        'machine/b',
      ),
    ).toBe('All Connections');
    expect(
      flows(
        small(to => gateway(to, [toInternet], false)),
        'outside/internet',
        'machine/b',
      ),
    ).toBe('');
    expect(
      flows(
        small(to => gateway(to, [], true)),
        'outside/internet',
        'machine/b',
      ),
    ).toBe('');
    expect(
      flows(
        small(to => gateway(to, [toInternet], true)),
        'outside/internet',
        'machine/a',
      ),
    ).toBe('');
  });

  it('are chosen by the longest prefix', () => {
    const toOffice = { cidr_block: '10.9.0.0/16', gateway_id: '${aws_vpn_gateway.vgw.id}' };
    const toNowhere = { cidr_block: '10.9.0.0/17', network_interface_id: 'eni-1' };
    expect(
      flows(
        small(to => gateway(to, [toInternet], true)),
        'outside/office',
        'machine/b',
      ),
    ).toBe('');
    const both = small(to => gateway(to, [toInternet, toOffice], false));
    expect([flows(both, 'outside/office', 'machine/b'), flows(both, 'machine/b', 'outside/office')]).toEqual(['All Connections', 'All Connections']);
    const half = small(to => gateway(to, [toInternet, toOffice, toNowhere], false));
    expect([flows(half, 'machine/b', 'outside/office'), flows(half, 'machine/b', 'outside/office', 'always')]).toEqual(['All Connections', '']);
  });

  it('through a NAT gateway lead out and never in', () => {
    const cloud = small(to => {
      gateway(to, [toInternet], false);
      to.aws_nat_gateway = { nat: { subnet_id: '${aws_subnet.b.id}' } };
      to.aws_default_route_table = {
        main: {
          default_route_table_id: '${aws_vpc.main.default_route_table_id}',
          route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.nat.id}' }],
        },
      };
    });
    expect(flows(cloud, 'machine/a', 'outside/internet')).toBe('All Connections');
    expect(flows(cloud, 'outside/internet', 'machine/a')).toBe('');
    expect(
      cloudWitness(cloud, 'outside/internet', 'machine/a', 'TCP', 22)
        ?.hops.filter(({ allows }) => !allows)
        .map(({ says }) => says),
    ).toEqual(['a NAT gateway lets out, never in', 'has no public address']);
  });
});

describe('Terraform that somebody else wrote', () => {
  it('never ends the analysis, and what cannot be followed is said', () => {
    for (const json of [
      null,
      7,
      'text',
      [],
      {},
      { resource: [] },
      { resource: { aws_subnet: null, aws_lb: { x: 3 } } },
      { resource: { aws_instance: { x: [{ subnet_id: '${module.net.subnets[0]}' }] } } },
    ]) {
      expect(() => cloudOf([{ path: 'x.tf.json', json }])).not.toThrow();
    }
    const cloud = cloudOf([{ path: 'x.tf.json', json: { resource: { aws_instance: { x: { subnet_id: '${module.net.subnets[0]}' } } } } }]);
    expect(cloud.notes.map(({ says }) => says)).toEqual(['its subnets cannot be followed: ${module.net.subnets[0]}']);
    expect(flows(cloud, 'machine/x', 'outside/internet')).toBe('');
  });

  it('is followed through locals, variables, lists and functions', () => {
    const cloud = small(to => {
      Object.assign(to.aws_instance?.b ?? {}, {
        subnet_id: '${element(tolist([aws_subnet.a.id, aws_subnet.b.id]), 1)}',
        vpc_security_group_ids: '${concat([aws_security_group.b.id], [])}',
      });
    });
    expect(cloud.notes).toEqual([]);
    expect(flows(cloud)).toBe('All Connections');
    const loops = cloudOf([
      { path: 'x.tf.json', json: { locals: { a: '${local.b}', b: '${local.a}' }, resource: { aws_instance: { x: { subnet_id: '${local.a}' } } } } },
    ]);
    expect(loops.notes.length).toBe(1);
  });

  it('of one folder is one module', () => {
    const cloud = cloudOf([
      {
        path: 'a/net.tf.json',
        json: { resource: { aws_vpc: { v: { cidr_block: '10.0.0.0/16' } }, aws_subnet: { s: { vpc_id: '${aws_vpc.v.id}', cidr_block: '10.0.0.0/24' } } } },
      },
      { path: 'a/machine.tf.json', json: { resource: { aws_instance: { m: { subnet_id: '${aws_subnet.s.id}' } } } } },
    ]);
    expect([cloud.notes, cloud.places.get('machine/m')?.interfaces.length]).toEqual([[], 1]);
  });
});
