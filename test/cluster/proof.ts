/** A cluster that the model predicts and a plane shows: whatever happens to both is compared workload by workload. */
import { expect } from 'vitest';
import type { Outcome, Scenario } from '../../analysis/survive/outcomes.ts';
import { outcomesOf } from '../../analysis/survive/scenarios.ts';
import type { Timings } from '../../analysis/survive/times.ts';
import type { Cluster, Node, Range } from '../../analysis/survive/words.ts';
import { differencesOf, keyOf, type Observation, observe, refusalsDiffering } from './observation.ts';
import type { Happened } from './happenings.ts';
import { SHORT_TIMINGS } from './plane.ts';
import type { PodWatch } from './pods.ts';
import { addRow, type Compared } from './table.ts';

/** Of a plane: nodes are looked at every second, a lease is renewed four times in its grace. */
const TIMINGS: Timings = {
  noticed: { least: SHORT_TIMINGS.nodeMonitorGraceSeconds / 2, most: SHORT_TIMINGS.nodeMonitorGraceSeconds + 2 },
  perNode: 1 / SHORT_TIMINGS.nodeEvictionRate, perNodeSlowly: 100, quotaSync: SHORT_TIMINGS.quotaSyncSeconds, run: { least: 0, most: 2 },
};
export interface Proof {
  /** What the model says of a scenario, for the workloads that it touches. */
  readonly predicted: (scenario: Scenario, instance?: string) => readonly Outcome[];
  /**
   * Lets something happen and compares what it did with what was predicted; every difference fails the test.
   *
   * @param happen does it, and says who could not be moved, and whose eviction was refused at first
   * @param undo is done in any case, for the next to begin where this one did
   */
  readonly shows: (outcomes: readonly Outcome[], happen: () => Promise<Happened>, undo?: () => Promise<void>) => Promise<void>;
  /** Outcomes of those who stand on the nodes now: what is predicted of others is of a day when they do. */
  readonly standingOn: (nodes: ReadonlySet<string>, outcomes: readonly Outcome[]) => readonly Outcome[];
}

export interface ProofOptions {
  /** Name of the cluster in the table. */
  readonly where: string;
  /** From `predictions`, made before a plane is started: whoever computes for seconds hears nothing of a watch. */
  readonly all: readonly Outcome[];
  readonly nodes: readonly Node[];
  readonly watch: PodWatch;
  readonly table: string;
}

/** @param trials how often ties are decided anew, for a range to hold what a scheduler may do */
export const predictions = (cluster: Cluster, scenarios: readonly Scenario[], trials: number, primary: Cluster | null = null): readonly Outcome[] =>
  outcomesOf(cluster, { scenarios: new Set(scenarios), trials, timings: TIMINGS, primary });

export const proofOf = ({ where, all, nodes, watch, table }: ProofOptions): Proof => {
  const zoneOf = new Map(nodes.map(({ name, zone }) => [name, zone]));
  return {
    predicted: (scenario, instance = '') => all.filter(outcome => outcome.scenario === scenario && outcome.instance === instance),
    shows: async (expected, happen, undo = async () => undefined) => {
      const observing = observe(watch, node => zoneOf.get(node) ?? '', expected.map(({ workload, wanted }) => ({ workload, wanted })));
      try {
        const said = await happen();
        const stuck = [...new Set(said.stuck)].sort();
        const outcomes = expected.filter(outcome => said.hit?.has(keyOf(outcome.workload)) ?? true);
        expect(outcomes.length, 'workloads of which something is predicted').toBeGreaterThan(0);
        const refusedOf = (outcome: Outcome): number => said.refused.filter(each => each === keyOf(outcome.workload)).length;
        const seen = outcomes.map(({ workload, wanted }) => observing.of(workload, wanted));
        const stuckPredicted = [...new Set(outcomes.filter(outcome => outcome.stuck.length > 0).map(({ workload }) => keyOf(workload)))].sort();
        const differences = [
          ...outcomes.flatMap((outcome, i) => differencesOf(outcome, seen[i] as Observation)),
          ...outcomes.flatMap(outcome => refusalsDiffering(outcome, refusedOf(outcome))),
          ...(stuckPredicted.join() === stuck.join() ? [] : [`stuck: predicted ${stuckPredicted.join(', ') || 'nobody'}, observed ${stuck.join(', ') || 'nobody'}`]),
        ];
        addRow(table, { where, ...rowOf(outcomes, seen), refused: sumsOf(outcomes, outcome => outcome.refused, said.refused.length), stuck: { predicted: String(stuckPredicted.length), observed: String(stuck.length) }, differences: differences.length });
        expect(differences).toEqual([]);
      } finally {
        observing.end();
        await undo();
      }
    },
    standingOn: (places, outcomes) => {
      const hit = new Set([...watch.pods.values()].filter(pod => places.has(pod.node ?? '') && pod.phase !== 'Succeeded').map(pod => `${pod.namespace}/${pod.workload}`));
      const found = outcomes.filter(outcome => hit.has(keyOf(outcome.workload)));
      expect(found.length, 'workloads that stand there, and of which something is predicted').toBe(hit.size);
      return found;
    },
  };
};

const sumsOf = (outcomes: readonly Outcome[], pick: (outcome: Outcome) => Range, observed: number): Compared => {
  const [least, most] = [outcomes.reduce((sum, outcome) => sum + pick(outcome).least, 0), outcomes.reduce((sum, outcome) => sum + pick(outcome).most, 0)];
  return { predicted: least === most ? String(least) : `${least}–${most}`, observed: String(observed) };
};

/** Sums over all workloads; of times the slowest. */
const rowOf = (outcomes: readonly Outcome[], seen: readonly Observation[]) => {
  const sums = (pick: (outcome: Outcome) => Range, see: (observation: Observation) => number): Compared => sumsOf(outcomes, pick, seen.reduce((sum, observation) => sum + see(observation), 0));
  const never = (count: number): string => (count === 0 ? '' : `, ${count} never`);
  const times = outcomes.flatMap(({ healed }) => healed ?? []);
  const slowest = (values: readonly number[]): number => Math.round(Math.max(0, ...values));
  return {
    scenario: outcomes[0]?.scenario ?? '', instance: outcomes[0]?.instance ?? '', workloads: outcomes.length,
    running: sums(outcome => outcome.running, ({ running }) => running),
    pending: sums(outcome => outcome.pending, ({ pending }) => pending),
    leastReady: sums(outcome => outcome.leastReady, ({ leastReady }) => leastReady),
    healed: {
      predicted: `${slowest(times.map(({ least }) => least))}–${slowest(times.map(({ most }) => most))}${never(outcomes.length - times.length)}`,
      observed: `${slowest(seen.map(({ healedSeconds }) => healedSeconds ?? 0))}${never(seen.filter(({ healedSeconds }) => healedSeconds === null).length)}`,
    },
  };
};
