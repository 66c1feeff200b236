/** What differs between two emitted regions: first what was declared (edges, workloads, numbers) and what policies let flow, then what is applied (objects, Terraform resources). */
import type { Edge, Topology } from '../model/index.ts';
import type { Connection } from './reach/kubernetes/connections.ts';
import type { ConnectionDifference } from './reach/kubernetes/difference.ts';
import { connectionDifference, differenceLines } from './reach/kubernetes/difference.ts';
import { fieldWords, identityOf } from './difference-fields.ts';

/** A region as it was written; only the documents that differ need to be here. */
export interface RegionState {
  readonly topology: Topology;
  /** Parsed documents by path below the region's folder. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** What its policies let flow; empty where the other side has the same objects. */
  readonly connections: readonly Connection[];
}

export interface Change {
  readonly subject: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** `replicas: 3 → 6`; for what was added or removed, what it is or was. */
  readonly details: readonly string[];
}

/** In the order in which a reviewer reads: who may talk to whom comes first. */
export const SECTIONS = ['edges', 'connections', 'workloads', 'numbers', 'objects', 'resources'] as const;
export type Section = (typeof SECTIONS)[number];

export type Difference = Readonly<Record<Section, readonly Change[]>>;

export const differenceOf = (before: RegionState | null, after: RegionState | null): Difference => ({
  edges: keyed(edgesOf(before), edgesOf(after), edgeWords),
  connections: connectionChanges(connectionDifference(before?.connections ?? [], after?.connections ?? [])),
  workloads: keyed(Object.entries(before?.topology.workloads ?? {}), Object.entries(after?.topology.workloads ?? {}), ({ summary }) => [summary]),
  numbers: keyed(numbersOf(before), numbersOf(after), ({ value, unit }) => [`${value} ${unit}`], numberWords).filter(({ kind }) => kind === 'changed'),
  objects: keyed(objectsOf(before), objectsOf(after), () => []),
  resources: keyed(resourcesOf(before), resourcesOf(after), () => []),
});

/** A change for each pair, with both sides' connections. */
export const connectionChanges = (difference: ConnectionDifference): readonly Change[] => differenceLines(difference).map(({ kind, pair, says }) => ({ subject: pair, kind, details: [says] }));

/** A no-op edit gives an empty difference. */
export const isEmpty = (difference: Difference): boolean => SECTIONS.every(section => difference[section].length === 0);

type Entries<T> = readonly (readonly [string, T])[];

const keyed = <T>(before: Entries<T>, after: Entries<T>, words: (value: T) => readonly string[], changed: (before: T, after: T) => readonly string[] = fieldWords): readonly Change[] => {
  const old = new Map(before);
  const now = new Map(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((subject): readonly Change[] => {
    const a = old.get(subject);
    const b = now.get(subject);
    if (a === undefined) return [{ subject, kind: 'added', details: words(b as T) }];
    if (b === undefined) return [{ subject, kind: 'removed', details: words(a) }];
    const details = changed(a, b);
    return details.length === 0 ? [] : [{ subject, kind: 'changed', details }];
  });
};

/** An edge keeps its id when its encryption, data class or reason changes: that is a change, not another edge. */
const edgesOf = (state: RegionState | null): Entries<Edge> => (state?.topology.edges ?? []).map(edge => [edge.id, edge]);
const edgeWords = ({ encryption, data, why }: Edge): readonly string[] => [`${encryption}, ${data}: ${why}`];

const numbersOf = (state: RegionState | null): Entries<Topology['derivations'][string]> => Object.entries(state?.topology.derivations ?? {}).map(([pointer, number]) => [namedPointer(pointer, state?.topology), number]);

/** `postgres/payments/roles/0/connections` → `postgres/payments/roles/risk/connections`: who stands in a list is told by name, wherever it stands there. */
const namedPointer = (pointer: string, topology: unknown): string => {
  const words: string[] = [];
  pointer.split('/').reduce<unknown>((value, word) => {
    const next = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[word] : undefined;
    words.push(Array.isArray(value) ? identityOf(next) ?? word : word);
    return next;
  }, topology);
  return words.join('/');
};

const numberWords = (a: Topology['derivations'][string], b: Topology['derivations'][string]): readonly string[] =>
  (a.value === b.value && a.unit === b.unit ? [] : [`${a.value} → ${b.value} ${b.unit}`]);

const objectsOf = (state: RegionState | null): Entries<unknown> =>
  [...state?.documents ?? []].filter(([path]) => path.startsWith('manifests/')).map(([path, document]) => [objectName(path), document]);

/** `manifests/payments-core/payment-core.Deployment.yaml` → `Deployment payments-core/payment-core`. */
const objectName = (path: string): string => {
  const [, namespace = '', file = ''] = path.split('/');
  const parts = file.split('.');
  const kind = parts.at(-2) ?? '';
  const name = parts.slice(0, -2).join('.');
  return `${kind} ${namespace === 'cluster' ? name : `${namespace}/${name}`}`;
};

interface TerraformDocument {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const resourcesOf = (state: RegionState | null): Entries<unknown> => [...state?.documents ?? []].filter(([path]) => path.startsWith('terraform/')).flatMap(([path, document]) =>
  Object.entries((document as TerraformDocument).resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, resource]) => [`${path.split('/')[1]}: ${type}.${name}`, resource] as const)));
