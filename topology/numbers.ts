/** Quantities that others rest on: inputs, load profile, zones, scale and the tier table. */
import { input, tabled, written } from '../capacity/exact.ts';
import { rate } from '../capacity/sizing.ts';
import { type Quantity, type SizedTopology, TIERS, type Tier } from '../model/index.ts';
import type { Selection } from './selection.ts';

export type Numbers = SizedTopology['numbers'];

export const numbersOf = ({ catalog, environment, region }: Selection): Numbers => {
  const inputs: Record<string, Quantity> = {};
  for (const name of Object.keys(catalog.inputs).sort()) inputs[name] = input(catalog.inputs[name] as (typeof catalog.inputs)[string]);
  const load = ratio(environment.loadScale, `environment ${environment.name} › loadScale`);
  const flows: Record<string, { steady: Quantity; peak: Quantity }> = {};
  for (const name of Object.keys(catalog.flows).sort()) {
    const flow = catalog.flows[name] as (typeof catalog.flows)[string];
    flows[name] = { steady: rate(flow.steady, inputs, load), peak: rate(flow.peak, inputs, load) };
  }
  return {
    inputs, flows,
    region: {
      zones: written(region.zones.length, 'zones', `environment ${environment.name} › regions › ${region.name} › zones`),
      scale: ratio(region.scale, `environment ${environment.name} › regions › ${region.name} › scale`),
      load,
    },
    tiers: Object.fromEntries(Object.entries(TIERS).map(([tier, rule]) => [tier, {
      leastReplicas: tabled(rule.leastReplicas, 'pods', `TIERS ${tier} › leastReplicas`),
      tolerationSeconds: tabled(rule.tolerationSeconds, 's', `TIERS ${tier} › tolerationSeconds`),
      surgePerZone: tabled(rule.rollout.surgePerZone, 'pods', `TIERS ${tier} › rollout.surgePerZone`),
      maxUnavailable: tabled(rule.rollout.maxUnavailable, 'pods', `TIERS ${tier} › rollout.maxUnavailable`),
    }])),
  };
};

/** All of it, unless a person wrote a part. */
const ratio = (stated: string | undefined, path: string): Quantity => (stated === undefined ? tabled(1, '1', `default of ${path}`) : written(stated, '1', path));

/** An input that the catalog must have because sizes rest on it; its absence is PT-101, found before sizing. */
export const REQUIRED_INPUTS = [
  'replicaUtilization', 'burst', 'nodeFill', 'databaseFill', 'heapShare', 'everything', 'handlingTime', 'callTimeout', 'connectionHold', 'connectionTimeout',
  'socketTimeout', 'connectionLifetime', 'keepalive', 'forgetting', 'leastSettling', 'commitTime', 'leaseRelease', 'leaveGroup', 'sessionTimeout', 'heartbeat', 'shutdownMargin', 'reservedConnections', 'operatorConnections',
  'eventsPerPartition', 'leastPool', 'leastThreads', 'leastCalls', 'instanceCpu', 'instanceMemory', 'platformCpu', 'platformMemory', 'platformPods', 'jobCpu', 'jobMemory',
] as const;
export type RequiredInput = (typeof REQUIRED_INPUTS)[number];

export const required = (numbers: Numbers, name: RequiredInput): Quantity => named(numbers, name);

/** @throws when the input is missing; PT-101 has been reported before anything is sized */
export const named = (numbers: Numbers, name: string): Quantity => {
  const found = numbers.inputs[name];
  if (found === undefined) throw new Error(`input ${name} was not checked`);
  return found;
};

export const tierNumbers = (numbers: Numbers, tier: Tier): Numbers['tiers'][string] => numbers.tiers[tier] as Numbers['tiers'][string];
