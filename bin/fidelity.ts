/**
 * Whether files are what their `topology.json` renders: an edit by hand, a file taken away or one put beside ours is found even where no rule speaks of it.
 * Rendering is pure, so the comparison is exact to the byte.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmittedRegion } from '../io/emitted.ts';
import { emittedRegions, entriesBelow, MANIFEST, membersOf, readManifest, readTopology } from '../io/emitted.ts';
import { listing } from '../io/output.ts';
import { OutsideError } from '../io/problem.ts';
import type { CheckRun, Finding, Topology } from '../model/index.ts';
import { FILES_RULE } from '../model/index.ts';
import type { ManifestStack, RenderedRegion } from './render.ts';

type Entry = ReturnType<typeof entriesBelow>[number];
/** A region, or why there is none. */
type Rendering = RenderedRegion | { readonly cause: string };

const RULE = { code: FILES_RULE.code, rule: 'files.as_rendered', severity: 'high' } as const;
const EDITED = 'a change of the catalog, then payment-topology synth';

/** What somebody's tool applies when it stands there; of hidden files Terraform reads none, kubectl its own. */
const APPLIED = /(^|\/)([^./][^/]*\.(tf|hcl|tofu)|[^/]*\.(ya?ml|json)|Kustomization)$/;
/** Values for variables, which everybody fills in himself; no rule reads them. */
export const THEIRS = /\.tfvars(\.json)?$/;

export const compareFiles = async (folder: string, regions: readonly EmittedRegion[]): Promise<CheckRun> => {
  if (regions.length === 0) return { findings: [], examined: [] };
  const rendered = await renderings(regions.map(region => readTopology(folder, region)));
  const entries = entriesBelow(folder);
  const runs = regions.map((region, index): CheckRun => {
    const { path } = region;
    const own = entries.filter(entry => entry.path.startsWith(`${path}/`));
    const found = compared(folder, path, rendered[index] as Rendering, own);
    return { findings: found.findings, examined: [{ ...RULE, title: FILES_RULE.title, what_to_do: FILES_RULE.whatToDo, region: path, examined: found.files }] };
  });
  return { findings: [...runs.flatMap(({ findings }) => findings), ...strays(folder, entries)], examined: runs.flatMap(({ examined }) => examined) };
};

const compared = (folder: string, region: string, rendering: Rendering, entries: readonly Entry[]): { readonly files: number; readonly findings: readonly Finding[] } => {
  const finding = (path: string, saw: string, want: string, object?: string): Finding => ({ ...RULE, region, object: object ?? (path.startsWith(`${region}/`) ? path.slice(region.length + 1) : path), path, saw, want });
  if ('cause' in rendering) return { files: 1, findings: [finding(`${region}/topology.json`, `what cannot be rendered: ${rendering.cause}`, 'the file as payment-topology synth wrote it')] };
  const kinds = new Map(entries.map(({ path, kind }) => [path, kind]));
  const findings = [
    ...[...rendering.files].flatMap(([path, bytes]) => {
      const kind = kinds.get(path);
      if (kind === undefined) return [finding(path, 'no file', 'the file that topology.json renders: synthesize again')];
      if (kind !== 'file') return [finding(path, kind === 'link' ? 'a link' : 'no plain file', 'a file of its own: synthesize again')];
      const found = readFileSync(join(folder, path));
      return found.equals(bytes) ? [] : editsOf(path, bytes, found).map(({ object, saw }) => finding(path, saw, EDITED, object));
    }),
    ...entries.filter(entry => isApplied(entry) && !rendering.files.has(entry.path)).map(entry => finding(entry.path, sawOf(entry), ALONE)),
    ...(sorted(rendering.stacks) === sorted(stacksOf(folder, region)) ? [] : [finding(MANIFEST, `other stacks of ${region} than topology.json renders`, EDITED)]),
  ];
  return { files: rendering.files.size + 1, findings: findings.sort((a, b) => (a.path < b.path ? -1 : 1)) };
};

/** What somebody edited: in Terraform JSON each resource by its address, with the settings that differ; values stay out, for nobody knows what they are. */
export const editsOf = (path: string, rendered: Uint8Array, found: Uint8Array): readonly { readonly object?: string; readonly saw: string }[] => {
  const parts = path.endsWith('.tf.json') ? [partsOf(rendered), partsOf(found)] as const : null;
  const [before, after] = parts ?? [null, null];
  const differing = before === null || after === null ? [] : [...new Set([...before.keys(), ...after.keys()])].sort().flatMap(object => {
    const [was, is] = [before.get(object), after.get(object)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (was === undefined) return [{ object, saw: 'what topology.json does not render' }];
    if (is === undefined) return [{ object, saw: 'nothing there' }];
    const [a, b] = [membersOf(was), membersOf(is)];
    const settings = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().filter(key => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
    return [{ object, saw: `${settings.length === 0 ? 'another value' : `another ${settings.join(', another ')}`} than topology.json renders` }];
  });
  return differing.length > 0 ? differing : [{ saw: 'other bytes than topology.json renders' }];
};

/** `aws_vpc.vpc`, `data.aws_ami.node`; every other block by its own name. Null where it is no Terraform JSON. */
const partsOf = (bytes: Uint8Array): ReadonlyMap<string, unknown> | null => {
  try {
    return new Map(Object.entries(membersOf(JSON.parse(Buffer.from(bytes).toString()) as unknown)).flatMap(([block, written]): readonly (readonly [string, unknown])[] => {
      if (block !== 'resource' && block !== 'data') return [[block, written]];
      return Object.entries(membersOf(written)).flatMap(([type, named]) => Object.entries(membersOf(named)).map(([name, body]) => [`${block === 'data' ? 'data.' : ''}${type}.${name}`, body] as const));
    }));
  } catch {
    return null;
  }
};

const ALONE = 'nothing beside what is rendered: it would be applied too';
const sawOf = ({ kind }: Entry): string => (kind === 'link' ? 'a link that nothing renders' : 'a file that nothing renders');

/** A link may lead to a folder full of manifests, whatever it is called. */
const isApplied = ({ path, kind }: Entry): boolean => (kind === 'link' || APPLIED.test(path)) && !THEIRS.test(path);

/** What stands beside the regions of a folder: no topology declares it, and no region's check would look at it. A bundle of evidence holds no object, and says itself what belongs to it. */
const strays = (folder: string, entries: readonly Entry[]): readonly Finding[] => {
  const emitted = emittedRegions(folder);
  const regions = emitted.map(({ path }) => `${path}/`);
  const bundles = new Set([...new Set(emitted.map(({ environment }) => `${environment}/evidence`))].flatMap(bundle => listing(join(folder, bundle)).map(path => `${bundle}/${path}`)));
  const isEvidence = ({ path, kind }: Entry): boolean => kind === 'file' && path.endsWith('.json') && bundles.has(path);
  return entries.filter(entry => isApplied(entry) && entry.path !== MANIFEST && !isEvidence(entry) && !regions.some(region => entry.path.startsWith(region)))
    .map(entry => ({ ...RULE, region: '', object: entry.path, path: entry.path, saw: sawOf(entry), want: ALONE }));
};

const stacksOf = (folder: string, region: string): Readonly<Record<string, ManifestStack>> => {
  try {
    return Object.fromEntries(Object.entries(readManifest<ManifestStack>(folder)).filter(([, { synthesizedStackPath }]) => synthesizedStackPath.startsWith(`${region}/`)));
  } catch (error) {
    // where the listing says that it was there its absence is refused before; a copy without it names no stack
    if (error instanceof OutsideError) return {};
    throw error;
  }
};

const sorted = (stacks: Readonly<Record<string, ManifestStack>>): string => JSON.stringify(Object.entries(stacks).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A topology that was edited into something that no renderer understands is no reason to look at no other. */
const renderings = async (topologies: readonly Topology[]): Promise<readonly Rendering[]> => {
  const { startRenderer } = await import('./renderer.ts');
  try {
    return await startRenderer(topologies.length > 1).renderAll(topologies);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const [problem] = error.problems;
    return topologies.length > 1 ? (await Promise.all(topologies.map(topology => renderings([topology])))).flat() : [{ cause: problem?.saw ?? '' }];
  }
};
