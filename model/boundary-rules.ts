/** What `analysis/boundary` judges: rules that no single document answers, because they are about paths through all of them. */

import type { AnalysisRule } from './finding.ts';

const plane = (name: string, at: string): AnalysisRule => ({
  title: `${name} allow what is declared, and nothing else`,
  why: `Every plane is written from one list of conversations and rights; one that allows more opens the boundary, one that allows less stops a payment. Compared as sets, ${at}.`,
  whatToDo: 'Declare the conversation or the right in the catalog with its reason, or take away what allows it; then synthesize.',
  severity: 'high',
});

export const BOUNDARY_RULES = {
  'PT-300': {
    title: 'A conversation that every layer lets through is a declared edge', severity: 'high',
    why: 'Policies, groups, lists, routes and listeners may each look right and still leave a path together. The product of all of them is compared with the edges.',
    whatToDo: 'Ask payment-topology prove for the witness; close the layer that nobody meant to open, or declare the edge with its reason.',
  },
  'PT-301': {
    title: 'A declared edge gets through every layer', severity: 'high',
    why: 'A conversation that one layer stops is found in production by a payment that times out.',
    whatToDo: 'Ask payment-topology prove which layer stops it.',
  },
  'PT-302': plane('Egress policies', 'per workload, peer and port'),
  'PT-303': plane('Ingress policies', 'per workload, peer and port'),
  'PT-304': plane('Security groups', 'per group, peer and port'),
  'PT-305': plane('Network access lists', 'per subnet, range and port'),
  'PT-306': plane('Host allow-lists', 'per source, host or range, and port'),
  'PT-307': plane('Kafka rights', 'per workload, topic and operation'),
  'PT-308': plane('Database rights', 'per role, database and right'),
  'PT-309': plane('Secrets in pods', 'per workload and secret'),
  'PT-310': plane('IAM statements', 'per role, target and action'),
  'PT-311': plane('Rights at the Kubernetes API', 'per subject, namespace and verb'),
  'PT-312': plane('Routes', 'per subnet, destination and target'),
  'PT-313': plane('Load balancers', 'per listener, target group and pods'),
  'PT-320': {
    title: 'Nothing is closer to card data than its segment declares', severity: 'high',
    why: 'PCI DSS v4.0.1 12.5.2: the scope must be confirmed. It is computed here from conversations in both directions, shared nodes and subnets, secrets, keys and rights; all reasons are printed.',
    whatToDo: 'Take away what ties it to the CDE, or declare the stricter scope and accept what comes with it.',
  },
  'PT-321': {
    title: 'With hosted checkout there is no card-data environment', severity: 'high',
    why: 'The mode promises that card data never enters the platform; anything in the CDE breaks the promise.',
    whatToDo: 'Remove it, or choose the mode that allows it.',
  },
  'PT-322': {
    title: 'Nothing that says who somebody is or moves money goes unencrypted', severity: 'high',
    why: 'PCI DSS v4.0.1 1.2.6 and 4.2.1: an unencrypted service needs a reason and something that makes up for it. Names and node-local credentials have one; nothing else does.',
    whatToDo: 'Encrypt the conversation.',
  },
  'PT-323': {
    title: 'The internet is two conversations away from every store at least', severity: 'high',
    why: 'PCI DSS v4.0.1 1.4.4: what keeps data is never reached from an untrusted network directly, nor by what the internet calls directly.',
    whatToDo: 'Put a service between the one that the internet calls and the store.',
  },
  'PT-324': {
    title: 'What the files say can be followed to its end', severity: 'medium',
    why: 'A reference that leads nowhere, or a policy of a kind that is not read, may open what looks closed. A proof holds only where there is none.',
    whatToDo: 'Write the value or the reference so that it can be followed; keep network policies to the kinds that the environment declares.',
  },
  'PT-326': {
    title: 'Primary and standby have one boundary', severity: 'high',
    why: 'A standby that is wider than the primary is the boundary on the day of a failover.',
    whatToDo: 'Synthesize both regions from one catalog.',
  },
  'PT-330': {
    title: 'A significant change of the boundary has a review', severity: 'high',
    why: 'PCI DSS v4.0.1 1.2.2 and 6.5.2: new conversations with the CDE, new members of it, new users of its keys and new rights in it are reviewed before they are applied.',
    whatToDo: 'Read what changed in evidence/diff, and record the review in reviews/.',
  },
  'PT-331': {
    title: 'The last review is at most 180 days old', severity: 'medium',
    why: 'PCI DSS v4.0.1 1.2.7: rule sets are reviewed every six months.',
    whatToDo: 'Review the bundle and record it in reviews/.',
  },
} as const satisfies Readonly<Record<string, AnalysisRule>>;

export type BoundaryRuleCode = keyof typeof BOUNDARY_RULES;
