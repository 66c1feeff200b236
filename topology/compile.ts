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
import { ENVIRONMENT_INVARIANTS, INVARIANTS, namesHold, SIZED_INVARIANTS } from './invariants/index.ts';
import { type Context, problem } from './invariants/invariant.ts';
import { numbersOf } from './numbers.ts';
import { componentsOf, type Parties, peersOf } from './peers.ts';
import { providerOf } from './provider.ts';
import { nodePoolsOf, segmentsOf } from './rooms.ts';
import { readCatalog, readEnvironment, readEnvironments, readWaivers, sceneOf } from './schema/index.ts';
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
  const written = readCatalog(catalog);
  const place = readEnvironment(environment);
  const { environments: all = [environment], waivers: accepted = [] } = options;
  const others = readEnvironments(all);
  const waivers = readWaivers(accepted);
  const selection = select(written.catalog, sceneOf(environment));
  const context: Context = { selection, environments: others.items, unread: { ...written.unread, environments: others.unread }, waivers: waivers.items };
  const problems = [
    ...written.problems, ...(Array.isArray(all) && all.includes(environment) ? [] : place.problems), ...others.problems, ...waivers.problems,
    ...INVARIANTS.flatMap(invariant => [...invariant(context)]),
    ...(place.spec === null ? [] : [...ENVIRONMENT_INVARIANTS.flatMap(invariant => [...invariant(place.spec as EnvironmentSpec, context)]), ...unknownRegion(place.spec, region)]),
  ];
  const spec = place.spec?.regions.find(({ name }) => name === region);
  if (place.spec === null || spec === undefined || !namesHold(problems)) return { topology: null, problems: sorted(problems) };
  const sized = sizeAll({ ...selection, environment: place.spec, region: spec }, waivers.items);
  const found = [...problems, ...SIZED_INVARIANTS.flatMap(invariant => [...invariant(sized, context)])];
  if (found.length > 0) return { topology: null, problems: sorted(found) };
  const { plain, derivations } = settle(sized);
  return { topology: { ...plain, derivations, tiers: TIERS }, problems: [] };
};

const unknownRegion = ({ name, regions }: EnvironmentSpec, region: string): readonly Problem[] => regions.some(known => known.name === region) ? []
  : [problem('PT-101', 'environment', name, 'regions', `no region '${region}'`, `one of ${regions.map(known => known.name).join(', ')}`)];

/** Each problem once: an environment may stand in the list of all as a copy. */
const sorted = (problems: readonly Problem[]): readonly Problem[] => [...new Map(problems.map(problem => [keyOf(problem), problem])).entries()]
  .sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
const keyOf = (problem: Problem): string => `${problem.code} ${problem.at.noun} ${problem.at.name} ${problem.at.path} ${problem.saw} ${problem.want}`;

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
    name: region.name, role: region.role, zones: zonesOf(region), cidr: region.cidr, fenced: isFenced(region),
    counterpart: other === undefined ? null : { name: other.name, role: other.role, cidr: other.cidr, zones: zonesOf(other) },
  };
};

/** Subnets are dealt out in this order: a zone keeps its own wherever it is listed. */
const zonesOf = ({ zones }: RegionSpec): readonly string[] => [...zones].sort();
