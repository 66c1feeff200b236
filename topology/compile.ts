/**
 * `compile(environment, region, catalog) → Topology`: the one place where defaults are applied, sizes computed and
 * conversations derived. Problems are collected and returned together; nothing is thrown at people.
 */
import { settle } from '../capacity/settle.ts';
import {
  type Catalog, type Environment, type EnvironmentSpec, type Problem, type Region, type RegionSpec, type SizedTopology, TIERS, type Topology, type WaiverSpec,
} from '../model/index.ts';
import { accessOf } from './access.ts';
import { addressPlan } from './addresses.ts';
import { edgesOf } from './edges.ts';
import { INVARIANTS, namesHold, SIZED_INVARIANTS } from './invariants/index.ts';
import { numbersOf } from './numbers.ts';
import { componentsOf, type Parties, peersOf } from './peers.ts';
import { providerOf } from './provider.ts';
import { nodePoolsOf, segmentsOf } from './rooms.ts';
import { catalogShape, environmentShape, waiverShape } from './schema/index.ts';
import { isFenced, type Selection, select } from './selection.ts';
import { jobsOf, kafkaOf, objectsOf, postgresOf, secretsIn, topicsOf } from './stores.ts';
import { workloadOf } from './workload.ts';

export interface CompileOptions {
  /** All environments of the configuration, for what they must not share. @default this environment alone */
  readonly environments?: readonly EnvironmentSpec[];
  /** @default none */
  readonly waivers?: readonly WaiverSpec[];
}

export interface Compiled {
  /** Null when there are problems. */
  readonly topology: Topology | null;
  /** Everything that is wrong, in the order of the codes. */
  readonly problems: readonly Problem[];
}

/** @param region name of one of the environment's regions */
export const compile = (environment: EnvironmentSpec, region: string, catalog: Catalog, options: CompileOptions = {}): Compiled => {
  const waivers = options.waivers ?? [];
  const shape = [...catalogShape(catalog), ...environmentShape(environment), ...waivers.flatMap(waiverShape)];
  if (shape.length > 0) return { topology: null, problems: sorted(shape) };
  const spec = environment.regions.find(candidate => candidate.name === region);
  if (spec === undefined) {
    const want = `one of ${environment.regions.map(({ name }) => name).join(', ')}`;
    return { topology: null, problems: [{ code: 'PT-101', at: { noun: 'environment', name: environment.name, path: 'regions' }, saw: `no region '${region}'`, want }] };
  }
  const selection = select(catalog, environment, spec);
  const context = { selection, environments: options.environments ?? [environment], waivers };
  const written = INVARIANTS.flatMap(invariant => [...invariant(context)]);
  if (!namesHold(written)) return { topology: null, problems: sorted(written) };
  const sized = sizeAll(selection, waivers);
  const problems = [...written, ...SIZED_INVARIANTS.flatMap(invariant => [...invariant(sized, context)])];
  if (problems.length > 0) return { topology: null, problems: sorted(problems) };
  const { plain, derivations } = settle(sized);
  return { topology: { ...plain, derivations, tiers: TIERS }, problems: [] };
};

const sorted = (problems: readonly Problem[]): readonly Problem[] => [...problems].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = (problem: Problem): string => `${problem.code} ${problem.at.noun} ${problem.at.name} ${problem.at.path} ${problem.saw}`;

const sizeAll = (selection: Selection, waivers: readonly WaiverSpec[]): SizedTopology => {
  const { environment, region, catalog } = selection;
  const numbers = numbersOf(selection);
  const names = [...selection.services.keys()].sort();
  const workloads = Object.fromEntries(names.map(name => [name, workloadOf(selection.services.get(name) as Parameters<typeof workloadOf>[0], selection, numbers)]));
  const jobs = jobsOf(selection, numbers);
  const postgres = postgresOf(selection, numbers, workloads);
  const kafka = kafkaOf(selection, numbers);
  const providers = Object.fromEntries([...selection.providers.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(provider => [provider.name, providerOf(provider, selection)]));
  const addresses = addressPlan(region.cidr, region.zones.length, catalog.stores);
  const parties: Parties = { workloads, jobs, components: componentsOf(selection), postgres, kafka, providers, addresses };
  const segments = segmentsOf(numbers, parties);
  return {
    schemaVersion: 1, numbers, environment: environmentOf(selection), region: regionOf(environment, region), addresses,
    segments, nodePools: nodePoolsOf(selection, numbers, parties),
    workloads, jobs, components: parties.components, postgres, kafka, objects: objectsOf(selection), topics: topicsOf(selection, numbers, workloads),
    providers, secrets: secretsIn(selection, workloads), peers: peersOf(selection, parties), ...edgesOf(selection, parties),
    access: accessOf(selection, segments, parties),
    waivers: waivers.filter(waiver => waiver.environment === environment.name),
  };
};

const environmentOf = ({ environment, mode, region }: Selection): Environment => ({
  name: environment.name, purpose: environment.purpose, data: environment.data, cardData: mode, providers: environment.providers, cloud: environment.cloud, cni: environment.cni,
  bindings: environment.bindings, registry: environment.registry.replaceAll('{region}', region.name), hosts: environment.hosts, dnsZone: environment.dnsZone,
  kubernetes: environment.kubernetes, operators: environment.operators, pipelines: environment.pipelines, restoreFrom: environment.restoreFrom ?? null,
});

const regionOf = (environment: EnvironmentSpec, region: RegionSpec): Region => {
  const other = environment.regions.find(candidate => candidate.name !== region.name);
  return {
    name: region.name, role: region.role, zones: region.zones, cidr: region.cidr, fenced: isFenced(region),
    counterpart: other === undefined ? null : { name: other.name, role: other.role, cidr: other.cidr, zones: other.zones },
  };
};

