/** What a segment gets as a whole: its namespace, closed by default, with limits and the few rights in it. */
import { KubeNamespace } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Chart } from 'cdk8s';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { SECRET_SOURCE } from '../model/index.ts';
import type { Topology, TopologySegment } from '../model/index.ts';
import { manifests } from './constructs.ts';
import { checked, describedAs, segmentMetadata } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { rights } from './rbac.ts';

/** `restricted`, refused and reported: a bad pod is stopped even where the repository was bypassed. */
const POD_SECURITY_LABELS = Object.fromEntries(['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted']));

/** The namespace itself, in the chart of the whole cluster. */
export const namespace = (chart: Chart, segment: TopologySegment): void => {
  const { namespace: name, ...metadata } = segmentMetadata(segment, 'namespace', segment.namespace);
  new KubeNamespace(chart, name, { metadata: { ...metadata, labels: { ...metadata.labels, ...POD_SECURITY_LABELS } } });
};

/** Selects every pod, permits nothing, both ways: each conversation needs a policy of its own. */
const defaultDeny = (segment: TopologySegment): Manifest => {
  const metadata = describedAs(segmentMetadata(segment, 'access', 'default-deny'), 'Nothing flows that no other policy permits');
  return checked(NetworkPolicy, metadata, { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } });
};

/**
 * For containers that say nothing (an operator's init container). No `max` and no CPU `default`: either would put a CPU limit
 * on every container that has none on purpose.
 */
const limitRange = (segment: TopologySegment): Manifest => {
  const metadata = describedAs(segmentMetadata(segment, 'access', 'containers'), 'Requests and a memory limit for containers that state none');
  return checked(LimitRange, metadata, {
    spec: { limits: [{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '50m', memory: '256Mi' } }] },
  });
};

/** Fits every workload at its maximum, with surge and the terminating pods of a lost zone; opens nothing to the outside. */
const resourceQuota = (segment: TopologySegment): Manifest => {
  const { pods, cpuMillis, memoryMiB } = segment.quota;
  const metadata = describedAs(segmentMetadata(segment, 'access', 'segment'), 'Room for all workloads at their maximum, and no way to open a load balancer');
  return checked(ResourceQuota, metadata, {
    spec: {
      hard: {
        pods: String(pods),
        'requests.cpu': `${cpuMillis}m`,
        'requests.memory': `${memoryMiB}Mi`,
        'limits.memory': `${memoryMiB}Mi`,
        'services.loadbalancers': '0',
        'services.nodeports': '0',
        'count/ingresses.networking.k8s.io': '0',
      },
    },
  });
};

/** Segments of the region, and the place of source secrets where there is no secret manager. */
export const segmentsOf = (topology: Topology): readonly TopologySegment[] => {
  const segments = Object.values(topology.segments);
  const { platform } = topology.segments;
  return topology.environment.bindings.secrets === 'aws' || platform === undefined ? segments : [...segments, {
    ...platform,
    namespace: SECRET_SOURCE,
    holds: 'source of every secret, filled by a person; no pod runs here',
    quota: { pods: 0, cpuMillis: 0, memoryMiB: 0 },
  }];
};

/** Objects that a segment's namespace has before any workload arrives. */
export const namespaceManifests = (segment: TopologySegment, topology: Topology): readonly Manifest[] => [
  defaultDeny(segment),
  limitRange(segment),
  resourceQuota(segment),
  ...manifests(segment.namespace, chart => rights(chart, segment, topology)),
];
