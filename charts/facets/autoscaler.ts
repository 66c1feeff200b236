/** More replicas when the load asks for them. */
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { Workload } from '../../model/index.ts';
import { checked, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';

/** Up fast: doubling each minute. Down slowly: five quiet minutes, then a tenth a minute, so that a dip between two peaks costs nothing. */
const BEHAVIOR = {
  scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max' as const, policies: [{ type: 'Percent' as const, value: 100, periodSeconds: 60 }] },
  scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max' as const, policies: [{ type: 'Percent' as const, value: 10, periodSeconds: 60 }] },
};

/** Starts at the planned replicas and never goes below them: they already count the loss of a zone. */
export const autoscaler = (workload: Workload): readonly Manifest[] => {
  if (workload.autoscaler === null) return [];
  return [checked(HorizontalPodAutoscaler, metadataOf(workload, 'workloads'), {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: workload.shape === 'connection' ? 'StatefulSet' : 'Deployment', name: workload.name },
      minReplicas: workload.replicas,
      maxReplicas: workload.maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: workload.autoscaler.cpuUtilization } } }],
      behavior: BEHAVIOR,
    },
  })];
};
