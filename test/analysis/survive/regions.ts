/** Regions for tests of survival: what production and others emit, edited in memory, and small ones made by hand. */
import type { SurviveFiles } from '../../../analysis/survive/cluster.ts';
import { findingsOf } from '../../../analysis/survive/findings.ts';
import type { Survived } from '../../../analysis/survive/index.ts';
import { clusterIn, survivedOf } from '../../../analysis/survive/index.ts';
import type { Outcome, Scenario } from '../../../analysis/survive/outcomes.ts';
import { SCENARIOS } from '../../../analysis/survive/outcomes.ts';
import type { Topology } from '../../../model/index.ts';
import type { Edit, Json } from '../../mutants/mutant.ts';
import { edited, filesOf } from '../../mutants/copies.ts';
import { topologyOf } from '../../reference.ts';


const emitted = new Map<string, ReturnType<typeof filesOf>>();

export const emittedOf = (environment: string, region?: string, edits: readonly Edit[] = []): SurviveFiles => {
  const topology = topologyOf(environment, region);
  const path = `${environment}/${topology.region.name}`;
  const files = emitted.get(path) ?? filesOf(topology);
  emitted.set(path, files);
  const copy = edited(files, edits);
  return {
    path, topology: copy.get('topology.json') as unknown as Topology,
    documents: [...copy].filter(([file]) => file.startsWith('manifests/')).map(([file, value]) => ({ file: `${path}/${file}`, index: 0, value })),
    terraform: [...copy].filter(([file]) => file.startsWith('terraform/')).map(([file, json]) => ({ path: `${path}/${file}`, json })),
  };
};

export interface Judged {
  readonly survived: Survived;
  /** `PT-281 Deployment/payments-core/payment-core` */
  readonly said: readonly string[];
  readonly run: ReturnType<typeof findingsOf>;
}

export const judgedOf = (files: SurviveFiles, { primary = null, scenarios = SCENARIOS }: { readonly primary?: SurviveFiles | null; readonly scenarios?: readonly Scenario[] } = {}): Judged => {
  const survived = survivedOf(files, primary === null ? null : clusterIn(primary), { scenarios: new Set(scenarios) });
  const run = findingsOf(survived, files.topology);
  return { survived, run, said: run.findings.map(({ code, object }) => `${code} ${object}`) };
};

/* ---- by hand ---------------------------------------------------------------------------------------------------------------- */

export interface Small {
  /** Zones with as many nodes. */
  readonly zones?: Readonly<Record<string, number>>;
  /** More groups than the one of each zone. */
  readonly more?: Readonly<Record<string, { readonly zone: string; readonly nodes: number }>>;
  readonly node?: { readonly cpuMillis: number; readonly memoryMiB: number; readonly pods: number };
  readonly objects: readonly Json[];
  /** Needs of workloads by name. */
  readonly need?: Readonly<Record<string, number>>;
}

export const NAMESPACE = 'payments';

/** A region of a few nodes, as files. */
export const small = ({ zones = { a: 3, b: 3, c: 3 }, more = {}, node = { cpuMillis: 4000, memoryMiB: 16_000, pods: 50 }, objects, need = {} }: Small): SurviveFiles => ({
  path: 'small/region',
  topology: {
    schemaVersion: 1, numbers: { inputs: {} }, environment: { name: 'small' }, region: { name: 'region', role: 'primary', zones: Object.keys(zones) }, segments: {}, postgres: {}, kafka: {}, topics: {},
    nodePools: { workers: { name: 'workers', instanceType: 'm', allocatable: node, perZone: { min: 1, max: 1 } } },
    workloads: Object.fromEntries(Object.entries(need).map(([name, steady]) => [name, { name, namespace: NAMESPACE, replicas: 0, maxReplicas: 0, need: { steady, peak: steady }, tolerationSeconds: 300 }])),
  } as unknown as Topology,
  documents: objects.map((value, index) => ({ file: 'manifests.yaml', index, value })),
  terraform: [{
    path: 'terraform/cluster/cdk.tf.json',
    json: {
      resource: {
        aws_subnet: Object.fromEntries(Object.keys(zones).map(zone => [zone, { availability_zone: zone }])),
        aws_eks_node_group: Object.fromEntries([...Object.entries(zones).map(([zone, nodes]) => [zone, zone, nodes] as const), ...Object.entries(more).map(([name, { zone, nodes }]) => [name, zone, nodes] as const)].map(([name, zone, count]) => [name, {
          node_group_name: name, instance_types: ['m'], labels: {}, subnet_ids: [`\${aws_subnet.${zone}.id}`], scaling_config: { desired_size: count, min_size: count, max_size: count }, update_config: { max_unavailable: 1 },
        }])),
      },
    },
  }],
});

export interface Asked {
  readonly replicas?: number;
  readonly cpu?: string;
  readonly spec?: Json;
  readonly strategy?: Json;
  readonly priorityClassName?: string;
}

export const deployment = (name: string, { replicas = 6, cpu = '500m', spec = {}, strategy = {}, priorityClassName }: Asked = {}): Json => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: NAMESPACE },
  spec: {
    replicas, selector: { matchLabels: { app: name } }, strategy,
    template: { metadata: { labels: { app: name } }, spec: { ...(priorityClassName === undefined ? {} : { priorityClassName }), containers: [{ name, image: 'i', resources: { requests: { cpu, memory: '64Mi' } } }], ...spec } },
  },
});

export const zoneSpread = (name: string, more: Json = {}): Json => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: name } }, ...more }],
});

export const budget = (name: string, bound: Json): Json => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: NAMESPACE }, spec: { ...bound, selector: { matchLabels: { app: name } } } });

export const priorityClass = (name: string, value: number, more: Json = {}): Json => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, ...more });

export const quota = (hard: Json): Json => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota', namespace: NAMESPACE }, spec: { hard } });

/** What becomes of one workload. @throws where nothing does */
export const outcome = (files: SurviveFiles, scenario: Scenario, name: string, instance?: string): Outcome => {
  const found = judgedOf(files, { scenarios: [scenario] }).survived.outcomes.find(({ workload, instance: where }) => workload.name === name && (instance === undefined || where === instance));
  if (found === undefined) throw new Error(`nothing happens to ${name} in ${scenario}`);
  return found;
};
