import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../charts/digest.ts';
import type { EnvironmentSpec, Topology } from '../../model/index.ts';
import { catalog } from '../../services/index.ts';
import { compile } from '../../topology/index.ts';
import { at, environmentNamed, objectOf, objectsOf, STANDBY, topologyOf, withWorkload, workloadOf } from './support.ts';

const production = topologyOf('production');
const data = (topology: Topology, id: string) => at(objectOf(topology, id), 'data') as Readonly<Record<string, string>>;

describe('settings', () => {
  test('carry the sizes that were computed: heap, threads, pools, timeouts and bulkheads', () => {
    const core = workloadOf(production, 'payment-core');
    const [store] = core.stores;
    const call = core.calls.find(({ to }) => to === 'risk');
    expect(data(production, 'ConfigMap/payments-core/payment-core')).toMatchObject({
      JAVA_TOOL_OPTIONS: expect.stringContaining(`-Xmx${core.jvm.heapMiB}m`),
      THREADS_MAX: String(core.threads),
      STORE_PAYMENTS_POOL_SIZE: String(store?.pool.size),
      STORE_PAYMENTS_CONNECTION_TIMEOUT_MS: String(store?.pool.connectionTimeoutMs),
      CALL_RISK_URL: 'https://risk.payments-core.svc:8443',
      CALL_RISK_TIMEOUT_MS: String(call?.timeoutMs),
      CALL_RISK_BULKHEAD: String(call?.bulkhead),
      SHUTDOWN_TIMEOUT_SECONDS: String(core.drain.graceSeconds - core.drain.preStopSeconds),
    });
  });

  test('give each operation of a provider a limit of its own', () => {
    const adapter = workloadOf(production, 'acquirer-a-adapter');
    const settings = data(production, 'ConfigMap/payments-provider/acquirer-a-adapter');
    expect(settings['PROVIDER_AUTHORIZE_BULKHEAD']).toBe(String(adapter.provider?.operations.authorize?.bulkhead));
    expect(settings['PROVIDER_INQUIRY_TIMEOUT_MS']).toBe(String(adapter.provider?.operations.inquiry?.timeoutMs));
  });

  test('tell a consumer how long it may leave its group, and everybody what fits the grace period', () => {
    const consumer = workloadOf(production, 'ledger-posting-worker');
    expect(data(production, 'ConfigMap/payments-core/ledger-posting-worker')).toMatchObject({
      KAFKA_SESSION_TIMEOUT_MS: '45000', KAFKA_HEARTBEAT_INTERVAL_MS: '3000', KAFKA_LEAVE_SECONDS: String(consumer.consumer?.leaveSeconds), SHUTDOWN_COMMIT_SECONDS: String(consumer.drain.commitSeconds),
    });
    expect(data(production, 'ConfigMap/payments-core/payment-core')).not.toHaveProperty('KAFKA_LEAVE_SECONDS');
    for (const { name, drain, consumer: group, lease } of Object.values(production.workloads)) {
      const seconds = drain.preStopSeconds + Math.ceil(drain.longestCallMs / 1000) + drain.commitSeconds + (group?.leaveSeconds ?? 0) + (lease?.releaseSeconds ?? 0);
      expect({ name, fits: seconds + drain.marginSeconds <= drain.graceSeconds }).toEqual({ name, fits: true });
    }
  });

  test('tell a lease worker its lease', () => {
    const payout = workloadOf(production, 'payout-worker');
    expect(data(production, 'ConfigMap/payments-batch/payout-worker')).toMatchObject({
      LEASE_NAME: payout.lease?.name, LEASE_TTL_SECONDS: String(payout.lease?.ttlSeconds), LEASE_RELEASE_SECONDS: '5', LEASE_RENEW_SECONDS: String(payout.lease?.renewSeconds),
    });
  });

  test('say that commands are refused in a fenced region, without asking the database', () => {
    expect(data(production, 'ConfigMap/payments-core/payment-core')).toMatchObject({ REGION_ROLE: 'primary' });
    expect(data(topologyOf('production', STANDBY), 'ConfigMap/payments-core/payment-core')).toMatchObject({ REGION_ROLE: 'standby' });
  });

  test('restart the pods when, and only when, they change', () => {
    const annotations = (topology: Topology) => at(objectOf(topology, 'Deployment/payments-core/payment-core'), 'spec', 'template', 'metadata', 'annotations');
    expect(annotations(withWorkload(production, 'payment-core', { threads: workloadOf(production, 'payment-core').threads + 1 }))).not.toEqual(annotations(production));
    expect(annotations(withWorkload(production, 'risk', { threads: 1 }))).toEqual(annotations(production));
    expect(fingerprint({ a: '1' })).toMatch(/^[0-9a-f]{8}$/);
    expect(fingerprint({ a: '1', b: '2' })).not.toBe(fingerprint({ a: '2', b: '1' }));
  });
});

describe('endpoints', () => {
  test('name the writer, or the readers where that is what was asked for', () => {
    const reader = Object.values(production.workloads).find(({ stores }) => stores.some(({ endpoint }) => endpoint === 'replica'));
    const use = reader?.stores.find(({ endpoint }) => endpoint === 'replica');
    const store = production.postgres[use?.store ?? ''];
    expect(data(production, `ConfigMap/${reader?.namespace}/${reader?.name}-endpoints`)[`STORE_${use?.store.toUpperCase()}_HOST`]).toBe(store?.endpoints?.replica);
  });

  test('that no pipeline has written yet never resolve, and say so', () => {
    const { payments } = production.postgres;
    if (payments === undefined) throw new Error('no store payments');
    const pending = { ...production, postgres: { ...production.postgres, payments: { ...payments, endpoints: null } } };
    expect(data(pending, 'ConfigMap/payments-core/payment-core-endpoints')).toMatchObject({ STORE_PAYMENTS_HOST: 'payments.pending.invalid' });
  });

  test('are all that differs between stores run by AWS and by operators in the cluster', () => {
    const managed = environmentNamed('preprod');
    const [region] = managed.regions;
    const operated: EnvironmentSpec = { ...managed, bindings: { ...managed.bindings, postgres: 'cloudnative-pg', kafka: 'strimzi' } };
    const topologies = [managed, operated].map(spec => compile(spec, region?.name ?? '', catalog).topology);
    const [one, other] = topologies.map(topology => {
      if (topology === null) throw new Error('the reference catalog has problems');
      const pods = objectsOf(topology).filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
      // The fingerprint of the endpoints is an endpoint too.
      return JSON.stringify(pods).replaceAll(/"payment-topology.dev\/endpoints":"[0-9a-f]{8}"/g, '""');
    });
    expect(one).toBe(other);
  });
});
