/**
 * What must be in the cluster before anything else: namespaces with their Pod Security labels, the storage class, and the
 * add-ons that run as pods.
 *
 * The network plug-in is strict: a pod that no policy selects talks to nobody. `kube-system` belongs to the cluster, so its
 * pods get here what they must call to become ready; who may call them stands in the manifests.
 *
 * Thin on purpose. Workloads in Terraform state need the API server at every plan and an order that Terraform does not have;
 * everything else is YAML, applied in waves. Namespaces are in both, alike to the label, so that either may come first. The
 * API server is private: this stack is applied from inside the network, as the role `bootstrap`.
 */
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { StorageClassV1 } from '@cdktf/provider-kubernetes/lib/storage-class-v1/index.js';
import type { Topology, TopologySegment } from '../model/index.ts';
import { LABEL, PART_OF, WAVES } from '../model/index.ts';
import { policyRulesOf } from '../topology/policies.ts';
import { addons } from './cluster/addons.ts';
import type { Build, TerraformStack } from './stack.ts';
import { Fn, remote, snake } from './stack.ts';

export const bootstrap: Build = (stack, topology) => {
  kubernetes(stack, topology);
  for (const { namespace, labels, annotations } of Object.values(topology.segments).map(bootstrapNamespace)) {
    new NamespaceV1(stack, snake('namespace', namespace), {
      metadata: { name: namespace, labels, annotations }, waitForDefaultServiceAccount: false, lifecycle: { preventDestroy: true },
    });
  }
  addons(stack, topology, remote(stack, topology, 'cluster').string('cluster_name'), 'as-pods', systemPolicies(stack, topology));
  // A volume is made where its first pod is placed, or the pod may be bound to a zone without room; it outlives its claim.
  new StorageClassV1(stack, 'storage_class', {
    metadata: { name: STORAGE_CLASS, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    storageProvisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer', reclaimPolicy: 'Retain', allowVolumeExpansion: true,
    parameters: { type: 'gp3', encrypted: 'true', kmsKeyId: remote(stack, topology, 'keys').string('key_cluster') },
  });
};

/** The default class of the cluster. */
const STORAGE_CLASS = 'gp3-encrypted';

type Texts = { [key: string]: string };

/** The namespace of a segment as the stack makes it; a test compares it with the manifest. */
export const bootstrapNamespace = (segment: TopologySegment): { namespace: string; labels: Texts; annotations: Texts } => ({
  namespace: segment.namespace,
  labels: {
    'app.kubernetes.io/part-of': PART_OF,
    [`${LABEL}/tier`]: String(segment.tier), [`${LABEL}/segment`]: segment.name, [`${LABEL}/scope`]: segment.scope, [`${LABEL}/wave`]: String(WAVES.namespace),
    'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/audit': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted',
  },
  annotations: { [`${LABEL}/summary`]: segment.holds, 'argocd.argoproj.io/sync-wave': String(WAVES.namespace) },
});

/** Under names of their own: what two hands write under one name they undo for each other. */
const systemPolicies = (stack: TerraformStack, topology: Topology): readonly NetworkPolicyV1[] =>
  Object.values(topology.components).filter(({ namespace }) => namespace === 'kube-system').map(({ name, summary }) => {
    const { pods, egress } = policyRulesOf(`component/${name}`, topology);
    return new NetworkPolicyV1(stack, snake('system_policy', name), {
      metadata: { name: `bootstrap-${name}`, namespace: 'kube-system', annotations: { [`${LABEL}/why`]: summary } },
      spec: {
        podSelector: { matchLabels: pods }, policyTypes: ['Ingress', 'Egress'],
        egress: egress.map(({ peers, ports }) => ({ to: [...peers], ports: ports.map(({ protocol, port }) => ({ protocol, port: String(port) })) })),
      },
    });
  });

/** Credentials are asked for at each run and never stored; what other tools annotate is theirs. */
const kubernetes = (stack: TerraformStack, topology: Topology): void => {
  const cluster = remote(stack, topology, 'cluster');
  new KubernetesProvider(stack, 'kubernetes', {
    host: cluster.string('cluster_endpoint'), clusterCaCertificate: Fn.base64decode(cluster.string('cluster_certificate_authority')),
    exec: [{
      apiVersion: 'client.authentication.k8s.io/v1', command: 'aws',
      args: [
        'eks', 'get-token', '--region', topology.region.name, '--cluster-name', cluster.string('cluster_name'), '--role-arn', cluster.string('role_bootstrap'),
      ],
    }],
    ignoreAnnotations: ['^kubectl\\.kubernetes\\.io/', '^argocd\\.argoproj\\.io/tracking-id$'],
  });
};
