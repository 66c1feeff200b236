/** The pods: a Deployment, or a StatefulSet where each replica holds connections under a name of its own. */
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { LABEL, labelsOf, selectorOf } from '../../model/index.ts';
import type { ProbeCadence, Topology, Workload } from '../../model/index.ts';
import { fingerprint } from '../digest.ts';
import { checked, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { CONTAINER_SECURITY, imageOf, lossTolerations, placementOf, POD_SECURITY, resourcesOf, secretVolume, tlsVolume, volumesOf } from '../pod.ts';
import { usesStores } from '../principal.ts';
import { endpointsNameOf, endpointsOf } from './endpoints.ts';
import { headlessNameOf } from './service.ts';
import { settingsOf } from './settings.ts';

const MANAGEMENT = 'management';

/** Old ReplicaSets kept for `kubectl rollout undo`. */
const REVISIONS = 5;

/** A rollout that made no progress for this long is reported as failed; longer than one slow start. */
const PROGRESS_SECONDS = 600;

/** Separate endpoints: `live` asks the process only, `ready` what it needs to take a command; `/health/deep` is for people. */
const probe = (path: 'live' | 'ready' | 'startup', cadence: ProbeCadence) => ({
  httpGet: { path: `/health/${path}`, port: MANAGEMENT, scheme: 'HTTPS' as const },
  ...cadence,
});

/**
 * Over zones as the tier asks, over hosts as far as possible (a hard rule there would strand pods).
 *
 * `nodeTaintsPolicy: Honor` and `minDomains` below the number of zones are what lets a lost zone heal: with the default the
 * dead zone still counts as one with no pods. `matchLabelKeys` keeps a rolling update from counting the old revision.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
const spreadOf = (workload: Workload, topology: Topology) => {
  const pods = {
    nodeTaintsPolicy: 'Honor' as const,
    labelSelector: { matchLabels: selectorOf(workload.name) },
    ...(workload.shape === 'connection' ? {} : { matchLabelKeys: ['pod-template-hash'] }),
  };
  const zone = {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: workload.spread.zone,
    ...(workload.spread.zone === 'DoNotSchedule' ? { minDomains: workload.spread.minDomains } : {}),
    ...pods,
  };
  const host = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' as const, ...pods };
  return topology.region.zones.length === 1 ? [host] : [zone, host];
};

const containerOf = (workload: Workload, topology: Topology) => ({
  name: workload.name,
  image: imageOf(workload, topology),
  imagePullPolicy: 'IfNotPresent' as const,
  ports: [
    ...workload.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' as const })),
    { name: MANAGEMENT, containerPort: workload.managementPort, protocol: 'TCP' as const },
  ],
  env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  envFrom: [{ configMapRef: { name: workload.name } }, { configMapRef: { name: endpointsNameOf(workload.name) } }],
  resources: resourcesOf(workload),
  startupProbe: probe('startup', workload.probes.startup),
  livenessProbe: probe('live', workload.probes.liveness),
  readinessProbe: probe('ready', workload.probes.readiness),
  // Endpoints forget the pod before it stops listening; counts inside the grace period.
  lifecycle: { preStop: { sleep: { seconds: workload.drain.preStopSeconds } } },
  securityContext: CONTAINER_SECURITY,
});

/** Annotations of the pods that change when what they read at start changes. */
const revisionOf = (workload: Workload, topology: Topology): Readonly<Record<string, string>> => ({
  [`${LABEL}/settings`]: fingerprint(settingsOf(workload, topology)),
  [`${LABEL}/endpoints`]: fingerprint(endpointsOf(workload, topology)),
});

const templateOf = (workload: Workload, topology: Topology): IPodTemplateSpec => {
  const { volumes, volumeMounts } = volumesOf([...secretVolume(workload, usesStores(workload)), tlsVolume(workload.name)]);
  const { nodeSelector, tolerations } = placementOf(workload.pool);
  return {
    metadata: { labels: labelsOf(workload), annotations: revisionOf(workload, topology) },
    spec: {
      serviceAccountName: workload.name,
      automountServiceAccountToken: workload.kubernetesApi !== null,
      enableServiceLinks: false,
      priorityClassName: workload.priorityClass,
      terminationGracePeriodSeconds: workload.drain.graceSeconds,
      securityContext: POD_SECURITY,
      nodeSelector,
      tolerations: [...tolerations, ...lossTolerations(workload.tolerationSeconds)],
      topologySpreadConstraints: spreadOf(workload, topology),
      containers: [{ ...containerOf(workload, topology), volumeMounts }],
      volumes,
    },
  };
};

/** Where an autoscaler decides, an apply must not: the field stays out. */
const replicasOf = (workload: Workload) => (workload.autoscaler === null ? { replicas: workload.replicas } : {});

const deployment = (workload: Workload, topology: Topology): Manifest => checked(Deployment, metadataOf(workload, 'workloads'), {
  spec: {
    ...replicasOf(workload),
    revisionHistoryLimit: REVISIONS,
    progressDeadlineSeconds: PROGRESS_SECONDS,
    strategy: { type: 'RollingUpdate', rollingUpdate: { ...workload.rollout } },
    selector: { matchLabels: selectorOf(workload.name) },
    template: templateOf(workload, topology),
  },
});

/** All replicas start and stop at once: their connections do not depend on each other, and one that hangs must not hold the rest. */
const statefulSet = (workload: Workload, topology: Topology): Manifest => checked(StatefulSet, metadataOf(workload, 'workloads'), {
  spec: {
    ...replicasOf(workload),
    serviceName: headlessNameOf(workload.name),
    podManagementPolicy: 'Parallel',
    revisionHistoryLimit: REVISIONS,
    updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels: selectorOf(workload.name) },
    template: templateOf(workload, topology),
  },
});

export const workload = (each: Workload, topology: Topology): readonly Manifest[] =>
  [each.shape === 'connection' ? statefulSet(each, topology) : deployment(each, topology)];
