import { describe, expect, it } from 'vitest';
import { POOL_LABEL, roleOf, secretAccountOf, secretRoleOf } from '../../model/index.ts';
import { PRIMARY, topologyOf } from '../reference.ts';
import { rendered, statements } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const stack = rendered('cluster', topology);
const roleNamed = (name: string) => Object.values(stack.all('aws_iam_role')).find(role => role.name === name);
const policyOf = (id: string): ReturnType<typeof statements> => statements(stack.one(`aws_iam_role_policy.${id}`).policy);

describe('the cluster', () => {
  it('is reachable from inside the network only, logs everything, and encrypts secrets with a customer key', () => {
    expect(stack.one('aws_eks_cluster.cluster')).toMatchObject({
      vpc_config: { endpoint_private_access: true, endpoint_public_access: false, security_group_ids: ['${data.terraform_remote_state.remote_network.outputs.security_group_control_plane}'] },
      enabled_cluster_log_types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
      encryption_config: { provider: { key_arn: '${data.terraform_remote_state.remote_keys.outputs.key_cluster}' }, resources: ['secrets'] },
      zonal_shift_config: { enabled: true }, lifecycle: { prevent_destroy: true },
    });
    expect(stack.one('aws_cloudwatch_log_group.cluster_log')).toMatchObject({ name: `/aws/eks/production-${PRIMARY}/cluster`, retention_in_days: 400 });
  });

  it('is entered through access entries alone, and whoever made it has no hidden right', () => {
    expect(stack.one('aws_eks_cluster.cluster').access_config).toEqual({ authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: false });
  });

  it('lets people look everywhere but into the CDE, and change nothing', () => {
    const people = stack.one('aws_eks_access_policy_association.access_policy_operators');
    expect(people.policy_arn).toBe('arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy');
    expect(people.access_scope.namespaces).toContain('payments-core');
    expect(people.access_scope.namespaces).not.toContain('payments-cde');
    expect(stack.one('aws_eks_access_policy_association.access_policy_deploy').access_scope.type).toBe('namespace');
    for (const role of ['bootstrap', 'deploy', 'operators']) expect(statements(stack.one(`aws_iam_role.access_role_${role}`).assume_role_policy)).toSatisfy((all: ReturnType<typeof statements>) =>
      Object.values(all).every(statement => String(statement.Condition.ArnLike['aws:PrincipalArn']).includes('payments-')));
  });

  it('enforces network policies from the first moment of a pod, and shows the firewall the address of the pod', () => {
    expect(JSON.parse(stack.one('aws_eks_addon.addon_vpc_cni').configuration_values)).toEqual({
      enableNetworkPolicy: 'true', env: { AWS_VPC_K8S_CNI_EXTERNALSNAT: 'true', NETWORK_POLICY_ENFORCING_MODE: 'strict' },
    });
  });

  it('comes with the add-ons that a node needs to join', () => {
    expect(Object.values(stack.all('aws_eks_addon')).map(addon => addon.addon_name).sort()).toEqual(['eks-pod-identity-agent', 'kube-proxy', 'vpc-cni']);
  });
});

describe('nodes', () => {
  it('stand in a group for each pool and zone, in the subnets of the pool, with its taint and label', () => {
    for (const pool of Object.values(topology.nodePools)) {
      topology.region.zones.forEach((zone, i) => {
        const group = stack.one(`aws_eks_node_group.node_group_${pool.name}_${zone.at(-1)}`);
        expect(group.subnet_ids).toEqual([`\${element(data.terraform_remote_state.remote_network.outputs.subnets_${pool.tier.replace('-', '_')}, ${i})}`]);
        expect(group.taint).toEqual([{ key: POOL_LABEL, value: pool.name, effect: 'NO_SCHEDULE' }]);
        expect(group.labels[POOL_LABEL]).toBe(pool.name);
        expect(group.scaling_config).toEqual({ min_size: pool.perZone.min, max_size: pool.perZone.max, desired_size: pool.perZone.min });
        expect(group.lifecycle.ignore_changes).toEqual(['scaling_config[0].desired_size']);
      });
    }
  });

  it('give no pod their credentials, have encrypted volumes, no public address, and nobody logs in', () => {
    for (const template of Object.values(stack.all('aws_launch_template'))) {
      expect(template.metadata_options).toMatchObject({ http_tokens: 'required', http_put_response_hop_limit: 1 });
      for (const { ebs } of template.block_device_mappings) expect(ebs).toMatchObject({ encrypted: 'true', kms_key_id: '${data.terraform_remote_state.remote_keys.outputs.key_cluster}' });
      expect(template.network_interfaces[0].associate_public_ip_address).toBe('false');
      expect(template).not.toHaveProperty('key_name');
    }
    for (const group of Object.values(stack.all('aws_eks_node_group'))) expect(group).not.toHaveProperty('remote_access');
  });
});

describe('identities', () => {
  it('of workloads and jobs can be taken by one service account of one namespace of this cluster', () => {
    for (const { name, namespace } of [...Object.values(topology.workloads), ...Object.values(topology.jobs)].filter(({ awsIdentity }) => awsIdentity)) {
      const role = roleNamed(roleOf('production', PRIMARY, name));
      expect(statements(role?.assume_role_policy).Pod?.Condition.StringEquals, name).toEqual({
        'aws:SourceAccount': '111122223333', 'aws:RequestTag/eks-cluster-arn': `arn:aws:eks:${PRIMARY}:111122223333:cluster/production-${PRIMARY}`,
        'aws:RequestTag/kubernetes-namespace': namespace, 'aws:RequestTag/kubernetes-service-account': name,
      });
    }
  });

  it('of the secret sync are one for each holder of a secret, and no pod runs as them', () => {
    const holders = new Set(Object.values(topology.secrets).flatMap(secret => secret.holders));
    expect(holders.size).toBeGreaterThan(5);
    for (const holder of holders) {
      const trust = statements(roleNamed(secretRoleOf('production', PRIMARY, holder))?.assume_role_policy).ServiceAccount;
      const { namespace } = topology.workloads[holder] ?? topology.jobs[holder] ?? { namespace: '' };
      expect(trust?.Condition.StringEquals).toEqual({ '${local.issuer}:aud': 'sts.amazonaws.com', '${local.issuer}:sub': `system:serviceaccount:${namespace}:${secretAccountOf(holder)}` });
    }
    expect(Object.values(stack.all('aws_eks_pod_identity_association')).some(({ service_account }) => String(service_account).endsWith('-secrets'))).toBe(false);
  });

  it('of the load balancer controller register targets and create nothing', () => {
    const actions = Object.values(policyOf('role_apis_load_balancer_controller')).flatMap(statement => statement.Action as string[]);
    expect(actions).toContain('elasticloadbalancing:RegisterTargets');
    expect(actions.filter(action => /Create|Modify|Delete|Authorize/.test(action))).toEqual([]);
  });

  it('of the autoscaler resize groups of this cluster only', () => {
    expect(policyOf('role_apis_cluster_autoscaler').SetSize?.Condition).toEqual({ StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/production-${PRIMARY}`]: 'owned' } });
  });

  it('of the secret sync itself reach nothing', () => {
    expect(roleNamed(roleOf('production', PRIMARY, 'external-secrets'))).toBeUndefined();
  });

  it('of nodes may join and pull, and leave the network to the plug-in', () => {
    const attached = Object.entries(stack.all('aws_iam_role_policy_attachment')).filter(([id]) => id.startsWith('node_role')).map(([, { policy_arn }]) => policy_arn);
    expect(attached.sort()).toEqual(['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly', 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy']);
  });
});
