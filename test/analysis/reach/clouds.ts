/** Terraform JSON of the reference platform and of small networks made by hand, and ways to change them. */
import { cloudOf } from '../../../analysis/reach/cloud/index.ts';
import type { Cloud } from '../../../analysis/reach/cloud/index.ts';
import { outsideOf } from '../../../analysis/reach/cloud/peers.ts';
import type { TerraformFile } from '../../../analysis/reach/cloud/terraform.ts';
import type { Topology } from '../../../model/index.ts';
import { renderStacks } from '../../../stacks/index.ts';
import { topologyOf } from '../../reference.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change deep JSON
export type Body = Record<string, any>;
export type Resources = Record<string, Record<string, Body>>;

const written = new Map<string, string>();

/** Every stack of a region, parsed anew each time, so that a test may change it. */
export const filesOf = (topology: Topology): readonly TerraformFile[] => {
  const key = `${topology.environment.name} ${topology.region.name} ${topology.environment.cardData}`;
  const text = written.get(key) ?? JSON.stringify(renderStacks(topology).map(({ path, json }) => ({ path, json })));
  written.set(key, text);
  return JSON.parse(text) as readonly TerraformFile[];
};

/** Resources of one stack, to be changed in place. */
export const stackIn = (files: readonly TerraformFile[], stack: string): Resources => {
  const found = files.find(({ path }) => path.includes(`/${stack}/`));
  if (found === undefined) throw new Error(`no stack ${stack}`);
  return (found.json as { readonly resource: Resources }).resource;
};

/** The cloud of production, as it is or after a change of its files. */
export const production = (region: string, change?: (stack: (name: string) => Resources) => void): Cloud => {
  const topology = topologyOf('production', region);
  const files = filesOf(topology);
  change?.(name => stackIn(files, name));
  return cloudOf(files, outsideOf(topology));
};
