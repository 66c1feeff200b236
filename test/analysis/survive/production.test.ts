import { describe, expect, test } from 'vitest';
import { environments } from '../../../environments/index.ts';
import { SURVIVE_RULES } from '../../../model/index.ts';
import { PRIMARY, STANDBY, topologyOf } from '../../reference.ts';
import type { Edit } from '../../mutants/mutant.ts';
import { off } from '../../mutants/mutant.ts';
import { emittedOf, judgedOf } from './regions.ts';

const regions = environments.flatMap(environment => environment.regions.map(({ name }) => [environment.name, name] as const));

test.each(regions)('%s in %s survives all that one failure may do', (environment, region) => {
  const files = emittedOf(environment, region);
  const primary = files.topology.region.role === 'standby' ? emittedOf(environment) : null;
  const { run } = judgedOf(files, { primary });
  expect(run.findings.map(({ code, object, saw }) => `${code} ${object}: ${saw}`)).toEqual([]);
  expect(run.examined.map(({ code }) => code).sort()).toEqual(Object.keys(SURVIVE_RULES).sort());
  // with one zone nothing is promised about a drain, an upgrade or a lost zone
  const unexamined = run.examined.filter(({ examined }) => examined === 0).map(({ code }) => code);
  expect(unexamined).toEqual(files.topology.region.zones.length > 1 ? [] : ['PT-282', 'PT-283', 'PT-285']);
});

const CORE = 'Deployment/payments-core/payment-core';
const POD = '/spec/template/spec';
const SCALER = 'HorizontalPodAutoscaler/payments-core/payment-core';

interface Removal {
  readonly what: string;
  readonly edits: readonly Edit[];
  readonly found: string;
}

const quotaOfCore = 'ResourceQuota/payments-core/segment';

const REMOVALS: readonly Removal[] = [
  { what: 'nodeTaintsPolicy', edits: [{ at: CORE, pointer: `${POD}/topologySpreadConstraints/0/nodeTaintsPolicy`, to: off }], found: `PT-281 ${CORE}` },
  { what: 'the limit of minDomains', edits: [{ at: CORE, pointer: `${POD}/topologySpreadConstraints/0/minDomains`, to: 3 }], found: `PT-281 ${CORE}` },
  { what: 'one replica', edits: [{ at: SCALER, pointer: '/spec/minReplicas', to: 5 }], found: `PT-286 ${SCALER}` },
  { what: 'one replica of the most', edits: [{ at: SCALER, pointer: '/spec/maxReplicas', to: 32 }], found: `PT-286 ${SCALER}` },
  { what: 'replicas that the load needs', edits: [{ at: SCALER, pointer: '/spec/minReplicas', to: 4 }], found: `PT-284 ${SCALER}` },
  { what: 'the toleration of its nodes', edits: [{ at: CORE, pointer: `${POD}/tolerations/0`, to: off }], found: `PT-281 ${CORE}` },
  { what: 'the tolerations of a lost node', edits: [{ at: CORE, pointer: `${POD}/tolerations/2`, to: off }], found: `PT-285 ${CORE}` },
  { what: 'a zone of a node group', edits: [{ at: 'cluster/aws_eks_node_group.node_group_core_c', pointer: '', to: off }], found: `PT-281 ${CORE}` },
  { what: 'the node group of the card data in one zone', edits: [{ at: 'cluster/aws_eks_node_group.node_group_cde_c', pointer: '', to: off }], found: 'PT-281 Deployment/payments-cde/token-vault' },
  { what: 'what a budget may let go', edits: [{ at: 'PodDisruptionBudget/payments-core/payment-core', pointer: '/spec/maxUnavailable', to: 0 }], found: 'PT-282 PodDisruptionBudget/payments-core/payment-core' },
  { what: 'the slack of a quota', edits: [{ at: quotaOfCore, pointer: '/spec/hard/pods', to: '40' }], found: `PT-281 Deployment/payments-core/` },
];

describe('what is taken away is found', () => {
  const slack = (of: 'terminating'): readonly Edit[] => {
    const pods = judgedOf(emittedOf('production', PRIMARY), { scenarios: ['as-it-stands'] }).survived.cluster.workloads.filter(({ namespace }) => namespace === 'payments-core').reduce((sum, { replicas }) => sum + replicas, 0);
    return [{ at: quotaOfCore, pointer: '/spec/hard/pods', to: String(of === 'terminating' ? pods + 1 : pods) }];
  };
  const all: readonly Removal[] = [...REMOVALS, { what: 'room for the pods of a lost zone in a quota', edits: slack('terminating'), found: `PT-285 ${quotaOfCore}` }];

  test.each(all)('$what', ({ edits, found }) => {
    const { said } = judgedOf(emittedOf('production', PRIMARY, edits));
    expect(said.filter(line => line.startsWith(found))).not.toEqual([]);
  });
});

test('a pool without nodes in a zone is named', () => {
  const edits: readonly Edit[] = [{ at: 'cluster/aws_eks_node_group.node_group_core_a', pointer: '', to: off }];
  const { run } = judgedOf(emittedOf('production', PRIMARY, edits), { scenarios: ['as-it-stands'] });
  expect(run.findings.map(({ code, saw }) => `${code} ${saw}`)).toContain('PT-286 pool core has no nodes in ap-southeast-3a');
});

// pools share a type of machine: each has the room that the topology gives it, and no other's
test.each(['core', 'read'])('20 %% of the size of nodes of pool %s that is taken away is found there', pool => {
  const files = emittedOf('production', PRIMARY);
  const { nodePools } = files.topology;
  const smaller = Object.fromEntries(Object.entries(nodePools).map(([name, each]) => [name, name === pool ? { ...each, allocatable: { ...each.allocatable, cpuMillis: each.allocatable.cpuMillis * 0.8 } } : each]));
  const { said } = judgedOf({ ...files, topology: { ...files.topology, nodePools: smaller } });
  expect(said).toEqual(expect.arrayContaining([`PT-286 aws_eks_node_group.node_group_${pool}_a`]));
  expect(said.filter(one => !one.includes(`node_group_${pool}_`) && one.startsWith('PT-286 aws'))).toEqual([]);
});

describe('the standby', () => {
  test('after promotion at full load is judged by what the primary runs', () => {
    const files = emittedOf('production', STANDBY);
    const { survived } = judgedOf(files, { primary: emittedOf('production', PRIMARY), scenarios: ['promoted'] });
    const payout = survived.outcomes.find(({ workload }) => workload.name === 'payout-worker');
    expect(payout).toMatchObject({ wanted: topologyOf('production', PRIMARY).workloads['payout-worker']?.maxReplicas, pending: { least: 0, most: 0 } });
  });

  test('that cannot grow to the size of the primary is found', () => {
    const smaller: readonly Edit[] = ['a', 'b', 'c'].map(zone => ({ at: `cluster/aws_eks_node_group.node_group_core_${zone}`, pointer: '/scaling_config/max_size', to: 4 }));
    const { said } = judgedOf(emittedOf('production', STANDBY, smaller), { primary: emittedOf('production', PRIMARY), scenarios: ['promoted'] });
    expect(said.filter(line => line.startsWith('PT-281 Deployment/payments-core/'))).not.toEqual([]);
  });
});

describe('stores in the cluster', () => {
  const written = (edits: readonly Edit[]): readonly string[] => judgedOf(emittedOf('integration', undefined, edits), { scenarios: ['zone-loss'] }).said.filter(line => line.startsWith('PT-283'));

  test('take writes without any one zone', () => {
    const { survived } = judgedOf(emittedOf('integration'), { scenarios: ['zone-loss'] });
    expect([...new Set(survived.stores.map(({ store }) => store.name))].sort()).toEqual(['kafka/events', 'postgres/ledger', 'postgres/payments', 'postgres/reporting', 'postgres/tokens']);
    expect(survived.stores.filter(({ writable }) => !writable)).toEqual([]);
  });

  test.each<[string, readonly Edit[], string]>([
    ['two synchronous standbys', [{ at: 'Cluster/payments-data/ledger', pointer: '/spec/postgresql/synchronous/number', to: 2 }], 'PT-283 Cluster/payments-data/ledger'],
    ['all copies in sync', [{ at: 'KafkaTopic/payments-data/ledger.balances', pointer: '/spec/config/min.insync.replicas', to: 3 }], 'PT-283 Kafka/payments-data/events'],
    ['no racks', [{ at: 'Kafka/payments-data/events', pointer: '/spec/kafka/rack', to: off }], 'PT-283 Kafka/payments-data/events'],
    ['two controllers', [{ at: 'KafkaNodePool/payments-data/events-controllers', pointer: '/spec/replicas', to: 2 }], 'PT-283 Kafka/payments-data/events'],
  ])('with %s do not', (_name, edits, found) => {
    expect(written(edits)).toContain(found);
  });
});

test('managed stores are read from Terraform', () => {
  const instances: readonly Edit[] = ['1', '2', '3'].map(n => ({ at: `data/aws_rds_cluster_instance.instance_ledger_${n}`, pointer: '/availability_zone', to: 'ap-southeast-3a' }));
  expect(judgedOf(emittedOf('production', PRIMARY, instances), { scenarios: ['zone-loss'] }).said).toContain('PT-283 aws_rds_cluster.cluster_ledger');
  const inSync: Edit = { at: 'messaging/aws_msk_configuration.configuration_events', pointer: '/server_properties', to: (old: unknown) => String(old).replace('min.insync.replicas=2', 'min.insync.replicas=3') };
  expect(judgedOf(emittedOf('production', PRIMARY, [inSync]), { scenarios: ['zone-loss'] }).said).toContain('PT-283 aws_msk_cluster.cluster_events');
});

test('a node group without a size is a problem that names what is known', () => {
  const type: Edit = { at: 'cluster/aws_eks_node_group.node_group_core_a', pointer: '/instance_types/0', to: 'm7i.large' };
  const { survived } = judgedOf(emittedOf('production', PRIMARY, [type]), { scenarios: ['as-it-stands'] });
  expect(survived.cluster.problems).toEqual([expect.objectContaining({ saw: 'm7i.large', want: expect.stringContaining('m7i.2xlarge') as string })]);
});

