/** What to change for a finding to go away, each change tried on the model before it is named. */
import type { Topology } from '../../model/index.ts';
import { findingsOf, type SurviveFinding } from './findings.ts';
import type { Survived } from './index.ts';
import { rangeText } from './findings.ts';
import type { Pool } from './pools.ts';
import type { Trying } from './scenarios.ts';
import { outcomesOf } from './scenarios.ts';
import { podsOf } from './quantities.ts';
import type { Budget, Cluster, NodeGroup, Quota, Spread, Workload } from './words.ts';

/** One change of one field. */
export interface Edit {
  readonly object: string;
  readonly file: string;
  /** Path of the field inside of the object, to find its line. */
  readonly path: readonly (string | number)[];
  /** `nodeTaintsPolicy: Honor` */
  readonly to: string;
  readonly apply: (cluster: Cluster) => Cluster;
}

/** A change that was tried, and what would then be. */
export interface Tried {
  readonly edit: Edit;
  readonly helps: boolean;
  readonly result: string;
}

/** A change that helps by luck alone is none. */
const MORE = 4;

/** @param tries the same as for the survey, so that nothing differs but the change */
export const remediesOf = (finding: SurviveFinding, { cluster, stores }: Survived, topology: Topology, tries: Trying): readonly Tried[] => editsFor(finding, cluster).map(edit => {
  const changed = edit.apply(cluster);
  const scenario = finding.outcome?.scenario;
  const outcomes = scenario === undefined ? [] : outcomesOf(changed, { ...tries, trials: MORE * tries.trials, scenarios: new Set([scenario]) });
  const left = findingsOf({ cluster: changed, outcomes, stores }, topology).findings.filter(({ code, object, outcome }) => code === finding.code && object === finding.object && (scenario === undefined || outcome?.scenario === scenario));
  const same = outcomes.filter(({ workload }) => workload.object === finding.outcome?.workload.object);
  const tightest = same.length === 0 ? null : same.reduce((a, b) => (b.running.least - b.wanted < a.running.least - a.wanted || (b.running.least - b.wanted === a.running.least - a.wanted && b.leastReady.least < a.leastReady.least) ? b : a));
  return {
    edit, helps: left.length === 0,
    result: tightest === null ? (left[0]?.saw ?? 'nothing is left to say') : `${rangeText(tightest.running)} of ${tightest.wanted} run, ${rangeText(tightest.leastReady)} at the fewest${tightest.late === null ? '' : `, ${tightest.late.pods} of them late`}`,
  };
});

const editsFor = (finding: SurviveFinding, cluster: Cluster): readonly Edit[] => {
  const { workload, pool, outcome } = finding;
  switch (finding.code) {
    // a quota is no matter of room, and room none of a quota
    case 'PT-281': return workload === null ? [] : outcome?.why.some(why => why.startsWith('ResourceQuota/')) ? quotaEdits(finding, cluster) : [...spreadEdits(workload, cluster), ...tolerationEdits(workload, cluster), ...roomEdits(workload, cluster, outcome?.wanted ?? 1)];
    case 'PT-282': return [...budgetEdits(finding), ...(workload === null ? [] : [...spreadEdits(workload, cluster), ...roomEdits(workload, cluster, 1)])];
    case 'PT-283': return [];
    case 'PT-284': return workload === null ? [] : [...countEdits(finding, workload, cluster), ...budgetEdits(finding)];
    case 'PT-285': return [...stayEdits(finding), ...quotaEdits(finding, cluster)];
    case 'PT-286': return [...(workload === null ? [] : planEdits(workload)), ...(pool === null ? [] : poolEdits(pool))];
    case 'PT-287': return workload === null ? [] : [...roomEdits(workload, cluster, outcome?.pending.most ?? 1), ...quotaEdits(finding, cluster)];
  }
};

const withWorkload = (object: string, change: (workload: Workload) => Workload) => (cluster: Cluster): Cluster => ({ ...cluster, workloads: cluster.workloads.map(workload => (workload.object === object ? change(workload) : workload)) });
const withGroups = (groups: readonly NodeGroup[], change: (group: NodeGroup) => NodeGroup) => (cluster: Cluster): Cluster => ({ ...cluster, groups: cluster.groups.map(group => (groups.includes(group) ? change(group) : group)) });

const TEMPLATE = ['spec', 'template', 'spec'] as const;

const spreadEdits = (workload: Workload, { zones }: Cluster): readonly Edit[] => workload.pod.spread.flatMap((spread, i) => {
  if (!spread.hard) return [];
  const edit = (field: string, value: string, change: Partial<Spread>): Edit => ({
    object: workload.object, file: workload.file, path: [...TEMPLATE, 'topologySpreadConstraints', i, field], to: `${field}: ${value}`,
    apply: withWorkload(workload.object, each => ({ ...each, pod: { ...each.pod, spread: each.pod.spread.map((other, j) => (j === i ? { ...other, ...change } : other)) } })),
  });
  const fewer = zones.length - 1;
  return [
    ...(spread.taints === 'Ignore' ? [edit('nodeTaintsPolicy', 'Honor', { taints: 'Honor' })] : []),
    ...(spread.minDomains > fewer ? [edit('minDomains', String(fewer), { minDomains: fewer })] : []),
    edit('whenUnsatisfiable', 'ScheduleAnyway', { hard: false }),
  ];
});

/** A taint that keeps a pod from every node that it selects. */
const tolerationEdits = (workload: Workload, { groups }: Cluster): readonly Edit[] => {
  const taints = new Map(groups.filter(({ labels }) => workload.pod.nodes.every(({ requirements }) => requirements.every(({ key, values }) => values.includes(labels[key] ?? '')))).flatMap(({ taints: own }) => own).map(taint => [JSON.stringify(taint), taint]));
  return [...taints.values()].filter(({ key }) => !workload.pod.tolerations.some(toleration => toleration.key === key || toleration.key === '')).map((taint): Edit => ({
    object: workload.object, file: workload.file, path: [...TEMPLATE, 'tolerations'], to: `a toleration of ${taint.key}=${taint.value}:${taint.effect}`,
    apply: withWorkload(workload.object, each => ({ ...each, pod: { ...each.pod, tolerations: [...each.pod.tolerations, { ...taint, operator: 'Equal', seconds: null }] } })),
  }));
};

/** Another node, or a few, in each group that the pods may use. */
const roomEdits = (workload: Workload, { groups }: Cluster, pods: number): readonly Edit[] => {
  const own = groups.filter(({ labels, taints }) => workload.pod.nodes.every(({ requirements }) => requirements.every(({ key, values }) => values.includes(labels[key] ?? '')))
    && taints.every(({ key }) => workload.pod.tolerations.some(toleration => toleration.key === key || toleration.key === '')));
  const [first] = own;
  if (first === undefined) return [];
  const perNode = Math.max(1, Math.min(Math.floor(first.allocatable.cpuMillis / Math.max(1, workload.pod.requests.cpuMillis)), Math.floor(first.allocatable.memoryMiB / Math.max(1, workload.pod.requests.memoryMiB))));
  return [...new Set([1, Math.max(1, Math.ceil(pods / perNode / own.length))])].map(more => nodesEdit(own, first, more));
};

const nodesEdit = (groups: readonly NodeGroup[], first: NodeGroup, more: number): Edit => ({
  object: first.object, file: first.file, path: ['resource', ...first.object.split('.'), 'scaling_config'], to: `desired_size, min_size and max_size ${more} more in each of ${groups.map(({ name }) => name).join(', ')}`,
  apply: withGroups(groups, group => ({ ...group, count: { least: group.count.least + more, usual: group.count.usual + more, most: group.count.most + more } })),
});

const quotaEdits = ({ outcome }: SurviveFinding, { quotas, workloads }: Cluster): readonly Edit[] => {
  const why = outcome?.late?.why ?? outcome?.why.find(text => text.startsWith('ResourceQuota/'));
  const quota = quotas.find(({ object }) => why?.startsWith(object));
  if (quota === undefined || outcome === null) return [];
  // room for everything of the namespace at its most, its surge, and the part of it that a zone holds
  const need = workloads.filter(({ namespace }) => namespace === quota.namespace).reduce((sum, { most, rollout, pod: { requests, charges } }) => {
    const pods = most + podsOf(rollout.surge, most, 'up') + Math.ceil(most / 2);
    return { pods: sum.pods + pods, cpuMillis: sum.cpuMillis + pods * requests.cpuMillis, memoryMiB: sum.memoryMiB + pods * requests.memoryMiB, limitMemoryMiB: sum.limitMemoryMiB + pods * (charges.limitMemoryMiB ?? 0) };
  }, { pods: 0, cpuMillis: 0, memoryMiB: 0, limitMemoryMiB: 0 });
  const hard: Quota['hard'] = {
    ...quota.hard,
    pods: quota.hard.pods === null ? null : Math.max(quota.hard.pods, need.pods), cpuMillis: quota.hard.cpuMillis === null ? null : Math.max(quota.hard.cpuMillis, need.cpuMillis),
    memoryMiB: quota.hard.memoryMiB === null ? null : Math.max(quota.hard.memoryMiB, Math.ceil(need.memoryMiB)),
    limitMemoryMiB: quota.hard.limitMemoryMiB === null ? null : Math.max(quota.hard.limitMemoryMiB, Math.ceil(need.limitMemoryMiB)),
  };
  const said = [...(hard.pods === quota.hard.pods ? [] : [`pods: ${hard.pods}`]), ...(hard.cpuMillis === quota.hard.cpuMillis ? [] : [`requests.cpu: ${hard.cpuMillis}m`]), ...(hard.memoryMiB === quota.hard.memoryMiB ? [] : [`requests.memory: ${hard.memoryMiB}Mi`]), ...(hard.limitMemoryMiB === quota.hard.limitMemoryMiB ? [] : [`limits.memory: ${hard.limitMemoryMiB}Mi`])];
  return [{
    object: quota.object, file: quota.file, path: ['spec', 'hard'], to: said.join(', ') || 'as it is',
    apply: cluster => ({ ...cluster, quotas: cluster.quotas.map(each => (each.object === quota.object ? { ...each, hard } : each)) }),
  }];
};

const budgetEdits = ({ outcome }: SurviveFinding): readonly Edit[] => (outcome?.workload.budgets ?? []).flatMap(budget => {
  const edit = (to: string, path: readonly string[], change: Partial<Budget>): Edit => ({
    object: budget.object, file: budget.file, path, to,
    apply: cluster => ({ ...cluster, workloads: cluster.workloads.map(each => ({ ...each, budgets: each.budgets.map(other => (other.object === budget.object ? { ...other, ...change } : other)) })) }),
  });
  const others = (budgets: readonly Budget[]): readonly Budget[] => budgets.filter(({ object }) => object !== budget.object);
  return [
    ...(outcome !== null && outcome.workload.budgets.length > 1 ? [{
      object: budget.object, file: budget.file, path: ['spec', 'selector'], to: `${budget.object} without the pods of ${outcome.workload.name}`,
      apply: withWorkload(outcome.workload.object, each => ({ ...each, budgets: others(each.budgets) })),
    }] : []),
    edit('maxUnavailable: 1', ['spec', budget.bound.kind], { bound: { kind: 'maxUnavailable', amount: { pods: 1 } } }),
    ...(budget.unreadyMayGo ? [] : [edit('unhealthyPodEvictionPolicy: AlwaysAllow', ['spec', 'unhealthyPodEvictionPolicy'], { unreadyMayGo: true })]),
  ];
});

const countEdits = ({ outcome }: SurviveFinding, workload: Workload, { zones }: Cluster): readonly Edit[] => {
  const need = outcome?.need ?? 0;
  const count = zones.length === 1 ? need + 1 : zones.length * Math.ceil(need / (zones.length - 1));
  const full = outcome?.wanted === workload.most && workload.most > workload.replicas;
  if (count <= (full ? workload.most : workload.replicas)) return [];
  const field = full ? workload.counted.mostField : workload.counted.field;
  return [{
    object: workload.counted.object, file: workload.counted.file, path: field.split('.'), to: `${field.split('.').at(-1)}: ${count}`,
    apply: withWorkload(workload.object, each => ({ ...each, replicas: full ? each.replicas : count, most: Math.max(each.most, count) })),
  }];
};

const stayEdits = ({ workload, outcome }: SurviveFinding): readonly Edit[] => {
  const seconds = workload?.plan?.tolerationSeconds;
  if (workload === null || seconds === undefined || outcome?.late !== null) return [];
  return [{
    object: workload.object, file: workload.file, path: [...TEMPLATE, 'tolerations'], to: `tolerationSeconds: ${seconds} for node.kubernetes.io/not-ready and unreachable`,
    apply: withWorkload(workload.object, each => ({
      ...each, pod: { ...each.pod, tolerations: [...each.pod.tolerations.filter(({ key }) => !key.startsWith('node.kubernetes.io/')), ...(['not-ready', 'unreachable'] as const).map(key => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists' as const, value: '', effect: 'NoExecute' as const, seconds }))] },
    })),
  }];
};

const planEdits = (workload: Workload): readonly Edit[] => {
  const { plan, counted } = workload;
  if (plan === null) return [];
  const edit = (field: string, value: number, change: Partial<Workload>): Edit => ({ object: counted.object, file: counted.file, path: field.split('.'), to: `${field.split('.').at(-1)}: ${value}`, apply: withWorkload(workload.object, each => ({ ...each, ...change })) });
  return [
    ...(workload.replicas < plan.replicas ? [edit(counted.field, plan.replicas, { replicas: plan.replicas, most: Math.max(workload.most, plan.replicas) })] : []),
    ...(workload.most < plan.most && counted.mostField !== counted.field ? [edit(counted.mostField, plan.most, { most: plan.most })] : []),
  ];
};

/** A group like another one, in each zone that has none. */
const groupsEdit = (like: NodeGroup, zones: readonly string[]): Edit => ({
  object: like.object, file: like.file, path: ['resource', ...like.object.split('.')], to: `a node group like ${like.name} in ${zones.join(' and ')}`,
  apply: cluster => ({ ...cluster, groups: [...cluster.groups, ...zones.map(zone => ({ ...like, name: `${like.name}-in-${zone}`, zones: [zone] }))] }),
});

const poolEdits = ({ groups, fill, planned, atMost, without }: Pool): readonly Edit[] => {
  const [first] = groups;
  if (first === undefined) return [];
  if (without.length > 0) return [groupsEdit(first, without)];
  const count = atMost ? first.count.most : first.count.usual;
  return [nodesEdit(groups, first, Math.max(1, Math.ceil(count * fill / planned - 1e-9) - count))];
};
