/** `evidence`: a bundle that a reviewer of the card-data boundary reads, signs and compares with the last one. */
import { join } from 'node:path';
import type { Leak } from '../../analysis/secret-values.ts';
import { secretsWithValues, valuesIn } from '../../analysis/secret-values.ts';
import { inventoryOf } from '../../analysis/inventory/index.ts';
import { runConftest } from '../../io/conftest.ts';
import { findConftest } from '../../io/conftest-install.ts';
import { filesBelow, MANIFEST, readText, requireNoPipes, requireReadable } from '../../io/emitted.ts';
import { requirePlace } from '../../io/folder.ts';
import { requireOurs, writeOutput } from '../../io/output.ts';
import { OutsideError, problemText } from '../../io/problem.ts';
import { cacheFolder } from '../../io/cache.ts';
import { ownVersion } from '../../io/version.ts';
import type { CheckRun } from '../../model/index.ts';
import { bundleOf, STATE } from '../../report/evidence/bundle.ts';
import { stateOf } from '../../report/evidence/state.ts';
import type { Evidence, RegionEvidence } from '../../report/evidence/words.ts';
import { boundaryOf } from '../boundary.ts';
import { requireDay } from '../days.ts';
import { compareFiles } from '../fidelity.ts';
import { sarif } from '../reports.ts';
import type { Earlier } from '../reviews.ts';
import { comparison, earlierOf, hashOf, placeOf, recordReview, stateText } from '../reviews.ts';
import type { RegionInFolder } from '../regions.ts';
import { regionIn } from '../regions.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { ALL } from '../session.ts';
import { regionsToRead } from '../source.ts';
import { count, plural } from '../terminal.ts';

export interface EvidenceOptions extends Common {
  readonly against?: string;
  readonly asOf: string;
  readonly reviews: string;
  /** Who read the bundle: records the review. */
  readonly record?: string;
  readonly ticket?: string;
}

export const evidence = async (session: Session, dir: string, options: EvidenceOptions): Promise<ExitCode> => {
  requireSense(options);
  requireReadable(dir);
  const emitted = regionsToRead(dir, options);
  const { environment } = emitted[0] as (typeof emitted)[0];
  // what can be refused is refused before anything long begins
  const earlier = earlierOf({ ...options, environment, against: options.against });
  const folder = join(dir, environment, 'evidence');
  requireOurs(folder);
  for (const place of [folder, ...(options.record === undefined ? [] : [join(options.reviews, environment)])]) requirePlace(place);
  requireNoPipes(dir, emitted.flatMap(({ path }) => filesBelow(join(dir, path)).map(file => `${path}/${file}`)));
  const conftest = await findConftest({ env: session.env, progress: session.terminal.progress });
  session.terminal.progress('collecting evidence');
  const rules = Promise.all([runConftest({ conftest, folder: dir, paths: emitted.map(({ path }) => path), data: { as_of: options.asOf }, cache: cacheFolder(session.env) }), compareFiles(dir, emitted)]);
  // its failure is awaited below, after what is said first
  rules.catch(() => undefined);
  // the primary first: it is what people read
  const regions = emitted.map(region => regionIn(dir, region)).sort((a, b) => Number(isStandby(a)) - Number(isStandby(b)));
  const problems = regions.flatMap(each => each.problems);
  if (problems.length > 0) throw new OutsideError(...problems);
  refuse(regions.flatMap(({ files: { documents } }) => secretsWithValues(documents)));
  const bounded = boundaryOf(regions, options.asOf);
  const found = await rules;
  const all = [...found, bounded.run];
  const told: Told = { dir, folder, session, options, earlier, checks: { findings: all.flatMap(run => run.findings), examined: all.flatMap(run => run.examined) } };
  return conclude(told, regions, regions.map(({ files: { topology, documents, terraform } }, i): RegionEvidence => ({
    name: topology.region.name, role: topology.region.role, survey: bounded.surveys[i] as RegionEvidence['survey'], inventory: inventoryOf(topology, documents, terraform),
  })));
};

const requireSense = ({ environment, region, asOf, record, ticket }: EvidenceOptions): void => {
  if (environment === ALL) throw new OutsideError({ code: 'PT-001', where: '--environment', saw: `'${ALL}'`, want: 'one environment: a bundle speaks of one' });
  // a bundle of a part would stand where that of the whole stood
  if (region !== undefined) throw new OutsideError({ code: 'PT-001', where: '--region', saw: `'${region}'`, want: 'no region: a bundle speaks of every region of an environment' });
  requireDay('--as-of', asOf);
  if (record !== undefined && (ticket ?? '') === '') throw new OutsideError({ code: 'PT-001', where: '--record', saw: 'no ticket', want: '--ticket <id> beside it: where the review was asked for' });
  if (record === undefined && ticket !== undefined) throw new OutsideError({ code: 'PT-001', where: '--ticket', saw: 'no reviewer', want: '--record <reviewer> beside it' });
};

const isStandby = ({ files }: RegionInFolder): boolean => files.topology.region.role === 'standby';

interface Told {
  readonly dir: string;
  /** Of the bundle. */
  readonly folder: string;
  readonly session: Session;
  readonly options: EvidenceOptions;
  readonly earlier: Earlier;
  readonly checks: CheckRun;
}

const conclude = ({ dir, folder, session, options, earlier, checks }: Told, regions: readonly RegionInFolder[], surveyed: readonly RegionEvidence[]): ExitCode => {
  const { environment, waivers } = (regions[0] as RegionInFolder).files.topology;
  const state = stateOf(environment.name, surveyed);
  const hash = hashOf(stateText(state));
  const recorded = options.record === undefined ? null : { environment: environment.name, bundle: hash, reviewer: options.record, date: options.asOf, ticket: options.ticket ?? '' };
  const review = recorded ?? earlier.review;
  const reviewed = comparison({ state, hash, review, before: earlier.state, asOf: options.asOf });
  const judged: CheckRun = { findings: [...checks.findings, ...reviewed.run.findings], examined: [...checks.examined, ...reviewed.run.examined] };
  const files = new Map(bundleOf({
    environment: environment.name, purpose: environment.purpose, cardData: environment.cardData, asOf: options.asOf, version: ownVersion(), boundary: hash, regions: surveyed, checks: judged,
    waivers: waivers.filter(waiver => waiver.environment === environment.name), review, changes: reviewed.changes,
  } satisfies Evidence));
  files.set('findings.sarif', sarif(judged, ''));
  refuse([...files].flatMap(([file, text]) => valuesIn(file, text)));
  files.set(MANIFEST, manifestOf({ environment: environment.name, asOf: options.asOf, inputs: inputsOf(dir, regions), files }));
  const { written, unchanged } = writeOutput(folder, () => files, ['']);
  const record = recorded === null ? null : recordReview(options.reviews, state, recorded);
  const placed = { ...judged, findings: judged.findings.map(finding => ({ ...finding, path: placeOf(finding, dir, options.reviews) })) };
  tell(session, { folder, record, judged: placed, written, unchanged, surveyed, changes: reviewed.changes }, options);
  return judged.findings.length > 0 ? 1 : 0;
};

/** Every file that was read, with its hash; paths are below the output folder. */
const inputsOf = (dir: string, regions: readonly RegionInFolder[]): readonly (readonly [string, string])[] => regions.flatMap(({ files: { path } }) =>
  filesBelow(join(dir, path), '.json', '.yaml', '.yml').map(file => [`${path}/${file}`, hashOf(readText(join(dir, path, file)))] as const));

interface Contents {
  readonly environment: string;
  readonly asOf: string;
  readonly inputs: readonly (readonly [string, string])[];
  readonly files: ReadonlyMap<string, string>;
}

/** The root is the hash of all lines `hash  path`, inputs first: one number to sign. */
const manifestOf = ({ environment, asOf, inputs, files }: Contents): string => {
  const outputs = [...files].map(([path, text]) => [path, hashOf(text)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const root = hashOf([...inputs, ...outputs].map(([path, hash]) => `${hash}  ${path}\n`).join(''));
  return `${JSON.stringify({ schemaVersion: 1, tool: `payment-topology ${ownVersion()}`, environment, asOf, root, boundary: hashOf(files.get(STATE) as string), outputs: Object.fromEntries(outputs), inputs: Object.fromEntries(inputs) }, null, 1)}\n`;
};

const refuse = (leaks: readonly Leak[]): void => {
  if (leaks.length === 0) return;
  throw new OutsideError(...leaks.map(({ file, path, saw }) => ({ code: 'PT-017' as const, where: [file, path].filter(Boolean).join(' › '), saw, want: 'no value of a secret in what people pass around' })));
};

interface Ended {
  readonly folder: string;
  /** Folder of the review that was recorded; null where none was. */
  readonly record: string | null;
  readonly judged: CheckRun;
  readonly written: number;
  readonly unchanged: number;
  readonly surveyed: readonly RegionEvidence[];
  readonly changes: Evidence['changes'];
}

const tell = ({ terminal: { print, paint }, elapsed }: Session, { folder, record, judged, written, unchanged, surveyed, changes }: Ended, { json }: EvidenceOptions): void => {
  if (json === true) {
    print(JSON.stringify({ folder, recorded: record, written, unchanged, changes: changes?.changes ?? [], ...judged }, null, 2));
    return;
  }
  for (const { code, region, object, saw, want, path } of judged.findings) print(`${problemText({ code: paint.red(code), where: [region, object].filter(Boolean).join(' '), saw, want })}\n  ${paint.dim(path)}`);
  for (const { says, significant } of changes?.changes ?? []) print(significant && record === null ? paint.yellow(says) : says);
  for (const { name, survey: { connections, parties } } of surveyed) {
    const border = connections.filter(({ crossing }) => crossing === 'into the CDE' || crossing === 'out of the CDE').length;
    print(`${name}  ${plural(connections.length, 'connection')}, ${count(parties.filter(({ computed }) => computed === 'cde').length)} parties in the CDE, ${count(border)} connections across its border`);
  }
  const verdict = judged.findings.length === 0 ? paint.green('no findings') : paint.red(plural(judged.findings.length, 'finding'));
  print(`${verdict}; ${count(written)} files written, ${count(unchanged)} unchanged, in ${(elapsed() / 1000).toFixed(1)} s: ${folder}/index.html`);
  if (record !== null) print(`recorded in ${record}/: commit it`);
};

