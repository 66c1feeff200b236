/** The certificate with which a workload serves and calls. */
import { CLUSTER_ISSUER } from '../../model/index.ts';
import type { Workload } from '../../model/index.ts';
import { describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { tlsNameOf } from '../principal.ts';
import { certificate, FRESH_KEY, LIFETIME } from '../resources/cert-manager.ts';
import { headlessNameOf } from './service.ts';

/** A Service's names, shortest first. */
const namesOf = (service: string, namespace: string): readonly string[] =>
  [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`];

/** Every workload has one: even a worker without ports serves its probes and metrics over TLS. */
export const certificates = (workload: Workload): readonly Manifest[] => [certificate(
  describedAs(metadataOf(workload, 'access', tlsNameOf(workload.name)), `With which ${workload.name} serves and calls`),
  {
    secretName: tlsNameOf(workload.name),
    dnsNames: [
      ...namesOf(workload.name, workload.namespace),
      ...(workload.shape === 'connection' ? [`*.${headlessNameOf(workload.name)}.${workload.namespace}.svc`] : []),
    ],
    ...LIFETIME,
    privateKey: FRESH_KEY,
    usages: ['digital signature', 'server auth', 'client auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: CLUSTER_ISSUER },
  },
)];
