import { describe, expect, it } from 'vitest';
import { cloudPorts, cloudWitness } from '../../../analysis/reach/cloud/index.ts';
import type { Cloud } from '../../../analysis/reach/cloud/index.ts';
import { hasPort, hasPorts } from '../../../analysis/reach/ports.ts';
import { PRIMARY } from '../../reference.ts';
import { production } from './clouds.ts';
import type { Body, Resources } from './clouds.ts';

const LEDGER = 'store/production-ap-southeast-3-ledger';
const INTERNET = 'outside/internet';

/** Layers that stop a call, in words. */
const stops = (cloud: Cloud, from: string, to: string, port: number): readonly string[] =>
  (cloudWitness(cloud, from, to, 'TCP', port)?.hops ?? []).filter(({ allows }) => !allows).map(({ layer, path }) => `${layer} ${path.split('.').at(-1) ?? ''}`);

const open = { from_port: 1, to_port: 65_535, ip_protocol: 'tcp' };
const everyone = { ...open, cidr_ipv4: '0.0.0.0/0' };
const group = (name: string): string => `\${aws_security_group.security_group_${name}.id}`;
const entry = (cidr: string): Body => ({ rule_no: 1, action: 'allow', protocol: '-1', cidr_block: cidr, from_port: 0, to_port: 0 });
const bodyOf = (stack: Resources, type: string, id: string): Body => stack[type]?.[id] ?? expect.fail(`no ${type}.${id}`);
const listOf = (network: Resources, name: string): Body => bodyOf(network, 'aws_network_acl', name);
const openList = (network: Resources, name: string): void => {
  Object.assign(listOf(network, name), { ingress: [entry('0.0.0.0/0')], egress: [entry('0.0.0.0/0')] });
};
const routeOut = (network: Resources, table: string): void => {
  Object.assign(network.aws_route ?? {}, {
    extra: {
      route_table_id: `\${aws_route_table.${table}.id}`,
      destination_cidr_block: '0.0.0.0/0',
      gateway_id: '${aws_internet_gateway.internet_gateway.id}',
    },
  });
};
const letIn = (network: Resources, to: string, rule: Body): void => {
  Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, { extra: { ...rule, security_group_id: group(to) } });
};
const letOut = (network: Resources, from: string, rule: Body): void => {
  Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, { extra_out: { ...rule, security_group_id: group(from) } });
};

describe('a change of one layer', () => {
  it('opens nothing where other layers deny, and each of them is named', () => {
    const one = production(PRIMARY, stack => letIn(stack('network'), 'store_ledger', everyone));
    expect(hasPorts(cloudPorts(one, INTERNET, LEDGER))).toBe(false);
    expect(stops(one, INTERNET, LEDGER, 5432)).toEqual([
      'route route_table_store_ledger',
      'route cluster_ledger',
      'network ACL acl_store_ledger',
      'network ACL acl_store_ledger',
    ]);
  });

  it('opens a store to a pool only together with the group on the other side and the access lists of both', () => {
    const both = (stack: (name: string) => Resources): void => {
      letIn(stack('network'), 'store_ledger', { ...open, referenced_security_group_id: group('pool_read') });
      letOut(stack('network'), 'pool_read', { ...open, referenced_security_group_id: group('store_ledger') });
    };
    expect(stops(production(PRIMARY), 'pool/read', LEDGER, 5432).length).toBeGreaterThan(2);
    const groupsOnly = production(PRIMARY, both);
    expect(new Set(stops(groupsOnly, 'pool/read', LEDGER, 5432))).toEqual(new Set(['network ACL acl_store_ledger']));
    const all = production(PRIMARY, stack => {
      both(stack);
      openList(stack('network'), 'acl_store_ledger');
    });
    expect(hasPort(cloudPorts(all, 'pool/read', LEDGER), 'TCP', 5432)).toBe(true);
  });

  it('cuts a conversation when the rule for its replies is gone', () => {
    const cut = production(PRIMARY, stack => {
      const list = listOf(stack('network'), 'acl_store_ledger');
      list.egress = (list.egress as Body[]).filter(rule => rule.cidr_block !== '10.16.0.0/17');
    });
    expect(hasPorts(cloudPorts(cut, 'pool/core', LEDGER))).toBe(false);
    expect(stops(cut, 'pool/core', LEDGER, 5432)).toEqual(['network ACL acl_store_ledger']);
  });

  it('is not relied upon where replies pass on some ports only, but counts as reachable', () => {
    const half = production(PRIMARY, stack => {
      for (const rule of listOf(stack('network'), 'acl_store_ledger').egress as Body[]) if (rule.cidr_block === '10.16.0.0/17') rule.to_port = 2000;
    });
    expect(hasPort(cloudPorts(half, 'pool/core', LEDGER), 'TCP', 5432)).toBe(true);
    expect(hasPort(cloudPorts(half, 'pool/core', LEDGER, 'always'), 'TCP', 5432)).toBe(false);
  });

  it('finds a route from the card-data pool to the internet, once groups and lists allow it too', () => {
    const routed = (stack: (name: string) => Resources): void => {
      routeOut(stack('network'), 'route_table_cde');
      letOut(stack('network'), 'pool_cde', everyone);
      openList(stack('network'), 'acl_cde');
    };
    expect(stops(production(PRIMARY, routed), 'pool/cde', INTERNET, 443)).toEqual(['route node_group_cde_a']);
    const withAddress = production(PRIMARY, stack => {
      routed(stack);
      for (const each of bodyOf(stack('cluster'), 'aws_launch_template', 'launch_template_cde').network_interfaces as Body[])
        each.associate_public_ip_address = 'true';
    });
    expect(hasPort(cloudPorts(withAddress, 'pool/cde', INTERNET), 'TCP', 443)).toBe(true);
    expect(hasPorts(cloudPorts(withAddress, INTERNET, 'pool/cde'))).toBe(false);
  });

  it('finds a database with a public address, once its subnets route to the internet', () => {
    const published = production(PRIMARY, stack => {
      bodyOf(stack('data'), 'aws_rds_cluster_instance', 'instance_ledger_1').publicly_accessible = true;
      routeOut(stack('network'), 'route_table_store_ledger');
      letIn(stack('network'), 'store_ledger', everyone);
      openList(stack('network'), 'acl_store_ledger');
    });
    expect(hasPort(cloudPorts(published, INTERNET, LEDGER), 'TCP', 5432)).toBe(true);
    const hidden = production(PRIMARY, stack => {
      routeOut(stack('network'), 'route_table_store_ledger');
      letIn(stack('network'), 'store_ledger', everyone);
      openList(stack('network'), 'acl_store_ledger');
    });
    expect(stops(hidden, INTERNET, LEDGER, 5432)).toEqual(['route cluster_ledger']);
  });

  it('finds a listener of people made public', () => {
    const backoffice = 'load-balancer/production-backoffice';
    const moved = (stack: (name: string) => Resources): void => {
      Object.assign(bodyOf(stack('edge'), 'aws_lb', 'load_balancer_backoffice'), {
        internal: false,
        subnets: '${data.terraform_remote_state.remote_network.outputs.subnets_public}',
      });
    };
    expect(stops(production(PRIMARY, moved), INTERNET, backoffice, 443)).toEqual(['security group security_group_lb_backoffice']);
    const open = production(PRIMARY, stack => {
      moved(stack);
      letIn(stack('network'), 'lb_backoffice', everyone);
    });
    expect(hasPort(cloudPorts(open, INTERNET, backoffice), 'TCP', 443)).toBe(true);
    expect(stops(open, INTERNET, backoffice, 80)).toContain('listener load_balancer_backoffice');
  });

  it('finds a control plane whose endpoint is on the internet', () => {
    const plane = 'control-plane/production-ap-southeast-3';
    const published = production(PRIMARY, stack => {
      bodyOf(stack('cluster'), 'aws_eks_cluster', 'cluster').vpc_config.endpoint_public_access = true;
    });
    expect(hasPort(cloudPorts(published, INTERNET, plane), 'TCP', 443)).toBe(true);
    expect(cloudWitness(published, INTERNET, plane, 'TCP', 443)?.hops.map(({ layer }) => layer)).toEqual(['endpoint']);
    expect(hasPorts(cloudPorts(production(PRIMARY), INTERNET, plane))).toBe(false);
  });

  it('stops a provider whose name the firewall no longer passes, and lets nobody else out by a name', () => {
    const acquirer = 'outside/provider/acquirer-a';
    const nameless = production(PRIMARY, stack => {
      bodyOf(stack('network'), 'aws_networkfirewall_rule_group', 'egress_hosts').rule_group.rules_source.rules_source_list.targets = [
        'gateway.acquirer-b.example',
      ];
    });
    expect(stops(nameless, 'pool/provider', acquirer, 443)).toEqual(['firewall egress_policy']);
    const asymmetric = production(PRIMARY, stack => {
      delete stack('network').aws_route?.route_public_a_replies_provider;
    });
    expect(hasPort(cloudPorts(asymmetric, 'pool/provider', acquirer, 'always'), 'TCP', 443)).toBe(false);
    expect(hasPort(cloudPorts(asymmetric, 'pool/provider', acquirer), 'TCP', 443)).toBe(true);
  });
});
