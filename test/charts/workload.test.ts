import { describe, expect, test } from 'vitest';
import { at, containerOf, has, objectOf, objectsOf, podOf, STANDBY, topologyOf, withWorkload, workloadOf } from './support.ts';

const production = topologyOf('production');
const core = objectOf(production, 'Deployment/payments-core/payment-core');
const workload = workloadOf(production, 'payment-core');

describe('a pod', () => {
  test('has the full restricted security context', () => {
    expect(at(podOf(core), 'securityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001, seccompProfile: { type: 'RuntimeDefault' } });
    expect(at(containerOf(core), 'securityContext')).toMatchObject({
      allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false, capabilities: { drop: ['ALL'] },
    });
  });

  test('runs as an account of its own, without a token unless its use of the Kubernetes API was declared', () => {
    expect(podOf(core)).toMatchObject({ serviceAccountName: 'payment-core', automountServiceAccountToken: false, enableServiceLinks: false });
    const declared = withWorkload(production, 'payment-core', { kubernetesApi: 'elects a leader' });
    expect(objectOf(declared, 'ServiceAccount/payments-core/payment-core')).toMatchObject({ automountServiceAccountToken: true });
    expect(podOf(objectOf(declared, 'Deployment/payments-core/payment-core'))).toMatchObject({ automountServiceAccountToken: true });
  });

  test('is asked whether it lives, is ready and has started at three endpoints of the management port, with explicit cadence', () => {
    const names = [['livenessProbe', 'live', 'liveness'], ['readinessProbe', 'ready', 'readiness'], ['startupProbe', 'startup', 'startup']] as const;
    for (const [probe, path, cadence] of names) {
      expect(at(containerOf(core), probe)).toEqual({ httpGet: { path: `/health/${path}`, port: 'management', scheme: 'HTTPS' }, ...workload.probes[cadence] });
    }
    expect(JSON.stringify(objectsOf(production))).not.toContain('/health/deep');
  });

  test('leaves the endpoints before it stops, and has time to finish what it began', () => {
    expect(at(containerOf(core), 'lifecycle', 'preStop', 'sleep', 'seconds')).toBe(workload.drain.preStopSeconds);
    expect(at(podOf(core), 'terminationGracePeriodSeconds')).toBe(workload.drain.graceSeconds);
  });

  test('stands in its pool by taint and by selector', () => {
    expect(at(podOf(core), 'nodeSelector')).toEqual({ 'payment-topology.dev/pool': 'core' });
    expect(at(podOf(core), 'tolerations', 0)).toEqual({ key: 'payment-topology.dev/pool', operator: 'Equal', value: 'core', effect: 'NoSchedule' });
  });

  test('is replaced soon after its node is lost, and tolerates only the taint that evicts', () => {
    expect(at(podOf(core), 'tolerations')).toEqual(expect.arrayContaining(['not-ready', 'unreachable'].map(state => (
      { key: `node.kubernetes.io/${state}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: workload.tolerationSeconds }
    ))));
  });

  test('asks for CPU and memory, is limited in memory to the same, and has no CPU limit', () => {
    const memory = `${workload.resources.memoryMiB}Mi`;
    expect(at(containerOf(core), 'resources')).toEqual({ requests: { cpu: `${workload.resources.cpuMillis}m`, memory }, limits: { memory } });
  });

  test('comes from the registry by digest; a missing digest stays visible', () => {
    expect(at(containerOf(core), 'image')).toMatch(/^[^@]+\/payment-core@sha256:[0-9a-f]{64}$/);
    const missing = withWorkload(production, 'payment-core', { image: { repository: 'payment-core', digest: null } });
    expect(at(containerOf(objectOf(missing, 'Deployment/payments-core/payment-core')), 'image')).toMatch(/\/payment-core:undigested$/);
  });

  test('reads secrets from files that others cannot read, and never from its environment', () => {
    expect(at(podOf(core), 'volumes')).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'secrets', projected: { defaultMode: 0o400, sources: [{ secret: { name: 'payment-core-secrets' } }, { secret: { name: 'payment-core-access', optional: true } }] } },
      { name: 'tls', secret: { secretName: 'payment-core-tls', defaultMode: 0o400 } },
    ]);
    expect(JSON.stringify(objectsOf(production))).not.toMatch(/secretKeyRef|secretRef":/);
  });

  test('is one of its priority class', () => {
    expect(at(podOf(core), 'priorityClassName')).toBe('payments-tier-1');
    expect(objectOf(production, 'PriorityClass/payments-tier-1')).toMatchObject({ value: 800_000, preemptionPolicy: 'PreemptLowerPriority', globalDefault: false });
    expect(objectOf(production, 'PriorityClass/payments-tier-4')).toMatchObject({ preemptionPolicy: 'Never' });
  });
});

describe('spread', () => {
  const constraints = (topology: typeof production, id: string) => at(podOf(objectOf(topology, id)), 'topologySpreadConstraints');

  test('over zones heals the loss of one: dead zones are not counted, fewer domains than zones are enough, and old revisions are not counted', () => {
    expect(constraints(production, 'Deployment/payments-core/payment-core')).toEqual([
      {
        maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', minDomains: 2, nodeTaintsPolicy: 'Honor',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'payment-core' } }, matchLabelKeys: ['pod-template-hash'],
      },
      expect.objectContaining({ topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' }),
    ]);
  });

  test('of a low tier is a wish, and then has no least number of domains', () => {
    const [zone] = constraints(production, 'Deployment/payments-analytics/bi-export') as readonly unknown[];
    expect(zone).toMatchObject({ whenUnsatisfiable: 'ScheduleAnyway' });
    expect(zone).not.toHaveProperty('minDomains');
  });

  test('in one zone is over hosts only', () => {
    expect(constraints(topologyOf('local'), 'Deployment/payments-core/payment-core')).toEqual([expect.objectContaining({ topologyKey: 'kubernetes.io/hostname' })]);
  });
});

describe('replicas', () => {
  test('stay out of a Deployment that an autoscaler sizes', () => {
    expect(workload.autoscaler).not.toBeNull();
    expect(core.spec).not.toHaveProperty('replicas');
    expect(objectOf(production, 'HorizontalPodAutoscaler/payments-core/payment-core')).toMatchObject({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'payment-core' },
        minReplicas: workload.replicas, maxReplicas: workload.maxReplicas,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: workload.autoscaler?.cpuUtilization } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
      },
    });
  });

  test('stand in what no autoscaler sizes, and are none for a lease worker of a fenced region', () => {
    const payout = workloadOf(production, 'payout-worker');
    expect(objectOf(production, 'Deployment/payments-batch/payout-worker')).toMatchObject({ spec: { replicas: payout.replicas } });
    expect(has(production, 'HorizontalPodAutoscaler/payments-batch/payout-worker')).toBe(false);
    expect(objectOf(topologyOf('production', STANDBY), 'Deployment/payments-batch/payout-worker')).toMatchObject({ spec: { replicas: 0 } });
  });

  test('are replaced as the tier says, and a stuck rollout is reported', () => {
    expect(core).toMatchObject({
      spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: workload.rollout.maxSurge } }, progressDeadlineSeconds: 600 },
    });
  });

  test('may be taken by a drain only as many as the topology says, and one that is never ready does not block it', () => {
    const budget = objectOf(production, 'PodDisruptionBudget/payments-core/payment-core');
    expect(budget.spec).toEqual({
      maxUnavailable: workload.disruption.maxUnavailable, unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { 'app.kubernetes.io/name': 'payment-core' } },
    });
  });
});

describe('the holder of long-lived connections', () => {
  const adapter = objectOf(production, 'StatefulSet/payments-provider/switch-adapter');

  test('is a StatefulSet whose replicas start at once and have names of their own', () => {
    expect(adapter).toMatchObject({ spec: { podManagementPolicy: 'Parallel', serviceName: 'switch-adapter-replicas' } });
    expect(objectOf(production, 'Service/payments-provider/switch-adapter-replicas')).toMatchObject({ spec: { clusterIP: 'None', publishNotReadyAddresses: true } });
  });

  test('spreads without the revision label, which only a Deployment sets', () => {
    expect(JSON.stringify(podOf(adapter))).not.toContain('pod-template-hash');
  });
});

describe('a Service', () => {
  test('is reachable inside the cluster only, on the ports of the workload but not on its management port', () => {
    expect(objectOf(production, 'Service/payments-core/payment-core').spec).toEqual({
      type: 'ClusterIP', selector: { 'app.kubernetes.io/name': 'payment-core' },
      ports: [{ name: 'https', port: 8443, targetPort: 8443, protocol: 'TCP', appProtocol: 'https' }],
    });
  });

  test('of any type but ClusterIP exists nowhere, and a worker without ports has none', () => {
    for (const object of objectsOf(production).filter(({ kind }) => kind === 'Service')) expect(at(object, 'spec', 'type')).toBe('ClusterIP');
    expect(has(production, 'Service/payments-core/outbox-relay')).toBe(false);
  });

  test('of a public workload is bound to the target group of its route on AWS, and to nothing elsewhere', () => {
    expect(objectOf(production, 'TargetGroupBinding/payments-edge/api-gateway').spec).toEqual({
      targetGroupName: 'production-merchant', targetType: 'ip', serviceRef: { name: 'api-gateway', port: 8443 },
    });
    expect(objectsOf(topologyOf('local')).filter(({ kind }) => kind === 'TargetGroupBinding')).toEqual([]);
  });
});
