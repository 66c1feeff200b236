import { describe, expect, test } from 'vitest';
import { environments } from '../../environments/index.ts';
import { CARD_DATA_MODES, type Catalog, type Derivation, type PostgresSpec, TIERS, type Topology } from '../../model/index.ts';
import { catalog } from '../../services/index.ts';
import { addressPlan } from '../../topology/addresses.ts';
import { REQUIRED_INPUTS } from '../../topology/numbers.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';

const table = (rows: readonly (readonly unknown[])[]): string => {
  const text = rows.map(row => row.map(String));
  const widths = (text[0] ?? []).map((_, column) => Math.max(...text.map(row => (row[column] ?? '').length)));
  return `${text.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')}\n`;
};

const everywhere = environments.flatMap(environment => CARD_DATA_MODES.flatMap(mode => environment.regions.map(region => [environment.name, mode, region.name] as const)));

describe('every environment in every card-data mode', () => {
  test.each(everywhere)('%s %s %s compiles without problems', (environment, mode, region) => {
    const topology = topologyOf(environment, region, mode);
    expect(topology.environment.cardData).toBe(mode);
    expect(topology.edges.length).toBeGreaterThan(100);
  });

  test.each(everywhere)('%s %s %s: every edge ends at peers that exist, has a reason and an owner', (environment, mode, region) => {
    const topology = topologyOf(environment, region, mode);
    for (const edge of [...topology.edges, ...topology.fencedEdges]) {
      expect(topology.peers[edge.from], edge.id).toBeDefined();
      expect(topology.peers[edge.to], edge.id).toBeDefined();
      expect(edge.why, edge.id).not.toBe('');
      expect(edge.owner, edge.id).not.toBe('');
      expect(edge.port, edge.id).toBeGreaterThan(0);
    }
    expect(new Set(topology.edges.map(edge => edge.id)).size).toBe(topology.edges.length);
  });

  test('hosted-checkout has no CDE, hosted-fields no card data, vault both', () => {
    const cde = (topology: Topology) => Object.values(topology.workloads).filter(workload => workload.scope === 'cde').map(workload => workload.name);
    expect(cde(topologyOf('production', PRIMARY, 'hosted-checkout'))).toEqual([]);
    expect(topologyOf('production', PRIMARY, 'hosted-checkout').segments.cde).toBeUndefined();
    expect(cde(topologyOf('production', PRIMARY))).toEqual(['token-vault']);
    expect(cde(topologyOf('production', PRIMARY, 'vault'))).toEqual(['card-vault', 'token-vault']);
    expect(topologyOf('production', PRIMARY).edges.filter(edge => edge.data === 'card')).toEqual([]);
  });
});

describe('a standby is fenced', () => {
  const standby = topologyOf('production', STANDBY);
  const primary = topologyOf('production', PRIMARY);
  test('lease workers have no replicas, everything else runs at its scale', () => {
    for (const workload of Object.values(standby.workloads)) {
      if (workload.lease === null) expect(workload.replicas, workload.name).toBeGreaterThan(0);
      else expect(workload.replicas, workload.name).toBe(0);
    }
  });
  test('no conversation with a provider is permitted; those of the primary are listed as what promotion opens', () => {
    const toProviders = (topology: Topology) => topology.edges.filter(edge => edge.to.startsWith('provider/')).map(edge => edge.id);
    expect(toProviders(standby)).toEqual([]);
    expect(standby.fencedEdges.map(edge => edge.id)).toEqual(toProviders(primary));
    expect(primary.fencedEdges).toEqual([]);
  });
  test('databases cannot be written, and the maxima are those of the primary', () => {
    expect(Object.values(standby.postgres).map(store => store.writable)).not.toContain(true);
    for (const workload of Object.values(standby.workloads)) expect(workload.maxReplicas, workload.name).toBe(primary.workloads[workload.name]?.maxReplicas);
  });
  test('addresses have the same offsets and never overlap', () => {
    expect(standby.addresses.tiers.cde.range.replace('10.17.', '10.16.')).toBe(primary.addresses.tiers.cde.range);
    expect(standby.addresses.stores['ledger']).not.toEqual(primary.addresses.stores['ledger']);
  });
});

describe('numbers', () => {
  const topology = topologyOf('production', PRIMARY);
  test('every derivation ends at a source, and every pointer it names exists', () => {
    const check = (derivation: Derivation, pointer: string): void => {
      if (derivation.formula === undefined) expect(derivation.source, pointer).toBeDefined();
      for (const input of Object.values(derivation.inputs ?? {})) {
        if (typeof input === 'string') expect(topology.derivations[input], `${pointer} → ${input}`).toBeDefined();
        else check(input, pointer);
      }
    };
    expect(Object.keys(topology.derivations).length).toBeGreaterThan(800);
    for (const [pointer, derivation] of Object.entries(topology.derivations)) check(derivation, pointer);
  });
  test('the payment core needs three replicas on an ordinary day, so it runs six, and thirty-three at the peak', () => {
    const { need, replicas, maxReplicas, disruption } = topology.workloads['payment-core'] as Topology['workloads'][string];
    expect({ need, replicas, maxReplicas, disruption }).toEqual({ need: { steady: 3, peak: 22 }, replicas: 6, maxReplicas: 33, disruption: { maxUnavailable: 2 } });
  });
  test('all replicas of an adapter together stay within the limits of part 057 §12', () => {
    const adapter = topology.workloads['acquirer-a-adapter'];
    expect((adapter?.provider?.operations.authorize?.bulkhead ?? 0) * (adapter?.maxReplicas ?? 0)).toBeLessThanOrEqual(800);
  });
  test('with one zone the zone rules are off: replicas = need', () => {
    for (const workload of Object.values(topologyOf('local').workloads)) expect(workload.replicas, workload.name).toBe(workload.need.steady);
  });
  test('stores keep their addresses whatever the card-data mode', () => {
    expect(topologyOf('production', PRIMARY, 'vault').addresses.stores).toEqual(topology.addresses.stores);
  });
  test('stores keep their addresses when others come, go or change places', () => {
    const plan = (stores: Catalog['stores']) => addressPlan(topology.region.cidr, topology.region.zones.length, stores).stores;
    const { payments: _, ...others } = topology.addresses.stores;
    expect(plan(catalog.stores.filter(({ name }) => name !== 'payments'))).toEqual(others);
    expect(JSON.stringify(plan(catalog.stores.toReversed()))).toBe(JSON.stringify(topology.addresses.stores));
    const another = { ...catalog.stores[0] as PostgresSpec, name: 'another', slot: 7 };
    expect(plan([another, ...catalog.stores])).toMatchObject(topology.addresses.stores);
  });
});

describe('bindings', () => {
  test('a service is the same whether AWS or an operator supplies its stores, but for endpoints, credentials, sizes and images', () => {
    const [aws, operators] = [topologyOf('preprod'), topologyOf('integration')];
    const fixed = (topology: Topology) => Object.values(topology.workloads).map(({ name, tier, segment, ports, probes, priorityClass, tolerationSeconds, spread, secrets, publishes, consumes, calls }) =>
      ({ name, tier, segment, ports, probes, priorityClass, tolerationSeconds, spread, secrets, publishes, consumes, calls: calls.map(call => call.to) }));
    expect(fixed(operators)).toEqual(fixed(aws));
  });
  test('whoever decides about money has no network path to the replicas that an operator runs', () => {
    const { edges, workloads } = topologyOf('integration');
    const readers = edges.filter(edge => edge.to.endsWith('-replica')).map(edge => edge.from.replace('workload/', ''));
    expect(readers.length).toBeGreaterThan(0);
    for (const reader of readers) expect(workloads[reader]?.money, reader).toBe('none');
  });
  test('facts that a pipeline has not written yet are null, never guessed', () => {
    const production = environments.find(environment => environment.name === 'production');
    expect(topologyOf('production', PRIMARY).postgres['ledger']?.endpoints).toEqual(production?.endpoints?.[PRIMARY]?.postgres?.['ledger']);
  });
});

describe('golden tables', () => {
  test('what each tier gets', async () => {
    const rows = Object.entries(TIERS).map(([tier, rule]) => [tier, rule.leastReplicas, rule.zoneHeadroom, rule.zoneSpread, `${rule.priority.className}=${rule.priority.value}`, rule.priority.preempts,
      rule.tolerationSeconds, `${rule.rollout.maxUnavailable}/${rule.rollout.surgePerZone}`, Object.values(rule.probes.readiness).join('/'), Object.values(rule.probes.liveness).join('/'), rule.autoscaled,
      rule.recoveryOrder, rule.mayWaitFor.join(',')]);
    await expect(table([['tier', 'least', 'headroom', 'spread', 'priority', 'preempts', 'toleration', 'unavailable/surge', 'ready', 'live', 'autoscaled', 'recovery', 'waits for'], ...rows])).toMatchFileSnapshot('../golden/tiers.txt');
  });
  test('what each service of production gets', async () => {
    const rows = Object.values(topologyOf('production', PRIMARY).workloads).map(w => [w.name, w.tier, w.segment, w.pool, w.need.steady, w.need.peak, w.replicas, w.maxReplicas, w.disruption.maxUnavailable,
      w.rollout.maxSurge, w.drain.graceSeconds, w.threads, w.stores.map(use => `${use.store}:${use.pool.size}`).join(' ') || '-']);
    await expect(table([['service', 'tier', 'segment', 'pool', 'steady', 'peak', 'replicas', 'most', 'budget', 'surge', 'grace', 'threads', 'pools'], ...rows])).toMatchFileSnapshot('../golden/services.txt');
  });
  test('the port register of production', async () => {
    const rows = topologyOf('production', PRIMARY).edges.filter(edge => !edge.from.startsWith('nodes/') && edge.to !== 'component/dns' && edge.from !== 'component/metrics' && edge.to !== 'component/telemetry')
      .map(edge => [edge.from, edge.to, `${edge.protocol}/${edge.port}`, edge.encryption, edge.data, edge.origin]);
    await expect(table([['from', 'to', 'port', 'encryption', 'data', 'origin'], ...rows])).toMatchFileSnapshot('../golden/ports.txt');
  });
});

describe('part 057', () => {
  test('the load profile carries the worksheet exactly', () => {
    const { flows } = topologyOf('production', PRIMARY).numbers;
    expect(flows['checkout-confirm']?.peak).toBeCloseTo(2314.8148, 3);
    expect(flows['provider-operation']?.peak).toBeCloseTo(3703.7037, 3);
    expect(flows['webhook']?.peak).toBeCloseTo(4444.4444, 3);
    expect(flows['journal']?.peak).toBeCloseTo(5185.1852, 3);
    expect(flows['outbox-event']?.peak).toBeCloseTo(8333.3333, 3);
    expect(flows['payout']?.peak).toBe(25);
  });
  test('every input is used or removed', () => {
    const named = JSON.stringify({ ...catalog, inputs: {} });
    const pointers = new Set([topologyOf('production', PRIMARY), topologyOf('integration')].flatMap(topology => Object.values(topology.derivations)).flatMap(derivation => Object.values(derivation.inputs ?? {})));
    const used = (name: string): boolean => named.includes(`"${name}"`) || pointers.has(`numbers/inputs/${name}`) || (REQUIRED_INPUTS as readonly string[]).includes(name);
    expect(Object.keys(catalog.inputs).filter(name => !used(name))).toEqual([]);
  });
});
