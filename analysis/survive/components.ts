/** Components that others wrote and a chart of theirs installs: no manifest of ours holds their pods, and the topology says only how much room they take together. */
import type { Topology } from '../../model/index.ts';
import { POOL_LABEL, SEGMENTS } from '../../model/index.ts';
import type { Defaults } from './pod-shape.ts';
import { podShapeOf } from './pod-shape.ts';
import type { Workload } from './words.ts';

type Priorities = Pick<Defaults, 'priorities' | 'priority'>;

/** All of them as one workload of equal pods on the pool of the platform; none where the topology keeps no room for them. */
export const componentsOf = (topology: Topology, file: string, priorities: Priorities): readonly Omit<Workload, 'id'>[] => {
  const { platformPods: pods, platformCpu: cpu, platformMemory: memory } = topology.numbers.inputs;
  const { platform } = topology.segments;
  if (platform === undefined || pods === undefined || cpu === undefined || memory === undefined || pods === 0) return [];
  const pool = SEGMENTS.platform.pool;
  const shape = podShapeOf({
    metadata: { labels: { 'app.kubernetes.io/managed-by': 'components' } },
    spec: {
      nodeSelector: { [POOL_LABEL]: pool }, tolerations: [{ key: POOL_LABEL, value: pool, effect: 'NoSchedule' }],
      containers: [{ resources: { requests: { cpu: `${Math.floor(cpu / pods)}m`, memory: `${Math.floor(memory / pods)}Mi` }, limits: { memory: `${Math.floor(memory / pods)}Mi` } } }],
    },
  }, { ...priorities, requests: { cpuMillis: null, memoryMiB: null }, limits: { cpuMillis: null, memoryMiB: null } }, () => undefined, () => undefined);
  const object = `Component/${platform.namespace}/${COMPONENTS}`;
  return [{
    namespace: platform.namespace, name: COMPONENTS, kind: 'Component', object, file, tier: 1, replicas: pods, most: pods,
    counted: { object, file, field: 'numbers.inputs.platformPods', mostField: 'numbers.inputs.platformPods' },
    plan: null, pod: shape, rollout: { kind: 'RollingUpdate', surge: { pods: 0 }, unavailable: { percent: 25 } }, bound: 'free', budgets: [],
  }];
};

const COMPONENTS = 'all-components';

