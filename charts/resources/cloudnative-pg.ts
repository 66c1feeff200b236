/** The part of CloudNativePG's resources (`postgresql.cnpg.io/v1`, operator 1.30) that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

export interface ClusterSpec {
  readonly instances: number;
  readonly imageName: string;
  readonly primaryUpdateStrategy: 'supervised' | 'unsupervised';
  readonly enableSuperuserAccess: false;
  readonly bootstrap: { readonly initdb: { readonly database: string; readonly owner: string; readonly dataChecksums: true } };
  readonly postgresql: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly pg_hba: readonly string[];
    readonly synchronous?: { readonly method: 'any'; readonly number: number; readonly dataDurability: 'required'; readonly failoverQuorum: true };
  };
  readonly certificates: { readonly serverTLSSecret: string; readonly serverCASecret: string };
  readonly storage: { readonly size: string };
  readonly walStorage: { readonly size: string };
  readonly resources: object;
  readonly affinity: {
    readonly enablePodAntiAffinity: true;
    readonly podAntiAffinityType: 'required' | 'preferred';
    readonly topologyKey: string;
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly tolerations: readonly object[];
  };
  readonly priorityClassName: string;
  readonly inheritedMetadata: { readonly labels: Readonly<Record<string, string>> };
}

/** @see https://cloudnative-pg.io/docs/1.30/cloudnative-pg.v1/#clusterspec */
export const cluster = (metadata: Metadata, spec: ClusterSpec): Manifest => ({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata, spec });

export interface DatabaseRoleSpec {
  readonly cluster: { readonly name: string };
  readonly name: string;
  readonly comment: string;
  readonly login: true;
  readonly superuser: false;
  readonly createdb: false;
  readonly createrole: false;
  readonly replication: false;
  readonly bypassrls: false;
  readonly inherit: true;
  readonly connectionLimit: number;
  readonly inRoles: readonly string[];
  readonly disablePassword: true;
  readonly clientCertificate: { readonly enabled: true };
  readonly databaseRoleReclaimPolicy: 'retain';
}

/** @see https://cloudnative-pg.io/docs/1.30/declarative_role_management/ */
export const databaseRole = (metadata: Metadata, spec: DatabaseRoleSpec): Manifest =>
  ({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'DatabaseRole', metadata, spec });
