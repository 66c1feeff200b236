/** How full the nodes of a pool are when a zone of them is gone and everything rolls: what the plan keeps free, so that it need not be lucky. */
import type { Topology } from '../../model/index.ts';
import { POOL_LABEL } from '../../model/index.ts';
import { matches } from '../reach/kubernetes/selector.ts';
import { podsOf } from './quantities.ts';
import type { Cluster, NodeGroup, Workload } from './words.ts';

export interface Pool {
  readonly name: string;
  /** Node groups of a pool are one thing to a reader: the first of them, and its file. */
  readonly object: string;
  readonly file: string;
  readonly groups: readonly NodeGroup[];
  readonly what: 'CPU' | 'memory';
  /** Part of what is left that is asked for, and the most that was planned. */
  readonly fill: number;
  readonly planned: number;
  readonly atMost: boolean;
  /** Zones in which it has no node group. */
  readonly without: readonly string[];
}

/** Each pool at its worst: without load or with all of it, CPU or memory. None where the topology does not say how full a node may be. */
export const poolsOf = ({ groups, workloads, zones }: Cluster, topology: Topology): readonly Pool[] => {
  const planned = topology.numbers.inputs['nodeFill'];
  if (planned === undefined) return [];
  return [...new Set(groups.map(({ labels }) => labels[POOL_LABEL]))].flatMap(name => {
    const own = groups.filter(({ labels }) => labels[POOL_LABEL] === name);
    const [first] = own;
    if (name === undefined || first === undefined) return [];
    const here = workloads.filter(({ pod }) => pod.nodes.some(selector => selector.requirements.some(({ key }) => key === POOL_LABEL) && matches(selector, first.labels)));
    const cases = [false, true].flatMap(atMost => (['cpuMillis', 'memoryMiB'] as const).map(what => ({
      name, object: first.object, file: first.file, groups: own, without: zones.filter(zone => !own.some(group => group.zones.includes(zone) && group.count.most > 0)), what: what === 'cpuMillis' ? 'CPU' as const : 'memory' as const, planned, atMost,
      fill: asked(here, what, atMost) / left(own, zones, what, atMost),
    })));
    return [cases.reduce((a, b) => (b.fill > a.fill ? b : a))];
  });
};

type What = 'cpuMillis' | 'memoryMiB';

const asked = (workloads: readonly Workload[], what: What, atMost: boolean): number => workloads.reduce((sum, { pod, replicas, most, rollout }) => {
  const count = atMost ? most : replicas;
  return sum + (count + (count === 0 ? 0 : podsOf(rollout.surge, count, 'up'))) * pod.requests[what];
}, 0);

/** What the nodes of all zones but the largest give. */
const left = (groups: readonly NodeGroup[], zones: readonly string[], what: What, atMost: boolean): number => {
  const byZone = zones.map(zone => groups.reduce((sum, { zones: own, count, allocatable }) => sum + (own.includes(zone) ? (atMost ? count.most : count.usual) * allocatable[what] / own.length : 0), 0));
  return byZone.reduce((sum, room) => sum + room, 0) - (byZone.length > 1 ? Math.max(...byZone) : 0);
};
