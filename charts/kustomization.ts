/** The list of all objects of a region, for `kubectl apply -k`, Argo CD and Flux. */
import type { ManifestFile } from './manifest.ts';

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export const kustomization = (paths: readonly string[]): ManifestFile => ({
  path: 'kustomization.yaml',
  documents: [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: paths }],
});
