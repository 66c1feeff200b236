/** A region of the reference platform on a plane of its own, and what the model says of it. */
import { inject } from 'vitest';
import type { Scenario } from '../../analysis/survive/outcomes.ts';
import { nodeOf } from '../../analysis/survive/nodes.ts';
import type { Cluster, Node, NodeGroup } from '../../analysis/survive/words.ts';
import type { Upgrade } from './happenings.ts';
import { type Plane, SHORT_POD_TIMES, startPlane } from './plane.ts';
import { type PodWatch, settle, watchPods } from './pods.ts';
import { predictions, type Proof, proofOf } from './proof.ts';
import { hastened, nodesOfRegion, type Region, standUpHastened } from './region.ts';

export interface Trial {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
  readonly nodesIn: (zone: string) => ReadonlySet<string>;
  /** How a group is upgraded, with the nodes that it has and those that it gets. */
  readonly upgradeOf: (group: NodeGroup) => Upgrade;
  readonly plane: Plane;
  readonly watch: PodWatch;
  readonly proof: Proof;
  readonly end: () => Promise<void>;
}

export interface TrialOptions {
  readonly where: string;
  readonly region: Region;
  readonly primary?: Region;
  readonly scenarios: readonly Scenario[];
  readonly nodesOf: (group: NodeGroup) => number;
}

/** How often ties are decided anew. */
const TRIALS = 20;

export const trialOf = async ({ where, region, primary, scenarios, nodesOf }: TrialOptions): Promise<Trial> => {
  const cluster = quick(region);
  const nodes = nodesOfRegion(region, nodesOf);
  const freshOf = (group: NodeGroup): readonly Node[] => Array.from({ length: group.upgrade.surges ? group.upgrade.unavailable : 0 }, (_, i) => nodeOf(group, nodesOf(group) + i));
  const all = predictions(cluster, scenarios, TRIALS, primary === undefined ? null : quick(primary));
  const plane = await startPlane({ programs: inject('programs'), zones: cluster.zones });
  const watch = await watchPods(plane.api);
  const proof = proofOf({ where, all, nodes: [...nodes, ...cluster.groups.flatMap(freshOf)], watch, table: inject('table') });
  const refused = await standUpHastened(plane, region, nodes);
  if (refused.length > 0) {
    await plane.stop();
    throw new Error(refused.join('\n'));
  }
  await settle(watch);
  return {
    cluster, nodes, plane, watch, proof,
    nodesIn: zone => new Set(nodes.filter(node => node.zone === zone).map(({ name }) => name)),
    upgradeOf: group => ({ old: nodes.filter(node => node.group.name === group.name), fresh: freshOf(group), unavailable: group.upgrade.unavailable }),
    end: () => {
      watch.stop();
      return plane.stop();
    },
  };
};

const quick = ({ cluster }: Region): Cluster => hastened(cluster, SHORT_POD_TIMES.readyAfterMs / 1000);
