/** `check`: every policy over emitted files, by the real conftest; every path between them, by our own analyses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckRun } from '../../model/index.ts';
import type { Judging } from '../../io/conftest.ts';
import { runConftest } from '../../io/conftest.ts';
import { findConftest } from '../../io/conftest-install.ts';
import { problemsIn } from '../../io/documents.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { emittedRegions, filesBelow, isOutput, readTopology, requireNoPipes, requireReadable } from '../../io/emitted.ts';
import type { OutsideProblem } from '../../io/problem.ts';
import { OutsideError, problemText, systemReason } from '../../io/problem.ts';
import { boundaryOf } from '../boundary.ts';
import { compileConfiguration } from '../compiled.ts';
import { requireDay } from '../days.ts';
import { compareFiles, THEIRS } from '../fidelity.ts';
import { complainOf } from '../problems.ts';
import { survivalsOf } from '../survival.ts';
import { waived } from '../waivers.ts';
import { regionIn } from '../regions.ts';
import { junit, sarif } from '../reports.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead } from '../source.ts';
import { count, plural } from '../terminal.ts';
import { makeFolder } from '../../io/folder.ts';
import { cacheFolder } from '../../io/cache.ts';

export interface CheckOptions extends Common {
  readonly fresh?: boolean;
  readonly sarif?: string;
  readonly junit?: string;
  readonly asOf: string;
}

export const check = async (session: Session, dir: string, options: CheckOptions): Promise<ExitCode> => {
  requireDay('--as-of', options.asOf);
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

/** @param shown the folder as the person named it, in front of every file */
const judge = async (session: Session, folder: string, shown: string, options: CheckOptions & { readonly written: readonly EmittedRegion[] }): Promise<ExitCode> => {
  requireReadable(folder);
  const own = isOutput(folder) ? regionsToRead(folder, options) : [];
  // what declares nothing is said before anything is run
  for (const region of own) readTopology(folder, region);
  const files = own.length > 0 ? own.flatMap(({ path }) => filesBelow(join(folder, path)).map(file => `${path}/${file}`)) : filesToRead(folder);
  const conftest = await findConftest({ env: session.env, progress: session.terminal.progress });
  session.terminal.progress('checking');
  const shownFile = (path: string): string => [shown, path].filter(Boolean).join('/');
  const [rules, rendered, analysed] = await Promise.all([rulesOver({ conftest, folder, data: { as_of: options.asOf }, cache: cacheFolder(session.env) }, own, files, shownFile), compareFiles(folder, own), pathsIn(folder, own, options.asOf)]);
  const all = [rules, rendered, analysed];
  const run = { findings: all.flatMap(({ findings }) => findings), examined: all.flatMap(({ examined }) => examined) };
  // what is broken is said once: conftest refuses what cannot be parsed, the analysis also what cannot mean anything
  const problems = rules.problems.length > 0 ? rules.problems : analysed.problems;
  if (run.findings.length === 0 && problems.length > 0) throw new OutsideError(...problems);
  if (run.findings.length === 0 && subjectsOf(run) === 0) {
    throw new OutsideError({ code: 'PT-012', where: shown, saw: `${plural(files.length, 'file')} without a subject of any rule`, want: 'Kubernetes manifests, Terraform JSON, or what payment-topology synth wrote' });
  }
  const reach = reachOf(own, shown, options.written);
  const located = { ...run, findings: run.findings.map(finding => ({ ...finding, path: shownFile(finding.path) })) };
  save(options.sarif, () => sarif(located, session.folder));
  save(options.junit, () => junit(located));
  if (options.json === true) session.terminal.print(JSON.stringify({ asOf: options.asOf, ...reach, ...located, problems }, null, 2));
  else tell(session, located, reach, options);
  for (const problem of problems) session.terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : run.findings.length > 0 ? 1 : 0;
};

type Judged = CheckRun & { readonly problems: readonly OutsideProblem[] };

/** What analyses of all files together say, of paths and of failures, where there is a topology to compare with. */
const pathsIn = async (folder: string, own: readonly EmittedRegion[], asOf: string): Promise<Judged> => {
  if (own.length === 0) return { findings: [], examined: [], problems: [] };
  // the other two start first: they are what others compute
  await new Promise(setImmediate);
  try {
    const regions = own.map(region => regionIn(folder, region));
    const files = regions.map(region => region.files);
    const survivals = survivalsOf(folder, files);
    const runs = [boundaryOf(regions, asOf).run, ...survivals.map(({ run }) => waived(run, files.map(({ topology }) => topology), asOf))];
    return { findings: runs.flatMap(({ findings }) => findings), examined: runs.flatMap(({ examined }) => examined), problems: [...regions, ...survivals].flatMap(({ problems }) => problems) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { findings: [], examined: [], problems: error.problems };
  }
};

/** What rules read; conftest would take other endings for other languages. */
const READ = ['.yaml', '.yml', '.json'];

/** Any manifest and Terraform JSON of a folder that something else wrote. */
const filesToRead = (folder: string): readonly string[] => {
  const files = filesBelow(folder, ...READ);
  if (files.length > 0) return files;
  throw new OutsideError({ code: 'PT-008', where: folder, saw: 'no YAML and no JSON', want: 'manifests or Terraform JSON' });
};

/** What the rules say; or, where a file keeps every rule from being run, all that is wrong with any file. */
const rulesOver = async (
  judging: Omit<Judging, 'paths' | 'except'>, own: readonly EmittedRegion[], files: readonly string[], shown: (file: string) => string,
): Promise<Judged> => {
  const read = files.filter(file => READ.some(ending => file.endsWith(ending)) && !THEIRS.test(file));
  try {
    requireNoPipes(judging.folder, read);
    const paths = own.length > 0 ? own.map(({ path }) => path) : read;
    return { ...await runConftest({ ...judging, paths, except: files.filter(file => !read.includes(file)) }), problems: [] };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const broken = problemsIn(read, judging.folder, shown).map(problem => ({ ...problem, want: problem.want.replace(/; .*/, '') }));
    return { findings: [], examined: [], problems: broken.length > 0 ? broken : error.problems };
  }
};

/** What a verdict speaks of, and what of the same platform it does not. */
interface Reach {
  /** As the person named it; empty for what was synthesized for the check alone. */
  readonly folder: string;
  /** `production/ap-southeast-3`; none in a folder that something else wrote. */
  readonly checkedRegions: readonly string[];
  readonly uncheckedRegions: readonly string[];
}

const reachOf = (own: readonly EmittedRegion[], shown: string, written: readonly EmittedRegion[]): Reach => {
  const checkedRegions = own.map(({ path }) => path);
  return { folder: shown, checkedRegions, uncheckedRegions: written.map(({ path }) => path).filter(path => !checkedRegions.includes(path)) };
};

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
