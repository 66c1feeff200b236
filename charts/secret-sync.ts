/** Secrets of one principal, copied by the secret sync with an identity that can read these and no others. */
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { SECRET_SOURCE, secretAccountOf, secretRoleOf } from '../model/index.ts';
import type { AccessFile, Topology } from '../model/index.ts';
import { named } from './lookup.ts';
import { checked, describedAs, metadataOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { accessNameOf, secretsNameOf } from './principal.ts';
import type { Principal } from './principal.ts';
import { externalSecret, fromNamespace, secretStore } from './resources/external-secrets.ts';
import type { SecretStoreProvider } from './resources/external-secrets.ts';

/** How soon a rotated secret arrives; every rotation overlaps for longer. */
const REFRESH = { refreshPolicy: 'Periodic', refreshInterval: '15m' } as const;

/** Kept when the source is gone: a deleted entry in the secret manager must not stop payments that are under way. */
const target = (name: string) => ({ name, creationPolicy: 'Owner', deletionPolicy: 'Retain' }) as const;

/** Only what is in AWS Secrets Manager needs a role there; certificates of operators in the cluster need none. */
const roleAnnotation = (principal: Principal, { environment, region }: Topology): Readonly<Record<string, string>> =>
  environment.bindings.secrets === 'aws' && environment.cloud.kind === 'aws' && principal.secrets.length > 0
    ? { 'eks.amazonaws.com/role-arn': `arn:aws:iam::${environment.cloud.account}:role/${secretRoleOf(environment.name, region.name, principal.name)}` }
    : {};

/**
 * The account that the secret sync speaks for; no pod runs as it. On AWS it takes on one IAM role by IRSA, because the
 * operator cannot use pod identities for somebody else.
 */
export const secretAccount = (principal: Principal, topology: Topology): Manifest => {
  const metadata = describedAs(
    metadataOf(principal, 'access', secretAccountOf(principal.name), roleAnnotation(principal, topology)),
    `Reads the secrets of ${principal.name}, for the secret sync alone`,
  );
  return checked(ServiceAccount, metadata, { automountServiceAccountToken: false });
};

const providerOf = (principal: Principal, topology: Topology): SecretStoreProvider => {
  const account = secretAccountOf(principal.name);
  return topology.environment.bindings.secrets === 'aws'
    ? { aws: { service: 'SecretsManager', region: topology.region.name, auth: { jwt: { serviceAccountRef: { name: account } } } } }
    : fromNamespace(SECRET_SOURCE, account);
};

/** Secrets Manager knows a secret by its path; a namespace knows it by its name, with the value under `value`. */
const remoteRef = (secret: string, topology: Topology) => {
  const { bindings } = topology.environment;
  return bindings.secrets === 'aws' ? { key: named(topology.secrets, secret, 'secret').path } : { key: secret, property: 'value' };
};

/** Store and copy of the secrets that the catalog gives a principal: one file for each. */
export const declaredSecrets = (principal: Principal, topology: Topology): readonly Manifest[] =>
  principal.secrets.length === 0 ? [] : [
    secretStore(describedAs(metadataOf(principal, 'access'), `Where the secrets of ${principal.name} come from`), providerOf(principal, topology)),
    externalSecret(describedAs(metadataOf(principal, 'access', secretsNameOf(principal.name)), `Secrets that ${principal.name} holds`), {
      ...REFRESH,
      secretStoreRef: { kind: 'SecretStore', name: principal.name },
      target: target(secretsNameOf(principal.name)),
      data: principal.secrets.map(secret => ({ secretKey: secret, remoteRef: remoteRef(secret, topology) })),
    }),
  ];

const storeNameOf = (principal: string, namespace: string): string => `${principal}-from-${namespace}`;

/**
 * Stores and copy of client certificates that operators issued in the namespaces of their stores.
 *
 * In the wave of the topics: users and roles must be there, or the copy waits for them in an earlier wave for ever.
 */
export const issuedAccess = (principal: Principal, files: readonly AccessFile[]): readonly Manifest[] => {
  if (files.length === 0) return [];
  const namespaces = [...new Set(files.map(file => file.namespace))].sort();
  const name = accessNameOf(principal.name);
  return [
    ...namespaces.map(namespace => secretStore(
      describedAs(metadataOf(principal, 'topics', storeNameOf(principal.name, namespace)), `Certificates of ${principal.name} in ${namespace}`),
      fromNamespace(namespace, secretAccountOf(principal.name)),
    )),
    externalSecret(describedAs(metadataOf(principal, 'topics', name), `Certificates with which ${principal.name} logs in to its stores`), {
      ...REFRESH,
      target: target(name),
      data: files.map(({ file, namespace, secret, property }) => ({
        secretKey: file,
        remoteRef: { key: secret, property },
        sourceRef: { storeRef: { kind: 'SecretStore', name: storeNameOf(principal.name, namespace) } },
      })),
    }),
  ];
};
