/** What a facet returns, and the metadata that every object carries. */
import { LABEL, labelsOf, PART_OF, WAVES } from '../model/index.ts';
import type { Topology, TopologySegment, Wave, Workload } from '../model/index.ts';

export interface Metadata {
  readonly name: string;
  /** Absent on what belongs to the whole cluster. */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Metadata of what stands in a namespace. */
type Placed = Metadata & { readonly namespace: string };

/** One Kubernetes object as plain data, keys in the order in which they are read. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [key: string]: unknown;
}

/** One file of the region's folder. */
export interface ManifestFile {
  /** Relative to `out/<environment>/<region>`. */
  readonly path: string;
  /** Exactly one. */
  readonly documents: readonly object[];
}

/** What a service gets, one capability at a time. */
export type Facet = (workload: Workload, topology: Topology) => readonly Manifest[];

/** Whom an object belongs to: a workload, a job, a store, a component. */
export type Subject = Pick<Workload, 'name' | 'summary' | 'owner' | 'tier' | 'segment' | 'scope' | 'namespace'>;

/** Annotation with the sentence of the catalog, so that a stranger knows what an object is for. */
const SUMMARY = `${LABEL}/summary`;

const waveLabel = (wave: Wave): Readonly<Record<string, string>> => ({ [`${LABEL}/wave`]: String(WAVES[wave]) });
const waveNote = (wave: Wave): Readonly<Record<string, string>> => ({ 'argocd.argoproj.io/sync-wave': String(WAVES[wave]) });

/** Metadata of an object that belongs to `subject`. */
export const metadataOf = (subject: Subject, wave: Wave, name: string = subject.name, notes: Readonly<Record<string, string>> = {}): Placed => ({
  name,
  namespace: subject.namespace,
  labels: { ...labelsOf(subject), ...waveLabel(wave) },
  annotations: { [SUMMARY]: subject.summary, ...waveNote(wave), ...notes },
});

/** Metadata of an object that belongs to a whole segment. */
export const segmentMetadata = (segment: TopologySegment, wave: Wave, name: string): Placed => ({
  name,
  namespace: segment.namespace,
  labels: {
    'app.kubernetes.io/part-of': PART_OF,
    [`${LABEL}/tier`]: String(segment.tier),
    [`${LABEL}/segment`]: segment.name,
    [`${LABEL}/scope`]: segment.scope,
    ...waveLabel(wave),
  },
  annotations: { [SUMMARY]: segment.holds, ...waveNote(wave) },
});

/** Metadata of an object that belongs to the cluster. */
export const clusterMetadata = (name: string, summary: string, wave: Wave = 'cluster'): Metadata => ({
  name,
  labels: { 'app.kubernetes.io/part-of': PART_OF, ...waveLabel(wave) },
  annotations: { [SUMMARY]: summary, ...waveNote(wave) },
});

/** The same place and owner with another sentence. */
export const describedAs = <M extends Metadata>(metadata: M, summary: string): M =>
  ({ ...metadata, annotations: { ...metadata.annotations, [SUMMARY]: summary } });

/** What the typed objects of kubernetes-models have in common. */
interface Model {
  readonly apiVersion: string;
  readonly kind: string;
  validate(): void;
}

/**
 * An object of kubernetes-models as plain data, after its schema accepted it (4 µs).
 *
 * @throws when a field has the wrong type, a required one is missing, or a quantity or enum is none
 */
export const checked = <D>(Kind: new (data?: D) => Model, metadata: Metadata, body: Omit<D, 'metadata'>): Manifest => {
  // Every kind takes metadata beside its body; the compiler cannot see that through Omit.
  const { apiVersion, kind, ...rest } = validated(new Kind({ metadata, ...body } as D));
  return { apiVersion, kind, ...rest, metadata };
};

const validated = (model: Model): Model => {
  model.validate();
  return model;
};

/** Objects that delete data when they are pruned: no tool may do that because a file went away. */
export const KEEP: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** Code point order, the same on every machine. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
