/** The part of the External Secrets Operator's resources that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

interface RemoteRef {
  readonly key: string;
  /** A field of the remote secret. */
  readonly property?: string;
}

export interface ExternalSecretSpec {
  readonly refreshPolicy: 'Periodic';
  readonly refreshInterval: string;
  readonly secretStoreRef?: { readonly kind: 'SecretStore'; readonly name: string };
  readonly target: { readonly name: string; readonly creationPolicy: 'Owner'; readonly deletionPolicy: 'Retain' };
  readonly data: readonly {
    readonly secretKey: string;
    readonly remoteRef: RemoteRef;
    readonly sourceRef?: { readonly storeRef: { readonly kind: 'SecretStore'; readonly name: string } };
  }[];
}

export type SecretStoreProvider =
  | { readonly aws: {
      readonly service: 'SecretsManager';
      readonly region: string;
      readonly auth: { readonly jwt: { readonly serviceAccountRef: { readonly name: string } } };
    } }
  | { readonly kubernetes: {
      readonly remoteNamespace: string;
      readonly server: { readonly caProvider: { readonly type: 'ConfigMap'; readonly name: 'kube-root-ca.crt'; readonly key: 'ca.crt' } };
      readonly auth: { readonly serviceAccount: { readonly name: string } };
    } };

/** @see https://external-secrets.io/latest/api/secretstore/ */
export const secretStore = (metadata: Metadata, provider: SecretStoreProvider): Manifest =>
  ({ apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata, spec: { provider } });

/** @see https://external-secrets.io/latest/api/externalsecret/ */
export const externalSecret = (metadata: Metadata, spec: ExternalSecretSpec): Manifest =>
  ({ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec });

/** Reads Secrets of another namespace of this cluster as `account`, which may read only what a Role names. */
export const fromNamespace = (remoteNamespace: string, account: string): SecretStoreProvider => ({
  kubernetes: {
    remoteNamespace,
    server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } },
    auth: { serviceAccount: { name: account } },
  },
});
