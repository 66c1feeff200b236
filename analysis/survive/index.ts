/** What a region survives, from its files alone: outcomes of every scenario, what is left of its stores, and what is wrong with that. */
import { terraformOf } from '../reach/cloud/terraform.ts';
import { objectsOf } from '../reach/kubernetes/objects.ts';
import type { SurviveFiles } from './cluster.ts';
import { clusterOf } from './cluster.ts';
import type { Outcome, Scenario } from './outcomes.ts';
import { outcomesOf } from './scenarios.ts';
import type { Standing, Store, StoreOutcome } from './stores.ts';
import { managedStores, operatedStores, storeOutcomes } from './stores.ts';
import type { Timings } from './times.ts';
import { TIMINGS } from './times.ts';
import type { Cluster } from './words.ts';

export interface Asked {
  readonly scenarios: ReadonlySet<Scenario>;
  /** How often ties are decided anew; a range covers what came of them. */
  readonly trials?: number;
  readonly timings?: Timings;
}

export interface Survived {
  readonly cluster: Cluster;
  readonly outcomes: readonly Outcome[];
  readonly stores: readonly StoreOutcome[];
}

/** How often ties are decided anew where nobody says otherwise. */
export const TRIALS = 3;

/** @param primary the cluster of the region that this one stands by for */
export const survivedOf = (files: SurviveFiles, primary: Cluster | null, { scenarios, trials = TRIALS, timings = TIMINGS }: Asked): Survived => {
  const terraform = terraformOf(files.terraform);
  const cluster = clusterOf(files, terraform);
  const outcomes = outcomesOf(cluster, { scenarios: new Set([...scenarios, 'as-it-stands']), trials, timings, primary });
  const stores = (): readonly Store[] => [...managedStores(terraform, files.topology), ...operatedStores(objectsOf(files.documents, ({ kind }) => STORES.has(kind)).objects, standingIn(outcomes))];
  return { cluster, outcomes: outcomes.filter(({ scenario }) => scenarios.has(scenario)), stores: scenarios.has('zone-loss') ? storeOutcomes(stores(), cluster.zones) : [] };
};

/** A cluster of which nothing else is asked. */
export const clusterIn = (files: SurviveFiles): Cluster => clusterOf(files, terraformOf(files.terraform));

const STORES = new Set(['Cluster', 'Kafka', 'KafkaTopic']);

const standingIn = (outcomes: readonly Outcome[]): Standing => (namespace, labels) => {
  const own = outcomes.filter(({ scenario, workload }) => scenario === 'as-it-stands' && workload.namespace === namespace && Object.entries(labels).every(([key, value]) => workload.pod.labels[key] === value));
  const zones = [...new Set(own.flatMap(({ byZone }) => Object.keys(byZone)))].sort();
  return {
    members: own.reduce((sum, { wanted }) => sum + wanted, 0),
    zones: Object.fromEntries(zones.map(zone => [zone, own.reduce((sum, { byZone }) => sum + (byZone[zone]?.most ?? 0), 0)])),
  };
};
