import { describe, expect, test } from 'vitest';
import { at, has, objectOf, objectsOf, topologyOf } from './support.ts';

const production = topologyOf('production');
const sandbox = topologyOf('sandbox');
const local = topologyOf('local');

describe('a secret of the secret manager', () => {
  test('is copied with an account that only its holder has', () => {
    expect(objectOf(production, 'ServiceAccount/payments-core/payment-core-secrets')).toMatchObject({
      metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/production-ap-southeast-3-payment-core-secrets' } },
      automountServiceAccountToken: false,
    });
    expect(objectOf(production, 'SecretStore/payments-core/payment-core')).toMatchObject({
      spec: { provider: { aws: { service: 'SecretsManager', region: 'ap-southeast-3', auth: { jwt: { serviceAccountRef: { name: 'payment-core-secrets' } } } } } },
    });
  });

  test('becomes one file of the workload', () => {
    expect(objectOf(production, 'ExternalSecret/payments-core/payment-core-secrets')).toMatchObject({
      spec: {
        target: { name: 'payment-core-secrets', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [{ secretKey: 'idempotency-hmac', remoteRef: { key: 'production/idempotency-hmac' } }],
      },
    });
  });

  test('goes to its holders and to nobody else', () => {
    const copies = objectsOf(production).filter(({ kind }) => kind === 'ExternalSecret');
    for (const secret of Object.values(production.secrets)) {
      const holders = copies.filter(copy => JSON.stringify(copy.spec).includes(`"${secret.path}"`)).map(({ metadata }) => metadata.name.replace(/-secrets$/, ''));
      expect(holders.sort(), secret.name).toEqual([...secret.holders].sort());
    }
  });

  test('can be asked for by the secret sync as the accounts of its namespace alone', () => {
    const accounts = objectsOf(production).filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name.endsWith('-secrets'));
    expect(accounts.length).toBeGreaterThan(5);
    for (const namespace of new Set(accounts.map(({ metadata }) => metadata.namespace))) {
      expect(objectOf(production, `Role/${namespace}/secret-sync-tokens`)).toMatchObject({
        rules: [{
          apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'],
          resourceNames: accounts.filter(({ metadata }) => metadata.namespace === namespace).map(({ metadata }) => metadata.name).sort(),
        }],
      });
      expect(objectOf(production, `RoleBinding/${namespace}/secret-sync-tokens`)).toMatchObject({
        subjects: [{ kind: 'ServiceAccount', name: 'external-secrets', namespace: 'payments-platform' }],
      });
    }
  });
});

describe('without a secret manager', () => {
  test('a secret comes from one namespace in which no pod can run, read by name', () => {
    expect(objectOf(local, 'ResourceQuota/payments-secret-source/segment')).toMatchObject({ spec: { hard: { pods: '0' } } });
    expect(objectOf(local, 'SecretStore/payments-core/payment-core')).toMatchObject({
      spec: { provider: { kubernetes: { remoteNamespace: 'payments-secret-source', auth: { serviceAccount: { name: 'payment-core-secrets' } } } } },
    });
    expect(objectOf(local, 'Role/payments-secret-source/payment-core-secrets')).toMatchObject({
      rules: [{ resources: ['secrets'], resourceNames: ['idempotency-hmac'], verbs: ['get'] }],
    });
    expect(objectOf(local, 'ServiceAccount/payments-core/payment-core-secrets').metadata.annotations).not.toHaveProperty('eks.amazonaws.com/role-arn');
  });
});

describe('certificates that operators issue', () => {
  test('are copied from the namespace of the store as files, each by name', () => {
    const copy = objectOf(sandbox, 'ExternalSecret/payments-core/ledger-posting-worker-access');
    const files = at(copy, 'spec', 'data') as readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string } }[];
    expect(files.map(({ secretKey, remoteRef }) => `${secretKey} ${remoteRef.key}`)).toEqual([
      'postgres-ledger.crt ledger-ledger-posting-worker-client-cert', 'postgres-ledger.key ledger-ledger-posting-worker-client-cert',
      'kafka-events.crt ledger-posting-worker', 'kafka-events.key ledger-posting-worker',
    ]);
    expect(objectOf(sandbox, 'Role/payments-data/ledger-posting-worker-secrets')).toMatchObject({
      rules: [{ resourceNames: ['ledger-ledger-posting-worker-client-cert'], verbs: ['get'] }, { resourceNames: ['ledger-posting-worker'], verbs: ['get'] }],
    });
  });

  test('need no role of AWS, so their account names none', () => {
    const account = objectOf(sandbox, 'ServiceAccount/payments-core/risk-secrets');
    expect(sandbox.workloads['risk']?.secrets).toEqual([]);
    expect(account.metadata.annotations).not.toHaveProperty('eks.amazonaws.com/role-arn');
  });

  test('do not exist where AWS identities log in', () => {
    expect(objectsOf(production).filter(({ metadata }) => metadata.name.endsWith('-access'))).toEqual([]);
    expect(has(production, 'ServiceAccount/payments-core/ledger-posting-worker-secrets')).toBe(false);
  });
});

describe('a certificate of a workload', () => {
  test('is for its own names, with a fresh key each time, and renewed a month before it ends', () => {
    expect(objectOf(production, 'Certificate/payments-core/payment-core-tls').spec).toMatchObject({
      secretName: 'payment-core-tls',
      dnsNames: ['payment-core', 'payment-core.payments-core', 'payment-core.payments-core.svc', 'payment-core.payments-core.svc.cluster.local'],
      duration: '2160h', renewBefore: '720h', privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'payments-internal' },
    });
  });

  test('comes from an authority whose key was made in the cluster', () => {
    expect(objectOf(production, 'ClusterIssuer/payments-internal')).toMatchObject({ spec: { ca: { secretName: 'payments-internal' } } });
    expect(objectOf(production, 'Certificate/payments-platform/payments-internal')).toMatchObject({ spec: { isCA: true, secretName: 'payments-internal' } });
    expect(objectsOf(production).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});
