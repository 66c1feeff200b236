import { describe, expect, it } from 'vitest';
import { PRIMARY, topologyOf } from '../reference.ts';
import { rendered } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const stack = rendered('bootstrap', topology);

describe('the bootstrap of a cluster', () => {
  it('makes the namespace of every segment, under the strictest Pod Security standard', () => {
    const namespaces = Object.values(stack.all('kubernetes_namespace_v1')).map(({ metadata }) => metadata);
    expect(namespaces.map(({ name }) => name).sort()).toEqual(Object.values(topology.segments).map(({ namespace }) => namespace).sort());
    for (const { labels } of namespaces) for (const mode of ['enforce', 'audit', 'warn']) expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe('restricted');
    expect(stack.one('kubernetes_namespace_v1.namespace_payments_cde').metadata.labels['payment-topology.dev/scope']).toBe('cde');
  });

  it('makes encrypted volumes where their pod is placed, and keeps them', () => {
    expect(stack.one('kubernetes_storage_class_v1.storage_class')).toMatchObject({
      volume_binding_mode: 'WaitForFirstConsumer', reclaim_policy: 'Retain', parameters: { type: 'gp3', encrypted: 'true', kmsKeyId: '${data.terraform_remote_state.remote_keys.outputs.key_cluster}' },
    });
  });

  it('keeps no credential: it asks for one at each run, as the role that may', () => {
    const [provider] = stack.json.provider.kubernetes;
    expect(provider.exec[0].args).toContain('${data.terraform_remote_state.remote_cluster.outputs.role_bootstrap}');
    for (const field of ['token', 'password', 'client_key']) expect(provider).not.toHaveProperty(field);
  });

  it('lets the pods of the cluster itself talk before it makes them: the network plug-in is strict', () => {
    const policies = stack.all('kubernetes_network_policy_v1');
    expect(Object.keys(policies).sort()).toEqual(['system_policy_aws_ebs_csi_driver', 'system_policy_dns', 'system_policy_metrics_server']);
    for (const [name, policy] of Object.entries(policies)) {
      expect(policy, name).toMatchObject({ metadata: { namespace: 'kube-system' }, spec: { policy_types: ['Ingress', 'Egress'] } });
      expect(policy.spec.ingress ?? [], name).toEqual([]);
      expect(policy.spec.egress.length, name).toBeGreaterThan(0);
      for (const { to, ports } of policy.spec.egress) expect([to.length, ports.length].every(count => count > 0), name).toBe(true);
      expect(Object.keys(policy.spec.pod_selector.match_labels), name).toHaveLength(1);
    }
    const addons = Object.values(stack.all('aws_eks_addon'));
    expect(addons.map(addon => addon.addon_name).sort()).toEqual(['aws-ebs-csi-driver', 'coredns', 'metrics-server']);
    for (const addon of addons) expect(addon.depends_on).toEqual(['aws_ebs_csi_driver', 'dns', 'metrics_server'].map(name => `kubernetes_network_policy_v1.system_policy_${name}`));
    expect(stack.one('aws_eks_addon.addon_coredns').addon_version).toBe(topology.components.dns?.install.version);
  });

  it('holds no workload of ours', () => {
    expect(Object.keys(stack.json.resource).filter(type => type.startsWith('kubernetes_')).sort()).toEqual(['kubernetes_namespace_v1', 'kubernetes_network_policy_v1', 'kubernetes_storage_class_v1']);
  });
});
