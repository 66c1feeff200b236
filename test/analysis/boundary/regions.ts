/** Regions of the reference platform as their files say them, and ways to change the files. Each is rendered once. */
import type { RegionFiles } from '../../../analysis/boundary/region.ts';
import { boundaryRegion } from '../../../analysis/boundary/region.ts';
import type { BoundaryRegion } from '../../../analysis/boundary/words.ts';
import { renderManifests } from '../../../charts/index.ts';
import { environments } from '../../../environments/index.ts';
import { CARD_DATA_MODES } from '../../../model/index.ts';
import type { CardDataMode, Topology } from '../../../model/index.ts';
import { renderStacks } from '../../../stacks/index.ts';
import { topologyOf } from '../../reference.ts';
import type { Body, Resources } from '../reach/clouds.ts';
import { stackIn } from '../reach/clouds.ts';

/** Every environment, region and card-data mode. */
export const CASES: readonly (readonly [environment: string, region: string, mode: CardDataMode])[] = environments.flatMap(({ name, regions }) =>
  regions.flatMap(region => CARD_DATA_MODES.map(mode => [name, region.name, mode] as const)));

const written = new Map<Topology, string>();

/** Parsed anew each time, so that a test may change it. */
export const filesOf = (topology: Topology): RegionFiles => {
  const path = `${topology.environment.name}/${topology.region.name}`;
  const text = written.get(topology) ?? JSON.stringify({
    documents: renderManifests(topology).filter(file => file.path.startsWith('manifests/')).flatMap(file => file.documents.map((value, index) => ({ file: `${path}/${file.path}`, index, value }))),
    terraform: renderStacks(topology).map(({ path: file, json }) => ({ path: `${path}/${file}`, json })),
  });
  written.set(topology, text);
  return { path, topology, ...JSON.parse(text) as Pick<RegionFiles, 'documents' | 'terraform'> };
};

const known = new Map<Topology, BoundaryRegion>();

export const regionOf = (environment: string, region?: string, mode?: CardDataMode): BoundaryRegion => {
  const topology = topologyOf(environment, region, mode);
  const found = known.get(topology) ?? boundaryRegion(filesOf(topology));
  known.set(topology, found);
  return found;
};

export interface Changing {
  /** A Kubernetes object, changed in place. */
  readonly object: (kind: string, name: string) => Body;
  /** Resources of one stack, changed in place. */
  readonly stack: (name: string) => Resources;
  readonly add: (document: Body) => void;
  /** One more file beside those of a stack. */
  readonly terraform: (stack: string, json: unknown, name?: string) => void;
}

/** The same after somebody changed its files by hand. */
export const changed = (environment: string, change: (files: Changing) => void): BoundaryRegion => boundaryRegion(changedFiles(environment, change));

export const changedFiles = (environment: string, change: (files: Changing) => void): RegionFiles => {
  const files = filesOf(topologyOf(environment));
  const documents = [...files.documents];
  const terraform = [...files.terraform];
  change({
    object: (kind, name) => {
      const found = documents.map(({ value }) => value as Body).find(value => value.kind === kind && value.metadata.name === name);
      if (found === undefined) throw new Error(`no ${kind} ${name}`);
      return found;
    },
    stack: name => stackIn(files.terraform, name),
    add: value => { documents.push({ file: `${files.path}/manifests/by-hand.yaml`, index: 0, value }); },
    terraform: (stack, json, name = 'by-hand.tf.json') => { terraform.push({ path: `${files.path}/terraform/${stack}/${name}`, json }); },
  });
  return { ...files, documents, terraform };
};
