/** The part of cert-manager's resources that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

export interface IssuerRef {
  readonly group: 'cert-manager.io';
  readonly kind: 'ClusterIssuer' | 'Issuer';
  readonly name: string;
}

export interface CertificateSpec {
  readonly secretName: string;
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly isCA?: true;
  /** Go durations. */
  readonly duration: string;
  readonly renewBefore: string;
  readonly privateKey: { readonly algorithm: 'ECDSA'; readonly size: 256; readonly encoding: 'PKCS8'; readonly rotationPolicy: 'Always' };
  readonly usages: readonly string[];
  readonly issuerRef: IssuerRef;
  readonly secretTemplate?: { readonly labels: Readonly<Record<string, string>> };
}

/** A new key at each renewal, so that a leaked one dies with its certificate. */
export const FRESH_KEY: CertificateSpec['privateKey'] = { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8', rotationPolicy: 'Always' };

/** 90 days, renewed 30 days before the end: a month to notice that renewal is broken. */
export const LIFETIME = { duration: '2160h', renewBefore: '720h' } as const;

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate */
export const certificate = (metadata: Metadata, spec: CertificateSpec): Manifest =>
  ({ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata, spec });

/** Issues for every namespace. */
export const clusterIssuer = (metadata: Metadata, spec: { readonly selfSigned: object } | { readonly ca: { readonly secretName: string } }): Manifest =>
  ({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata, spec });
