/** What must be in the cluster before the manifests are applied. */
import { ADMINISTRATOR, namespaceOf, OPERATORS, POOL_LABEL, SECRET_SOURCE } from '../model/index.ts';
import type { Component, Topology } from '../model/index.ts';
import { byName } from './manifest.ts';
import { PLATFORM } from './principal.ts';
import { postgresImageOf } from './stores/cloudnative-pg.ts';

export interface Prerequisites {
  readonly schemaVersion: 1;
  /** Oldest Kubernetes that has everything used here: `unhealthyPodEvictionPolicy` is stable since 1.31. */
  readonly kubernetes: string;
  readonly controllers: readonly {
    readonly name: string;
    readonly why: string;
    readonly namespace: string;
    readonly install: Component['install'];
    /** Settings without which the manifests do not work or are not safe. */
    readonly settings: Readonly<Record<string, string>>;
  }[];
  readonly customResourceDefinitions: readonly { readonly name: string; readonly controller: string; readonly version: string }[];
  /** What a person or Terraform prepares. */
  readonly prepared: readonly string[];
}

/** Settings of a controller that our objects rely on: values of its chart, or variables of its environment in capitals. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cert-manager': { clusterResourceNamespace: PLATFORM },
  'external-secrets': { 'rbac.serviceAccountTokenCreate': 'false', 'serviceAccount.name': 'external-secrets' },
  'kafka-operator': { STRIMZI_POD_SECURITY_PROVIDER_CLASS: 'restricted', STRIMZI_NAMESPACE: namespaceOf('data') },
  'load-balancer-controller': { enableServiceMutatorWebhook: 'false' },
};

const enforcement = (topology: Topology): string => ({
  'vpc-cni': 'vpc-cni add-on with enableNetworkPolicy "true" and NETWORK_POLICY_ENFORCING_MODE strict',
  cilium: 'cilium 1.19 or later with policy enforcement, its DNS proxy and ciliumnetworkpolicies.cilium.io',
  calico: 'calico with policy enforcement',
})[topology.environment.cni.kind];

/** Nodes reach no public registry, so what an operator starts is mirrored into ours. */
const operandImages = (topology: Topology): readonly string[] =>
  [...new Set(Object.values(topology.postgres).filter(store => store.namespace !== null).map(store => `image ${postgresImageOf(store, topology)}`))].sort();

/** What people or Terraform prepare. */
const prepared = (topology: Topology): readonly string[] => {
  const { bindings } = topology.environment;
  const operated = bindings.postgres === 'cloudnative-pg' || bindings.kafka === 'strimzi';
  return [
    enforcement(topology),
    ...Object.values(topology.nodePools).map(({ name }) => `nodes with label and taint ${POOL_LABEL}=${name}`).sort(),
    `group ${OPERATORS} in the sign-in of the cluster`,
    ...(operated ? ['default storage class that keeps volumes (reclaimPolicy Retain) and binds them where their first pod is placed'] : []),
    ...operandImages(topology),
    ...(bindings.postgres === 'aurora' ? [`login ${ADMINISTRATOR} of each database takes IAM tokens: grant rds_iam to ${ADMINISTRATOR}, once`] : []),
    ...(bindings.secrets === 'kubernetes'
      ? [...new Set(Object.values(topology.workloads).flatMap(workload => workload.secrets))].sort()
        .map(name => `secret ${name} with key value in namespace ${SECRET_SOURCE}`)
      : []),
  ];
};

/** Controllers with versions and settings, resource definitions with the controller that brings them, and the rest. */
export const prerequisites = (topology: Topology): Prerequisites => {
  const components = Object.values(topology.components).sort(byName);
  return {
    schemaVersion: 1,
    kubernetes: '>= 1.31',
    controllers: components.map(({ name, summary, namespace, install }) => ({ name, why: summary, namespace, install, settings: SETTINGS[name] ?? {} })),
    customResourceDefinitions: components
      .flatMap(({ name, crds, install }) => crds.map(crd => ({ name: crd, controller: name, version: install.version })))
      .sort(byName),
    prepared: prepared(topology),
  };
};
