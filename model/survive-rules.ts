/** What `analysis/survive` judges: rules about what is left when something is taken away, which no single document answers. */

import type { AnalysisRule } from './finding.ts';

export const SURVIVE_RULES = {
  'PT-281': {
    title: 'A workload of tier 0, 1 or 2 heals by itself', severity: 'high',
    why: 'After a zone is lost, a node drained, a group upgraded or all load has come, every pod that is wanted finds a place again. One that stays pending is capacity that is missing until a person notices.',
    whatToDo: 'Ask payment-topology survive --explain for the line to change, and what would then happen.',
  },
  'PT-282': {
    title: 'No disruption budget blocks a drain or an upgrade', severity: 'high',
    why: 'A budget that never lets a pod go keeps a node from being drained for days: the upgrade of its group fails, and somebody deletes pods by hand.',
    whatToDo: 'Let at least one pod go, and keep room for the pod that replaces it.',
  },
  'PT-283': {
    title: 'A store takes writes without any one zone', severity: 'high',
    why: 'A quorum that one zone takes with it stops every capture, refund and payout until a person has restored it.',
    whatToDo: 'Spread members over three zones, and want no more of them for a write than two zones hold.',
  },
  'PT-284': {
    title: 'The replicas that are ready never fall below the need', severity: 'high',
    why: 'Healing takes minutes. Until then those that are left carry all the load, also in the middle of a drain or a rollout, and of one that never becomes ready.',
    whatToDo: 'Have zones × ⌈need ÷ (zones − 1)⌉ replicas, and let budgets and rollouts take no more than is spare.',
  },
  'PT-285': {
    title: 'Pods of a lost zone come back as soon as their tier asks', severity: 'medium',
    why: 'A pod without tolerations of its own stays five minutes on a node that does not answer; a quota without slack refuses its successor until the pods that are gone are forgotten.',
    whatToDo: 'Say tolerationSeconds for not-ready and unreachable, and let the quota hold the terminating pods of a zone.',
  },
  'PT-286': {
    title: 'What runs has the spare that was planned', severity: 'medium',
    why: 'Replicas and nodes were planned for a lost zone and for ties that decide badly; with less of them a prediction may still be good today and a coincidence tomorrow.',
    whatToDo: 'Synthesize again, or plan with the numbers that are meant.',
  },
  'PT-287': {
    title: 'A rollout of everything gets through', severity: 'high',
    why: 'A rollout that takes nothing away needs room and quota for its surge; without it stands still, with the old release and the new one side by side.',
    whatToDo: 'Keep room and quota for replicas and surge of all workloads of a pool.',
  },
} as const satisfies Readonly<Record<string, AnalysisRule>>;

export type SurviveRuleCode = keyof typeof SURVIVE_RULES;
