/** What `verify` compares between a running cluster and the files of a region. */

import type { AnalysisRule } from './finding.ts';

/** A difference is one, and none is worse than another. */
type ClusterRule = Omit<AnalysisRule, 'severity'>;

export const CLUSTER_RULES = {
  'PT-700': {
    title: 'Every object of the files is in the cluster',
    why: 'What was reviewed protects nobody before it is applied: a policy that is missing lets through what the files close.',
    whatToDo: 'Apply the files, in their waves.',
  },
  'PT-701': {
    title: 'No object of the platform is in the cluster that the files do not have',
    why: 'What was taken out of the catalog keeps its rights, its secrets and its ways through the network until it is deleted. Objects that controllers made, which name their owner, are not counted.',
    whatToDo: 'Delete it, or declare it in the catalog and synthesize.',
  },
  'PT-702': {
    title: 'What the files declare is what the cluster has',
    why: 'A change by hand is undone by the next apply, at a time that nobody chose. What the server fills in is no difference, and quantities are compared as quantities.',
    whatToDo: 'Apply the files, or change the catalog and synthesize.',
  },
  'PT-703': {
    title: 'Nobody sets a field that nobody declared',
    why: 'A field that the files leave out survives every apply. The server says who set what; only objects that were applied server-side can tell.',
    whatToDo: 'Take the field away, or declare it.',
  },
  'PT-704': {
    title: 'Everybody may do what the roles of the files say, and nothing else',
    why: 'A right that was given elsewhere, in a binding of another name or in the cloud, is found only by asking the server.',
    whatToDo: 'Find the binding or the access entry that gives the right, and take it away; or apply the role that is missing.',
  },
  'PT-705': {
    title: 'Every quota has room, and counts what the files say',
    why: 'A full quota refuses the next pod without an event that anybody reads.',
    whatToDo: 'Look at what uses it; the files size it for every workload at its maximum.',
  },
  'PT-706': {
    title: 'Nodes are as many, as large and as isolated as the files say',
    why: 'A pool without nodes leaves pods pending; a node without its taint takes pods of any scope.',
    whatToDo: 'Apply the Terraform of the cluster, or prepare nodes as prerequisites.json says.',
  },
  'PT-707': {
    title: 'Resource definitions and controllers are there in the versions that were meant',
    why: 'Another version of a definition drops fields that it does not know, without a word.',
    whatToDo: 'Install what prerequisites.json names.',
  },
  'PT-708': {
    title: 'Network policies are enforced',
    why: 'A policy is decoration where the network does not enforce it.',
    whatToDo: 'Switch enforcement on as prerequisites.json says.',
  },
  'PT-709': {
    title: 'The server takes every object and every pod',
    why: 'Admission decides with everything that is in this cluster: strict validation, Pod Security, limits, quotas and webhooks.',
    whatToDo: 'Read what the server says; change the catalog, or the admission of the cluster.',
  },
} as const satisfies Readonly<Record<string, ClusterRule>>;

export type ClusterRuleCode = keyof typeof CLUSTER_RULES;
