/** Emitted objects of the reference platform, by kind and name. */
import { type Manifest, renderManifests } from '../../charts/index.ts';
import type { Topology, Workload } from '../../model/index.ts';

export { environmentNamed, STANDBY, topologyOf } from '../reference.ts';

const rendered = new WeakMap<Topology, readonly Manifest[]>();

/** Every object of a region, the list of files left out. */
export const objectsOf = (topology: Topology): readonly Manifest[] => {
  const known = rendered.get(topology);
  if (known !== undefined) return known;
  const made = renderManifests(topology).filter(file => file.path.startsWith('manifests/')).flatMap(file => file.documents as readonly Manifest[]);
  rendered.set(topology, made);
  return made;
};

/** `Kind/namespace/name`, or `Kind/name` for what belongs to the cluster. */
export const idOf = ({ kind, metadata }: Manifest): string => [kind, metadata.namespace, metadata.name].filter(part => part !== undefined).join('/');

/** @throws when there is no such object */
export const objectOf = (topology: Topology, id: string): Manifest => {
  const found = objectsOf(topology).find(object => idOf(object) === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

export const has = (topology: Topology, id: string): boolean => objectsOf(topology).some(object => idOf(object) === id);

/** The value behind a path of keys and indexes; undefined where it ends. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined), value);

/** The pod of a Deployment, StatefulSet or Job, and its one container. */
export const podOf = (object: Manifest): unknown => at(object, 'spec', 'template', 'spec');
export const containerOf = (object: Manifest): unknown => at(podOf(object), 'containers', 0);

/** @throws when the region has no such workload */
export const workloadOf = (topology: Topology, name: string): Workload => {
  const found = topology.workloads[name];
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
};

/** The same region with one workload changed. */
export const withWorkload = (topology: Topology, name: string, change: Partial<Workload>): Topology =>
  ({ ...topology, workloads: { ...topology.workloads, [name]: { ...workloadOf(topology, name), ...change } } });
