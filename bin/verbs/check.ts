/** `check`: every policy over emitted files, by the real conftest. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckRun } from '../../model/index.ts';
import { runConftest } from '../../io/conftest.ts';
import { findConftest } from '../../io/conftest-install.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { emittedRegions, filesBelow, isOutput, requireReadable } from '../../io/emitted.ts';
import { OutsideError, problemText, systemReason } from '../../io/problem.ts';
import { compileConfiguration } from '../compiled.ts';
import { compareFiles } from '../fidelity.ts';
import { complainOf } from '../problems.ts';
import { junit, sarif } from '../reports.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead } from '../source.ts';
import { count, plural } from '../terminal.ts';
import { makeFolder } from '../../io/folder.ts';

export interface CheckOptions extends Common {
  readonly fresh?: boolean;
  readonly sarif?: string;
  readonly junit?: string;
  readonly asOf: string;
}

export const check = async (session: Session, dir: string, options: CheckOptions): Promise<ExitCode> => {
  if (!isDay(options.asOf)) {
    throw new OutsideError({ code: 'PT-001', where: '--as-of', saw: `'${options.asOf}'`, want: 'a day such as 2026-12-31' });
  }
  if (options.fresh !== true) return judge(session, dir, dir, { written: isOutput(dir) ? emittedRegions(dir) : [], ...options });
  const temporary = mkdtempSync(join(tmpdir(), 'payment-topology-'));
  try {
    return await freshly(session, temporary, options);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

const freshly = async (session: Session, temporary: string, options: CheckOptions): Promise<ExitCode> => {
  const { config, topologies, problems } = await compileConfiguration(session, options);
  if (problems.length > 0) {
    complainOf(session, problems, options.json);
    return 1;
  }
  const { writeTopologies } = await import('./synth.ts');
  await writeTopologies(session, topologies, { ...options, out: temporary });
  const written = config.environments.flatMap(environment => environment.regions.map(region => ({ environment: environment.name, region: region.name, path: `${environment.name}/${region.name}` })));
  return judge(session, temporary, '', { written, ...options });
};

/** JavaScript reads the 31st of February as a day in March. */
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** @param shown the folder as the person named it, in front of every file */
const judge = async (session: Session, folder: string, shown: string, options: CheckOptions & { readonly written: readonly EmittedRegion[] }): Promise<ExitCode> => {
  requireReadable(folder);
  const paths = pathsToCheck(folder, options);
  const conftest = await findConftest({ env: session.env, progress: session.terminal.progress });
  session.terminal.progress('checking');
  const own = isOutput(folder) ? regionsToRead(folder, options) : [];
  const [rules, files] = await Promise.all([runConftest(conftest, folder, paths, { as_of: options.asOf }), compareFiles(folder, own)]);
  const run = { findings: [...rules.findings, ...files.findings], examined: [...rules.examined, ...files.examined] };
  if (run.findings.length === 0 && subjectsOf(run) === 0) {
    throw new OutsideError({ code: 'PT-012', where: shown, saw: `${plural(paths.length, 'file')} without a subject of any rule`, want: 'Kubernetes manifests, Terraform JSON, or what payment-topology synth wrote' });
  }
  const reach = reachOf(paths, shown, isOutput(folder) ? options.written : []);
  const shownFile = (path: string): string => [shown, path].filter(Boolean).join('/');
  const located = { ...run, findings: run.findings.map(finding => ({ ...finding, path: shownFile(finding.path) })) };
  save(options.sarif, () => sarif(located, session.folder));
  save(options.junit, () => junit(located));
  if (options.json === true) session.terminal.print(JSON.stringify({ asOf: options.asOf, ...reach, ...located }, null, 2));
  else tell(session, located, reach, options);
  return run.findings.length > 0 ? 1 : 0;
};

/** Regions of our own output; any manifest and Terraform JSON of a folder that something else wrote. */
const pathsToCheck = (folder: string, options: CheckOptions): readonly string[] => {
  if (isOutput(folder)) return regionsToRead(folder, options).map(({ path }) => path);
  const files = filesBelow(folder, '.yaml', '.yml', '.json');
  if (files.length > 0) return files;
  throw new OutsideError({ code: 'PT-008', where: folder, saw: 'no YAML and no JSON', want: 'manifests or Terraform JSON' });
};

/** What a verdict speaks of, and what of the same platform it does not. */
interface Reach {
  /** As the person named it; empty for what was synthesized for the check alone. */
  readonly folder: string;
  /** `production/ap-southeast-3`; none in a folder that something else wrote. */
  readonly checkedRegions: readonly string[];
  readonly uncheckedRegions: readonly string[];
}

const reachOf = (paths: readonly string[], shown: string, written: readonly EmittedRegion[]): Reach => (written.length === 0
  ? { folder: shown, checkedRegions: [], uncheckedRegions: [] }
  : { folder: shown, checkedRegions: paths, uncheckedRegions: written.map(({ path }) => path).filter(path => !paths.includes(path)) });

/** `production (ap-southeast-1, ap-southeast-3), local (local)`. */
const grouped = (regions: readonly string[]): string => {
  const environments = [...new Set(regions.map(path => path.split('/')[0] ?? ''))];
  return environments.map(name => `${name} (${regions.filter(path => path.startsWith(`${name}/`)).map(path => path.slice(name.length + 1)).join(', ')})`).join(', ');
};

const unchecked = ({ checkedRegions: checked, uncheckedRegions: notChecked }: Reach): string => {
  const environments = [...new Set(notChecked.map(path => path.split('/')[0] ?? ''))].filter(name => !checked.some(path => path.startsWith(`${name}/`)));
  const regions = notChecked.filter(path => !environments.some(name => path.startsWith(`${name}/`)));
  const hints = [...(environments.length > 0 ? ['--environment all'] : []), ...(regions.length > 0 ? ['no --region'] : [])];
  return `not checked: ${[...environments, ...regions].join(', ')} (use ${hints.join(' and ')})`;
};

const subjectsOf = ({ examined }: CheckRun): number => examined.reduce((sum, entry) => sum + entry.examined, 0);

const tell = ({ terminal: { print, paint } }: Session, run: CheckRun, reach: Reach, { asOf }: CheckOptions): void => {
  const { findings, examined } = run;
  for (const { code, region, object, saw, want, path } of findings) {
    print(`${problemText({ code: paint.red(code), where: [region, object].filter(Boolean).join(' '), saw, want })}\n  ${paint.dim(path)}`);
  }
  const rules = new Set(examined.map(({ rule }) => rule)).size;
  const verdict = findings.length === 0 ? paint.green('no findings') : paint.red(plural(findings.length, 'finding'));
  print(`${verdict}: ${plural(rules, 'rule')} examined ${count(subjectsOf(run))} subjects in ${reach.checkedRegions.length > 0 ? grouped(reach.checkedRegions) : reach.folder}, waivers as of ${asOf}`);
  if (reach.uncheckedRegions.length > 0) print(paint.yellow(unchecked(reach)));
};

const save = (file: string | undefined, text: () => string): void => {
  if (file === undefined) return;
  try {
    makeFolder(dirname(file));
    writeFileSync(file, text());
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: file, saw: systemReason(error), want: 'a file that can be written' });
  }
};
