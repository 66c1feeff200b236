/** A pod that runs one script to its end, with what every pod of ours has. */
import { Job as KubernetesJob } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { CLUSTER_ISSUER, LABEL, labelsOf } from '../../model/index.ts';
import type { Job, Topology } from '../../model/index.ts';
import { fingerprint } from '../digest.ts';
import { endpointsNameOf } from '../facets/endpoints.ts';
import { checked, describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { configVolume, CONTAINER_SECURITY, imageOf, placementOf, POD_SECURITY, resourcesOf, secretVolume, tlsVolume, volumesOf } from '../pod.ts';
import { tlsNameOf } from '../principal.ts';
import { certificate, FRESH_KEY, LIFETIME } from '../resources/cert-manager.ts';

/** Where the script finds its files. */
export const CONFIG_PATH = '/etc/payments';

export interface Task {
  /** Contents of the ConfigMap; `run.sh` is what runs. */
  readonly files: Readonly<Record<string, string>> & { readonly 'run.sh': string };
  /** Where the store is and how one logs in: environment variables. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** A store that is still starting is tried again; one that refuses is a finding for a person. */
const RETRIES = 6;
const DEADLINE_SECONDS = 900;

/** A Job cannot be changed: when its task changes, tools replace it, and so it runs again. */
const REPLACE = { 'argocd.argoproj.io/sync-options': 'Replace=true,Force=true', 'kustomize.toolkit.fluxcd.io/force': 'enabled' };

/** The job's own certificate, and with it the authority that signs the stores of the cluster. */
export const certificateOf = (job: Job): Manifest => certificate(
  describedAs(metadataOf(job, 'access', tlsNameOf(job.name)), `Certificate of ${job.name}`),
  {
    secretName: tlsNameOf(job.name),
    dnsNames: [`${job.name}.${job.namespace}.svc`],
    ...LIFETIME,
    privateKey: FRESH_KEY,
    usages: ['digital signature', 'client auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: CLUSTER_ISSUER },
  },
);

const podOf = (job: Job, task: Task, topology: Topology) => {
  const { volumes, volumeMounts } = volumesOf([...secretVolume(job, true), tlsVolume(job.name), configVolume(job.name, CONFIG_PATH)]);
  return {
    metadata: {
      labels: labelsOf(job),
      annotations: { [`${LABEL}/settings`]: fingerprint(task.files), [`${LABEL}/endpoints`]: fingerprint(task.endpoints) },
    },
    spec: {
      serviceAccountName: job.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never' as const,
      priorityClassName: topology.tiers[job.tier].priority.className,
      securityContext: POD_SECURITY,
      ...placementOf(job.pool),
      containers: [{
        name: job.name,
        image: imageOf(job, topology),
        imagePullPolicy: 'IfNotPresent' as const,
        command: ['/bin/sh', `${CONFIG_PATH}/run.sh`],
        envFrom: [{ configMapRef: { name: endpointsNameOf(job.name) } }],
        resources: resourcesOf(job),
        securityContext: CONTAINER_SECURITY,
        volumeMounts,
      }],
      volumes,
    },
  };
};

const configMap = (job: Job, name: string, summary: string, data: Readonly<Record<string, string>>): Manifest => {
  const metadata = describedAs(metadataOf(job, 'access', name), summary);
  return checked(ConfigMap, metadata, { data });
};

/** No `ttlSecondsAfterFinished`: the finished Job is the evidence that the step was done, and with what. */
export const runOnce = (job: Job, task: Task, topology: Topology): readonly Manifest[] => {
  const metadata = metadataOf(job, 'jobs', job.name, REPLACE);
  return [
    configMap(job, job.name, `What ${job.name} does`, task.files),
    configMap(job, endpointsNameOf(job.name), `Where ${job.name} does it`, task.endpoints),
    checked(KubernetesJob, metadata, {
      spec: { backoffLimit: RETRIES, activeDeadlineSeconds: DEADLINE_SECONDS, template: podOf(job, task, topology) },
    }),
  ];
};
