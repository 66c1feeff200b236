/** Renders topologies into the text of files, all in memory. */
import { eachManifest, prerequisites } from '../charts/index.ts';
import { toYaml } from '../io/yaml.ts';
import type { Topology } from '../model/index.ts';
import { renderStacks } from '../stacks/index.ts';
import { CDKTF_VERSION } from '../stacks/stack.ts';

export interface RenderedRegion {
  readonly topology: Topology;
  /** Bytes by path below the output folder; text of thousands of files would take twice the room. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly stacks: Readonly<Record<string, ManifestStack>>;
  /** Kubernetes objects by kind. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly resources: number;
}

/** One stack in `manifest.json`, as the cdktf CLI reads it. */
export interface ManifestStack {
  readonly annotations: readonly never[];
  readonly constructPath: string;
  readonly dependencies: readonly string[];
  readonly name: string;
  readonly synthesizedStackPath: string;
  readonly workingDirectory: string;
}

export const renderRegion = (topology: Topology): RenderedRegion => {
  const folder = `${topology.environment.name}/${topology.region.name}`;
  const files = new Map([[`${folder}/topology.json`, bytes(declared(topology))], [`${folder}/prerequisites.json`, bytes(json(prerequisites(topology)))]]);
  const kinds = new Map<string, number>();
  for (const { path, documents } of eachManifest(topology)) {
    const [document] = documents;
    if (document === undefined) throw new Error(`${path} holds nothing`);
    files.set(`${folder}/${path}`, bytes(toYaml(document)));
    if (path.startsWith('manifests/') && 'kind' in document) kinds.set(String(document.kind), (kinds.get(String(document.kind)) ?? 0) + 1);
  }
  const stacks = renderStacks(topology);
  for (const stack of stacks) files.set(`${folder}/${stack.path}`, bytes(json(stack.json)));
  return {
    topology, files, kinds,
    stacks: Object.fromEntries(stacks.map(({ name, path, dependsOn }) => [name, manifestStack(name, `${folder}/${path}`, dependsOn)])),
    resources: stacks.reduce((sum, stack) => sum + resourcesIn(stack.json), 0),
  };
};

const manifestStack = (name: string, path: string, dependencies: readonly string[]): ManifestStack => ({
  annotations: [], constructPath: name, dependencies, name, synthesizedStackPath: path, workingDirectory: path.slice(0, path.lastIndexOf('/')),
});

/** `manifest.json` in cdktf's own format: all stacks of all regions, with their order. */
export const cdktfManifest = (stacks: Readonly<Record<string, ManifestStack>>): Uint8Array =>
  bytes(json({ stacks: Object.fromEntries(Object.entries(stacks).sort(([a], [b]) => (a < b ? -1 : 1))), version: CDKTF_VERSION }));

const resourcesIn = (stack: object): number =>
  'resource' in stack ? Object.values(stack.resource as Readonly<Record<string, object>>).reduce((sum, byName) => sum + Object.keys(byName).length, 0) : 0;

const ENCODER = new TextEncoder();
const bytes = (text: string): Uint8Array => ENCODER.encode(text);

/** Members of `topology.json`, and of the tables in them, stand on a line each: a difference names the edge or number it is about. */
const declared = (topology: Topology): string => {
  const member = (key: string, value: string): string => `${JSON.stringify(key)}: ${value}`;
  const table = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const rows = Array.isArray(value) ? value.map(row => JSON.stringify(row)) : Object.entries(value).map(([key, row]) => member(key, JSON.stringify(row)));
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return rows.length === 0 ? `${open}${close}` : `${open}\n    ${rows.join(',\n    ')}\n  ${close}`;
  };
  return `{\n  ${Object.entries(topology).map(([key, value]) => member(key, table(value))).join(',\n  ')}\n}\n`;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
