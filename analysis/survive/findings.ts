/** What is wrong with what would happen: one finding for each thing to mend, with the worst case in it and how many more there are. */
import type { CheckRun, Examined, Finding, SurviveRuleCode, Topology } from '../../model/index.ts';
import { SURVIVE_RULES } from '../../model/index.ts';
import { matters } from './named.ts';
import { staysOnLost } from './suitable.ts';
import type { Pool } from './pools.ts';
import { poolsOf } from './pools.ts';
import type { Outcome, Scenario } from './outcomes.ts';
import { SCENARIOS } from './outcomes.ts';
import type { StoreOutcome } from './stores.ts';
import type { Survived } from './index.ts';
import type { Range, Workload } from './words.ts';

/** A finding with what it was found in, so that it can be explained and tried again. */
export interface SurviveFinding extends Finding {
  readonly code: SurviveRuleCode;
  /** The worst case; null where no scenario is needed to see it. */
  readonly outcome: Outcome | null;
  readonly store: StoreOutcome | null;
  readonly workload: Workload | null;
  readonly pool: Pool | null;
  /** All cases, the worst one among them. */
  readonly outcomes: readonly Outcome[];
}

export interface SurviveRun extends CheckRun {
  readonly findings: readonly SurviveFinding[];
}

export const findingsOf = (survived: Survived, topology: Topology): SurviveRun => {
  const said = [heals(survived), drains(survived), writes(survived), carries(survived), promptly(survived), spare(survived, topology), rolls(survived)];
  const { path } = survived.cluster;
  return {
    examined: said.map(({ code, examined }): Examined => {
      const { title, severity, whatToDo } = SURVIVE_RULES[code];
      return { code, rule: ruleOf(code), title, severity, what_to_do: whatToDo, region: path, examined };
    }),
    findings: said.flatMap(({ code, cases }) => worst(cases).map((each): SurviveFinding => {
      const { object, file, saw, want, outcome = null, store = null, workload = outcome?.workload ?? null, pool = null, all } = each;
      return { code, rule: ruleOf(code), severity: SURVIVE_RULES[code].severity, region: path, object, path: file, saw: all.length === 1 ? saw : `${saw}; ${all.length - 1} more like it`, want, outcome, store, workload, pool, outcomes: all.flatMap(({ outcome: one }) => one ?? []) };
    })),
  };
};

const ruleOf = (code: SurviveRuleCode): string => `survive.${code.toLowerCase().replace('-', '_')}`;

interface Case {
  readonly object: string;
  readonly file: string;
  readonly saw: string;
  readonly want: string;
  /** The higher the worse, within a scenario: of several the simplest tells most. */
  readonly weight: number;
  readonly outcome?: Outcome;
  readonly store?: StoreOutcome;
  readonly workload?: Workload;
  readonly pool?: Pool;
}

interface Said {
  readonly code: SurviveRuleCode;
  readonly examined: number;
  readonly cases: readonly Case[];
}

/** The worst case of each object. */
const worst = (cases: readonly Case[]): readonly (Case & { readonly all: readonly Case[] })[] => {
  const byObject = new Map<string, Case[]>();
  for (const each of cases) byObject.set(each.object, [...byObject.get(each.object) ?? [], each]);
  const order = ({ outcome }: Case): number => (outcome === undefined ? -1 : SCENARIOS.indexOf(outcome.scenario));
  return [...byObject.values()].map(same => ({ ...same.reduce((a, b) => (order(b) < order(a) || (order(b) === order(a) && b.weight > a.weight) ? b : a)), all: same }));
};

/** All that a single zone, where nothing is spare on purpose, is held to. */
const OF_ONE_ZONE: readonly Scenario[] = ['as-it-stands', 'rollout', 'full-load'];

const held = ({ outcomes, cluster }: Survived): readonly Outcome[] => (cluster.zones.length > 1 ? outcomes : outcomes.filter(({ scenario }) => OF_ONE_ZONE.includes(scenario)));
const judged = (survived: Survived, ...scenarios: readonly Scenario[]): readonly Outcome[] => held(survived).filter(({ scenario, workload }) => scenarios.includes(scenario) && matters(workload));

const HEALING = ['as-it-stands', 'zone-loss', 'node-loss', 'group-loss', 'node-drain', 'zone-drain', 'group-upgrade', 'zone-loss-in-rollout', 'full-load', 'full-load-zone-loss', 'promoted', 'promoted-zone-loss'] as const;
const DRAINING = ['node-drain', 'zone-drain', 'group-upgrade'] as const;
const LOSING = ['zone-loss', 'node-loss', 'group-loss', 'zone-loss-in-rollout', 'full-load-zone-loss', 'promoted-zone-loss'] as const;

const heals = (survived: Survived): Said => {
  // who waits for a person, because his node or the zone of his volume is gone or nobody tells him to go, is judged by his survivors
  const all = judged(survived, ...HEALING).filter(({ act }) => act === null);
  return {
    code: 'PT-281', examined: all.length,
    cases: all.filter(({ running, wanted }) => running.least < wanted).map((outcome): Case => ({
      object: outcome.workload.object, file: outcome.workload.file, outcome, weight: outcome.wanted - outcome.running.least,
      saw: `${scenarioText(outcome)} ${rangeText(outcome.running)} of ${outcome.wanted} run${outcome.why.length === 0 ? '' : `: ${outcome.why[0]}`}`, want: `${outcome.wanted} that run`,
    })),
  };
};

const drains = (survived: Survived): Said => {
  // who cannot leave the zone of his volume waits for a person when all of the zone goes, whatever the budget says
  const all = held(survived).filter(({ scenario, workload }) => (DRAINING as readonly Scenario[]).includes(scenario) && !(scenario === 'zone-drain' && workload.bound === 'zone'));
  return {
    code: 'PT-282', examined: all.length,
    cases: all.flatMap(outcome => outcome.stuck.map(({ budget, file, node }): Case => ({
      object: budget, file, outcome, weight: outcome.stuck.length,
      saw: `${scenarioText(outcome)} a pod of ${outcome.workload.object} never leaves ${node}${outcome.workload.budgets.length > 1 ? ', because two budgets select it' : ''}: ${outcome.running.least} of ${outcome.wanted} are ready${outcome.why[0] === undefined ? '' : `, ${outcome.why[0]}`}`,
      want: 'a budget that lets one pod go, and room for the one that replaces it',
    }))),
  };
};

const writes = ({ stores, cluster }: Survived): Said => ({
  code: 'PT-283', examined: stores.length,
  cases: stores.filter(({ writable, store }) => !writable && matters(store)).map((store): Case => ({
    object: store.store.object, file: store.store.file, store, weight: 1,
    saw: `without ${store.zone} ${store.parts.filter(({ part, left }) => left < part.needs).map(({ part, left }) => `${left} of ${part.members} ${part.what} are left: ${part.otherwise}`).join('; ')}`,
    want: `members in ${cluster.zones.length} zones, and what two of them hold to be enough for a write`,
  })),
});

const carries = (survived: Survived): Said => {
  const short = shortOf(survived);
  // one failure at a time: a zone that is lost in the middle of a rollout may take more than its part, and is judged by whether it heals
  const all = judged(survived, ...HEALING, 'rollout', 'broken-rollout').filter(({ need, scenario }) => need > 0 && scenario !== 'zone-loss-in-rollout' && (survived.cluster.zones.length > 1 || scenario !== 'rollout'));
  return {
    code: 'PT-284', examined: all.length,
    // with fewer than it needs from the start, PT-281 and PT-286 speak
    cases: all.filter(({ leastReady, need, wanted, workload }) => leastReady.least < need && wanted >= need && !short.has(workload.object)).map((outcome): Case => ({
      object: outcome.workload.counted.object, file: outcome.workload.counted.file, outcome, weight: outcome.need - outcome.leastReady.least,
      saw: `${scenarioText(outcome)} ${rangeText(outcome.leastReady)} of ${outcome.wanted} are ready for a while`, want: `at least ${outcome.need}, which its load needs`,
    })),
  };
};

const promptly = (survived: Survived): Said => {
  const all = judged(survived, ...LOSING);
  return {
    code: 'PT-285', examined: all.length,
    cases: all.flatMap(outcome => {
      const { workload, late, instance } = outcome;
      const stays = staysOnLost(workload.pod);
      const planned = workload.plan?.tolerationSeconds;
      const quota = late === null ? undefined : survived.cluster.quotas.find(({ object }) => late.why.startsWith(object));
      return [
        ...(late !== null && quota !== undefined ? [{
          object: quota.object, file: quota.file, outcome, weight: late.pods,
          saw: `${scenarioText(outcome)} ${late.pods} pods of ${workload.object} wait until those of ${instance} are forgotten, minutes later: ${late.why.slice(quota.object.length + 1)}`,
          want: 'room for the pods of a lost zone beside those that replace them',
        }] : []),
        ...(stays !== null && planned !== undefined && stays > planned ? [{
          object: workload.object, file: workload.file, outcome, weight: stays,
          saw: `its pods stay ${stays} s on a node that does not answer`, want: `tolerationSeconds: ${planned} for not-ready and unreachable, as its tier asks`,
        }] : []),
      ];
    }),
  };
};

const spare = ({ cluster }: Survived, topology: Topology): Said => {
  const planned = cluster.workloads.filter(workload => workload.plan !== null && matters(workload));
  const pools = poolsOf(cluster, topology);
  return {
    code: 'PT-286', examined: planned.length + pools.length,
    cases: [
      ...planned.flatMap(workload => {
        const { plan, replicas, most, counted } = workload;
        if (plan === null) return [];
        const fewer = (what: string, saw: number, want: number): readonly Case[] => (saw >= want ? [] : [{ object: counted.object, file: counted.file, workload, weight: want - saw, saw: `${saw} ${what}`, want: `${want}, so that the rest carries the load when any one zone is gone` }]);
        return [...fewer('replicas', replicas, plan.replicas), ...(counted.mostField === counted.field ? [] : fewer('replicas at most', most, plan.most))];
      }),
      ...pools.filter(({ without }) => without.length > 0).map((pool): Case => ({
        object: pool.object, file: pool.file, pool, weight: 2, saw: `pool ${pool.name} has no nodes in ${pool.without.join(' and ')}`, want: 'a node group in every zone, as large as the others',
      })),
      ...pools.filter(({ fill, planned: limit, without }) => fill > limit && without.length === 0).map((pool): Case => ({
        object: pool.object, file: pool.file, pool, weight: pool.fill, saw: `without a zone and with the surge of a rollout ${Math.ceil(pool.fill * 1000 - 1e-6) / 10} % of the ${pool.what} of pool ${pool.name} is asked for${pool.atMost ? ' at full load' : ''}`,
        want: `at most ${Math.round(pool.planned * 100)} %, so that pods find a place whatever way ties fall`,
      })),
    ],
  };
};

/** Workloads that do not even stand as they are: PT-281 says so once. */
const shortOf = (survived: Survived): ReadonlySet<string> =>
  new Set(judged(survived, 'as-it-stands').filter(({ running, wanted }) => running.least < wanted).map(({ workload }) => workload.object));

const rolls = (survived: Survived): Said => {
  const short = shortOf(survived);
  const all = judged(survived, 'rollout');
  return {
    code: 'PT-287', examined: all.length,
    cases: all.filter(({ pending, workload }) => pending.most > 0 && !short.has(workload.object)).map((outcome): Case => ({
      object: outcome.workload.object, file: outcome.workload.file, outcome, weight: outcome.pending.most,
      saw: `a rollout of everything stands still: ${rangeText(outcome.pending)} new pods find no place${outcome.why[0] === undefined ? '' : `, ${outcome.why[0]}`}`, want: 'room for replicas and surge',
    })),
  };
};

export const rangeText = ({ least, most }: Range): string => (least === most ? String(least) : `${least} to ${most}`);

const SCENARIO_WORDS: Readonly<Record<Scenario, (instance: string) => string>> = {
  'as-it-stands': () => 'as it stands', 'zone-loss': zone => `without zone ${zone}`,
  'node-loss': node => `without node ${node}`, 'group-loss': group => `without node group ${group}`, 'node-drain': node => `when ${node} is drained`, 'zone-drain': zone => `when zone ${zone} is drained`,
  rollout: () => 'in a rollout', 'broken-rollout': () => 'in a rollout that never becomes ready', 'group-upgrade': group => `when node group ${group} is upgraded`,
  'zone-loss-in-rollout': zone => `without zone ${zone} in the middle of a rollout`, 'full-load': () => 'at full load', 'full-load-zone-loss': zone => `at full load without zone ${zone}`,
  promoted: () => 'promoted, at full load', 'promoted-zone-loss': zone => `promoted, at full load, without zone ${zone}`,
};

export const scenarioText = ({ scenario, instance }: Pick<Outcome, 'scenario' | 'instance'>): string => SCENARIO_WORDS[scenario](instance);
