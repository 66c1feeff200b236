/** `survive`: what becomes of every workload and store when a zone, a node or a release fails; from emitted files alone. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SurviveFinding } from '../../analysis/survive/findings.ts';
import { rangeText, scenarioText } from '../../analysis/survive/findings.ts';
import { TRIALS } from '../../analysis/survive/index.ts';
import { nodesOf } from '../../analysis/survive/nodes.ts';
import { KINDS } from '../../analysis/survive/cluster.ts';
import { NOT_MODELLED } from '../../analysis/survive/limits.ts';
import { remediesOf } from '../../analysis/survive/remedies.ts';
import type { Outcome, Scenario } from '../../analysis/survive/outcomes.ts';
import { healingOf, SCENARIOS, tightestOf } from '../../analysis/survive/outcomes.ts';
import { matters } from '../../analysis/survive/named.ts';
import type { StoreOutcome } from '../../analysis/survive/stores.ts';
import { durationText, TIMINGS } from '../../analysis/survive/times.ts';
import { lineOf } from '../../io/lines.ts';
import { makeFolder } from '../../io/folder.ts';
import { OutsideError, problemText, systemReason } from '../../io/problem.ts';
import { ownVersion } from '../../io/version.ts';
import { survivePage } from '../../report/survive/page.ts';
import { filesOf } from '../regions.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { regionsToRead, titleOf } from '../source.ts';
import type { Survival } from '../survival.ts';
import { survivalsOf } from '../survival.ts';
import type { Paint } from '../terminal.ts';
import { count, plural, table } from '../terminal.ts';

export interface SurviveOptions extends Common {
  readonly scenario?: readonly string[];
  /** Of every finding, or of those that the text names by code or object. */
  readonly explain?: string | true;
  /** File of a page for people. */
  readonly html?: string;
}

export const survive = async ({ terminal }: Session, dir: string, options: SurviveOptions): Promise<ExitCode> => {
  const scenarios = chosenScenarios(options.scenario);
  const meant = regionsToRead(dir, options);
  const read = meant.map(region => filesOf(dir, region, KINDS));
  const survivals = survivalsOf(dir, read.map(({ files }) => files), scenarios);
  const problems = [...read, ...survivals].flatMap(each => each.problems);
  const untried = (options.scenario ?? []).filter(name => !survivals.some(({ survived: { outcomes } }) => outcomes.some(({ scenario }) => scenario === name)));
  if (untried.length > 0 && problems.length === 0) throw new OutsideError({ code: 'PT-001', where: '--scenario', saw: untried.join(', '), want: 'what can happen in a region that is read: a standby is promoted, a primary has full load, a zone is lost where there are several' });
  const asked = options.explain;
  const explained = (survival: Survival): readonly SurviveFinding[] => survival.run.findings.filter(({ code, object }) => asked !== undefined && (asked === true || code === asked || object.includes(asked)));
  if (typeof asked === 'string' && survivals.flatMap(explained).length === 0) {
    throw new OutsideError({ code: 'PT-011', where: '--explain', saw: `'${asked}'`, want: `a finding of this run: ${[...new Set(survivals.flatMap(({ run }) => run.findings.map(({ code }) => code)))].join(', ') || 'there is none'}` });
  }
  if (options.html !== undefined) writePage(options.html, survivals);
  if (options.json === true) terminal.print(JSON.stringify({ regions: survivals.map(survival => jsonOf(survival, explained(survival), dir)) }, null, 2));
  else terminal.print(survivals.map(survival => told(survival, explained(survival), dir, terminal.paint)).join('\n\n'));
  for (const problem of problems) terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : survivals.some(({ run }) => run.findings.length > 0) ? 1 : 0;
};

/** A page speaks of one environment. */
const writePage = (file: string, survivals: readonly Survival[]): void => {
  const environments = [...new Set(survivals.map(({ files }) => files.topology.environment.name))];
  if (environments.length > 1) throw new OutsideError({ code: 'PT-001', where: '--html', saw: plural(environments.length, 'environment'), want: 'one environment: a page speaks of one' });
  const regions = survivals.map(({ files, survived, run }) => ({ title: titleOf(files.topology), ...survived, findings: run.findings }));
  try {
    makeFolder(dirname(file));
    writeFileSync(file, survivePage(environments[0] as string, regions, `Predicted by payment-topology ${ownVersion()} from emitted files alone`));
  } catch (error) {
    throw new OutsideError({ code: 'PT-006', where: file, saw: systemReason(error), want: 'a file that can be written' });
  }
};

const chosenScenarios = (asked: readonly string[] | undefined): readonly Scenario[] => {
  if (asked === undefined) return SCENARIOS;
  return asked.map(name => {
    const found = SCENARIOS.find(scenario => scenario === name);
    if (found === undefined) throw new OutsideError({ code: 'PT-001', where: '--scenario', saw: `'${name}'`, want: `some of ${SCENARIOS.join(', ')}` });
    return found;
  });
};

/* ---- text ------------------------------------------------------------------------------------------------------------------- */

const told = (survival: Survival, explained: readonly SurviveFinding[], dir: string, paint: Paint): string => {
  const { survived: { cluster, outcomes, stores }, run, files, problems } = survival;
  const nodes = nodesOf(cluster.groups, group => group.count.usual).length;
  const judged = outcomes.filter(({ workload }) => matters(workload));
  const scenarios = SCENARIOS.filter(scenario => judged.some(outcome => outcome.scenario === scenario));
  return [
    `${paint.bold(titleOf(files.topology))}: ${plural(cluster.zones.length, 'zone')}, ${plural(nodes, 'node')}, ${plural(cluster.workloads.length, 'workload')} with ${count(cluster.workloads.reduce((sum, { replicas }) => sum + replicas, 0))} pods; judged are tiers 0 to 2`,
    ...(cluster.zones.length === 1 ? ['one zone: nothing survives its loss, and the zone rules are off'] : []),
    table([HEAD, ...scenarios.map(scenario => rowOf(scenario, judged.filter(outcome => outcome.scenario === scenario)))], '  '),
    ...storeLines(stores),
    ...acts(judged).map(act => `  by hand     ${act}`),
    ...run.findings.flatMap(finding => [
      '', problemText({ code: paint.red(finding.code), where: finding.object, saw: finding.saw, want: finding.want }), `  ${paint.dim(finding.path)}`,
      ...(explained.includes(finding) ? explanation(finding, survival, dir).map(line => `  ${line}`) : []),
    ]),
    '',
    `${problems.length > 0 ? paint.red('not judged') : run.findings.length === 0 ? paint.green('no findings') : paint.red(plural(run.findings.length, 'finding'))}: ${plural(run.examined.length, 'rule')} examined ${count(run.examined.reduce((sum, { examined }) => sum + examined, 0))} outcomes, each tried ${TRIALS} times${run.findings.length > 0 && explained.length === 0 ? '; --explain says what to change' : ''}`,
    paint.dim(`not modelled: ${[...cluster.notModelled, ...NOT_MODELLED].join('; ')}`),
  ].join('\n');
};

const HEAD = ['scenario', 'cases', 'running in the end', 'tightest while it lasts', 'until healed'] as const;

const rowOf = (scenario: Scenario, outcomes: readonly Outcome[]): readonly string[] => {
  const cases = new Set(outcomes.map(({ instance }) => instance)).size;
  // a release that never becomes ready is taken back by a person, and so is one that stands still
  const short = outcomes.filter(({ running, wanted, pending }) => running.least < wanted || (scenario === 'rollout' && pending.most > 0));
  const names = [...new Set(short.map(({ workload }) => workload.name))];
  const tight = tightestOf(outcomes);
  const healing = healingOf(outcomes);
  const stuck = outcomes.filter(each => each.stuck.length > 0).length;
  return [
    scenario, String(cases),
    [short.length === 0 ? 'all' : `all but ${names.length > 2 ? plural(names.length, 'workload') : names.join(' and ')}`, ...(stuck > 0 ? [`${stuck} stuck on a budget`] : [])].join(', '),
    tight === null ? '' : `${tight.workload.name} ${rangeText(tight.leastReady)} of ${tight.wanted} ready, needs ${tight.need}`,
    [scenario === 'broken-rollout' ? 'when it is rolled back' : short.length > 0 ? `${plural(names.length, 'workload')} not by itself` : '', healing === null ? '' : `${durationText(healing.least)} to ${durationText(healing.most)}`].filter(Boolean).join(', others ') || 'nothing to heal',
  ];
};

/** A store says the same of every zone, or each zone for itself. */
const storeLines = (outcomes: readonly StoreOutcome[]): readonly string[] => {
  const lines = new Map<string, string[]>();
  for (const outcome of outcomes) {
    const { store, writable, pause, parts, act } = outcome;
    const left = parts.map(({ part, left: members }) => `${members} of ${part.members} ${part.what}, ${part.needs} needed`).join('; ');
    const line = writable ? `takes writes${pause === null || pause.most === 0 ? '' : ` after ${pause.least} to ${pause.most} s`} (${left})` : `takes no writes (${left}): ${act ?? ''}`;
    const key = `  store       ${store.name} (${store.runs}) without any one of\u0000${line}`;
    lines.set(key, [...lines.get(key) ?? [], outcome.zone]);
  }
  return [...lines].map(([key, zones]) => key.replace('any one of\u0000', `${zones.join(' or ')} `));
};

const acts = (outcomes: readonly Outcome[]): readonly string[] => {
  const byWorkload = new Map<string, Outcome>();
  for (const outcome of outcomes) if (outcome.act !== null && !byWorkload.has(outcome.workload.object)) byWorkload.set(outcome.workload.object, outcome);
  return [...byWorkload.values()].map(({ act, running, wanted, need, scenario, instance }) => `${scenarioText({ scenario, instance })} ${rangeText(running)} of ${wanted} run on${need > 0 ? `, ${need} are needed` : ''}; then ${act ?? ''}`);
};

interface Remedy {
  readonly to: string;
  readonly file: string;
  /** Null where the file holds nothing of it. */
  readonly line: number | null;
  readonly helps: boolean;
  readonly result: string;
}

/** Changes that were tried on the model, with the line where each is made. */
const remedies = (finding: SurviveFinding, { survived, files, primary }: Survival, dir: string): readonly Remedy[] =>
  remediesOf(finding, survived, files.topology, { trials: TRIALS, timings: TIMINGS, primary, scenarios: new Set() })
    .map(({ edit: { object, file, path, to }, helps, result }) => ({ to, file: join(dir, file), line: lineOf(join(dir, file), path, isObject(object)), helps, result }));

/** Whether a document is the object that `Kind/namespace/name` names; a Terraform address names no document. */
const isObject = (named: string) => (value: unknown): boolean => {
  const [kind, namespace, name] = named.split('/');
  const { kind: own, metadata } = (value ?? {}) as { kind?: string; metadata?: { name?: string; namespace?: string } };
  return name === undefined || (own === kind && metadata?.name === name && (metadata.namespace ?? 'default') === namespace);
};

/** What happens, why, and what to change, in a few lines. */
const explanation = (finding: SurviveFinding, survival: Survival, dir: string): readonly string[] => {
  const { outcome, store } = finding;
  const all = remedies(finding, survival, dir);
  const helping = all.filter(({ helps }) => helps);
  return [
    ...(outcome === null ? [] : [
      `${scenarioText(outcome)}: ${rangeText(outcome.running)} of ${outcome.wanted} run in the end (${Object.entries(outcome.byZone).map(([zone, range]) => `${zone} ${rangeText(range)}`).join(', ')}), ${rangeText(outcome.pending)} pending; at the fewest ${rangeText(outcome.leastReady)} are ready${outcome.need > 0 ? `, ${outcome.need} needed` : ''}`,
      ...outcome.why.map(why => `because     ${why}`),
    ]),
    ...(store === null || store.act === null ? [] : [`by hand     ${store.act}`]),
    ...helping.slice(0, 2).map(({ to, result, file, line }, i) => `${i === 0 ? 'change      ' : 'or          '}${to}: then ${result}\n              ${file}${line === null ? '' : `:${line}`}`),
    ...(helping.length === 0 && all.length > 0 ? ['no single change of one field is enough'] : []),
    ...all.filter(({ helps }) => !helps).slice(0, 2).map(({ to, result }) => `not enough  ${to}: then ${result}`),
  ];
};

/* ---- JSON ------------------------------------------------------------------------------------------------------------------- */

const jsonOf = (survival: Survival, explained: readonly SurviveFinding[], dir: string): unknown => {
  const { survived: { cluster, outcomes, stores }, run } = survival;
  return {
    region: cluster.path, role: cluster.role, zones: cluster.zones, notModelled: [...cluster.notModelled, ...NOT_MODELLED], trials: TRIALS, timings: TIMINGS,
    outcomes: outcomes.map(({ workload, ...outcome }) => ({ ...outcome, workload: workload.object, tier: workload.tier })),
    stores: stores.map(({ store, parts, ...outcome }) => ({ ...outcome, store: store.name, runs: store.runs, parts: parts.map(({ part: { what, members, needs }, left }) => ({ what, members, needs, left })) })),
    findings: run.findings.map(finding => {
      const { code, rule, severity, region, object, path, saw, want } = finding;
      return { code, rule, severity, region, object, path, saw, want, ...(explained.includes(finding) ? { changes: remedies(finding, survival, dir) } : {}) };
    }),
    examined: run.examined,
  };
};
