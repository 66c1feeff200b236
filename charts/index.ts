/** `Topology` → Kubernetes objects. A renderer decides nothing: every size, name and permission is in the topology. */
import { clusterManifests } from './cluster.ts';
import { componentManifests } from './components.ts';
import { FACETS } from './facets/index.ts';
import { jobManifests } from './jobs/index.ts';
import { kustomization } from './kustomization.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { namespaceManifests, segmentsOf } from './namespace.ts';
import { storeManifests } from './stores/index.ts';
import type { Topology } from '../model/index.ts';

export type { Manifest, ManifestFile } from './manifest.ts';
export { prerequisites } from './prerequisites.ts';

/** Where an object stands: a service's objects together, what belongs to the cluster under `cluster`. */
export const pathOf = ({ kind, metadata }: Manifest): string => `manifests/${metadata.namespace ?? 'cluster'}/${metadata.name}.${kind}.yaml`;

/** Objects of a region, in no particular order, made one after another. */
function* objectsOf(topology: Topology): Generator<Manifest> {
  yield* clusterManifests(topology);
  for (const segment of segmentsOf(topology)) yield* namespaceManifests(segment, topology);
  yield* componentManifests(topology);
  yield* storeManifests(topology);
  for (const job of Object.values(topology.jobs)) yield* jobManifests(job, topology);
  for (const workload of Object.values(topology.workloads)) for (const facet of FACETS) yield* facet(workload, topology);
}

/**
 * The files of a region as they are made, one object in each; last the `kustomization.yaml` that lists them. Whoever turns
 * each into text at once never holds thousands of objects.
 *
 * @throws when two objects would share a file: one of them would be lost without a word
 */
export function* eachManifest(topology: Topology): Generator<ManifestFile> {
  const paths = new Set<string>();
  for (const object of objectsOf(topology)) {
    const path = pathOf(object);
    if (paths.has(path)) throw new Error(`two objects want ${path}`);
    paths.add(path);
    yield { path, documents: [object] };
  }
  yield kustomization([...paths].sort());
}

/** Every file of a region that kubectl, Argo CD or Flux applies, sorted by path, `kustomization.yaml` last. */
export const renderManifests = (topology: Topology): readonly ManifestFile[] => {
  const files = [...eachManifest(topology)];
  const listing = files.slice(-1);
  return [...files.slice(0, -1).sort((a, b) => (a.path < b.path ? -1 : 1)), ...listing];
};
