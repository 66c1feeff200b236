import { describe, expect, test } from 'vitest';
import { WAVES } from '../../model/index.ts';
import { at, containerOf, objectOf, objectsOf, podOf, STANDBY, topologyOf } from './support.ts';

const production = topologyOf('production');
const sandbox = topologyOf('sandbox');

describe('a job', () => {
  const job = objectOf(production, 'Job/payments-platform/roles-ledger');

  test('runs to its end once, within a time, and stays as evidence', () => {
    expect(job).toMatchObject({ spec: { backoffLimit: 6, activeDeadlineSeconds: 900, template: { spec: { restartPolicy: 'Never' } } } });
    expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  });

  test('comes after the stores and topics, before the workloads, and is replaced when its task changes', () => {
    expect(job.metadata.labels['payment-topology.dev/wave']).toBe(String(WAVES.jobs));
    expect(WAVES.topics).toBeLessThan(WAVES.jobs);
    expect(WAVES.jobs).toBeLessThan(WAVES.workloads);
    expect(job.metadata.annotations['argocd.argoproj.io/sync-options']).toContain('Replace=true');
    expect(at(job, 'spec', 'template', 'metadata', 'annotations')).toHaveProperty('payment-topology.dev/settings');
  });

  test('is as restricted as every pod', () => {
    expect(at(podOf(job), 'securityContext')).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(at(containerOf(job), 'securityContext')).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    expect(at(containerOf(job), 'resources', 'limits')).toEqual({ memory: `${production.jobs['roles-ledger']?.resources.memoryMiB}Mi` });
  });

  test('is the same where an operator runs the database, but for where it goes', () => {
    const pod = (object: unknown) => JSON.stringify(at(object, 'spec', 'template', 'spec')).replaceAll(/"image":"[^"]*"/g, '""');
    expect(pod(objectOf(sandbox, 'Job/payments-platform/roles-ledger'))).toBe(pod(job));
  });
});

describe('database roles', () => {
  test('are applied by the administrator with an AWS identity, or with a certificate', () => {
    expect(objectOf(production, 'ConfigMap/payments-platform/roles-ledger-endpoints')).toMatchObject({
      data: { PGHOST: production.postgres['ledger']?.endpoints?.primary, PGUSER: 'administrator', PGSSLMODE: 'verify-full', STORE_AUTH: 'iam' },
    });
    expect(objectOf(sandbox, 'ConfigMap/payments-platform/roles-ledger-endpoints')).toMatchObject({
      data: { PGHOST: 'ledger-rw.payments-data.svc', STORE_AUTH: 'certificate', PGSSLCERT: '/var/run/secrets/payments/postgres-ledger.crt' },
    });
    expect(objectOf(sandbox, 'DatabaseRole/payments-data/ledger-administrator')).toMatchObject({ spec: { login: true, createrole: false, inRoles: expect.arrayContaining(['ledger_owner']) } });
  });

  test('are left alone in a standby, which replicates them', () => {
    const script = at(objectOf(topologyOf('production', STANDBY), 'ConfigMap/payments-platform/roles-ledger'), 'data', 'run.sh');
    expect(script).toMatch(/pg_is_in_recovery\(\).*\n.*\n\s+exit 0/);
  });

  test('hold no password', () => {
    for (const { metadata, ...rest } of objectsOf(production).filter(({ kind, metadata: { name } }) => kind === 'ConfigMap' && name.startsWith('roles-'))) {
      expect(JSON.stringify(at(rest, 'data', 'roles.sql') ?? ''), metadata.name).not.toMatch(/password\s*'/i);
    }
  });
});

describe('topics of a managed cluster', () => {
  const data = at(objectOf(production, 'ConfigMap/payments-platform/topics-events'), 'data') as Readonly<Record<string, string>>;

  test('are listed with partitions, copies and settings, quarantine topics too', () => {
    const { 'ledger.journals': journals } = production.topics;
    expect(data['topics.txt']?.split('\n')).toContain(
      `ledger.journals ${journals?.partitions} ${journals?.replicationFactor} cleanup.policy=delete,retention.ms=${journals?.retentionMs},min.insync.replicas=${journals?.minInsyncReplicas}`,
    );
    expect(data['topics.txt']?.trimEnd().split('\n')).toHaveLength(Object.keys(production.topics).length);
  });

  test('are created if missing and never get another number of partitions', () => {
    expect(data['run.sh']).toContain('--create --if-not-exists');
    expect(data['run.sh']).not.toMatch(/--alter[^\n]*--partitions/);
    expect(data['run.sh']).toContain('partitions never change after release');
  });
});
