/**
 * Whether files are what their `topology.json` renders: an edit by hand, a file taken away or one put beside ours is found even where no rule speaks of it.
 * Rendering is pure, so the comparison is exact to the byte.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmittedRegion } from '../io/emitted.ts';
import { filesBelow, readTopology } from '../io/emitted.ts';
import { FILES_RULE } from '../model/index.ts';
import type { CheckRun } from '../model/index.ts';

const RULE = { code: FILES_RULE.code, rule: 'files.as_rendered', severity: 'high' } as const;
const NOTHING = new Uint8Array();
/** What tools keep beside our files and apply nothing from. */
const THEIRS = /\.(tfvars(\.json)?|md|txt)$/;
const APPLIED = ['.yaml', '.yml', '.json', '.tf', '.hcl'];

export const compareFiles = async (folder: string, regions: readonly EmittedRegion[]): Promise<CheckRun> => {
  const rendered = await render(folder, regions);
  return regions.reduce<CheckRun>((run, region, index) => {
    const files = rendered?.[index]?.files ?? new Map([[`${region.path}/topology.json`, NOTHING]]);
    const finding = (path: string, saw: string, want: string) => ({ ...RULE, region: region.path, object: path.slice(region.path.length + 1), path, saw, want });
    const findings = [
      ...[...files].flatMap(([path, bytes]) => {
        const found = read(join(folder, path));
        if (found === undefined) return [finding(path, 'no file', 'the file that topology.json renders: synthesize again')];
        return found.equals(bytes) ? [] : [finding(path, 'other bytes than topology.json renders', 'a change of the catalog, then payment-topology synth')];
      }),
      ...filesBelow(join(folder, region.path), ...APPLIED).map(path => `${region.path}/${path}`).filter(path => !files.has(path) && !THEIRS.test(path))
        .map(path => finding(path, 'a file that nothing renders', 'nothing beside what is rendered: it would be applied too')),
    ];
    findings.sort((a, b) => (a.path < b.path ? -1 : 1));
    const examined = { ...RULE, title: FILES_RULE.title, what_to_do: FILES_RULE.whatToDo, region: region.path, examined: files.size };
    return { findings: [...run.findings, ...findings], examined: [...run.examined, examined] };
  }, { findings: [], examined: [] });
};

/** Null when a topology was edited into something that no renderer understands. */
const render = async (folder: string, regions: readonly EmittedRegion[]) => {
  const { startRenderer } = await import('./renderer.ts');
  const topologies = regions.map(region => readTopology(folder, region));
  try {
    return await startRenderer(regions.length > 1).renderAll(topologies);
  } catch {
    return null;
  }
};

const read = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};
