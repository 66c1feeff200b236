/** Objects that belong to the whole cluster. */
import { KubePriorityClass } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Chart } from 'cdk8s';
import { CLUSTER_ISSUER } from '../model/index.ts';
import type { TierRule, Topology } from '../model/index.ts';
import { manifests } from './constructs.ts';
import { clusterMetadata } from './manifest.ts';
import type { Manifest, Metadata } from './manifest.ts';
import { namespace, segmentsOf } from './namespace.ts';
import { PLATFORM } from './principal.ts';
import { sharedRoles } from './rbac.ts';
import { certificate, clusterIssuer, FRESH_KEY } from './resources/cert-manager.ts';

/** Who is placed first when room is short after the loss of a zone. Higher tiers push lower ones out, the lowest push nobody. */
const priorityClass = (chart: Chart, { priority, means }: TierRule): void => {
  new KubePriorityClass(chart, priority.className, {
    metadata: clusterMetadata(priority.className, means),
    description: means,
    value: priority.value,
    globalDefault: false,
    preemptionPolicy: priority.preempts ? 'PreemptLowerPriority' : 'Never',
  });
};

const ROOT = `${CLUSTER_ISSUER}-root`;

/** Ten years for the authority; its certificates live 90 days. */
const AUTHORITY_LIFETIME = { duration: '87600h', renewBefore: '8760h' } as const;

/** In the namespace that cert-manager takes secrets of cluster issuers from, which is its own. */
const inPlatform = (metadata: Metadata): Metadata => ({ name: metadata.name, namespace: PLATFORM, labels: metadata.labels, annotations: metadata.annotations });

/**
 * The authority of all certificates between our pods. Its key is made inside the cluster and leaves it never, so nothing
 * secret stands here; a company with an authority of its own replaces the issuer of this name.
 */
const authority = (): readonly Manifest[] => [
  clusterIssuer(clusterMetadata(ROOT, 'Signs the one certificate that signs all others'), { selfSigned: {} }),
  certificate(inPlatform(clusterMetadata(CLUSTER_ISSUER, 'Authority of all certificates between our pods', 'namespace')), {
    secretName: CLUSTER_ISSUER,
    commonName: CLUSTER_ISSUER,
    isCA: true,
    ...AUTHORITY_LIFETIME,
    privateKey: FRESH_KEY,
    usages: ['cert sign', 'crl sign'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: ROOT },
  }),
  clusterIssuer(clusterMetadata(CLUSTER_ISSUER, 'Issues the certificates of workloads'), { ca: { secretName: CLUSTER_ISSUER } }),
];

export const clusterManifests = (topology: Topology): readonly Manifest[] => [
  ...manifests(null, chart => {
    for (const rule of Object.values(topology.tiers)) priorityClass(chart, rule);
    for (const segment of segmentsOf(topology)) namespace(chart, segment);
    sharedRoles(chart, topology);
  }),
  ...authority(),
];
