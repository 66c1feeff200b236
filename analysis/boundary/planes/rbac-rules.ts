/** RBAC rules: who may do what at the Kubernetes API, against the access that the topology declares. */
import { OPERATORS } from '../../../model/index.ts';
import type { Topology } from '../../../model/index.ts';
import type { BoundaryRegion, Plane } from '../words.ts';
import { resourceOf } from '../rights/rbac.ts';
import { rowsOf } from './rows.ts';

export const rbacRules = ({ rights, topology }: Pick<BoundaryRegion, 'rights' | 'topology'>): Plane => ({
  name: 'RBAC rules', grain: 'holder × namespace × resource with all its verbs',
  computed: rowsOf(rights, 'RBAC rule', ({ actions }) => verbsWith(actions)),
  declared: [...bound(topology), ...entering(topology)],
});

/** `get, list, watch pods`: the actions of one right are on one resource. */
const verbsWith = (actions: readonly string[]): string => {
  const [first = ''] = actions;
  return first.includes(' ') ? `${actions.map(action => action.slice(0, action.indexOf(' '))).join(', ')} ${resourceOf(first)}` : actions.join(', ');
};

const bound = (topology: Topology): Plane['declared'] => {
  const rows = new Map<string, { readonly from: string; readonly to: string; readonly resource: string; readonly verbs: Set<string>; readonly because: string }>();
  for (const access of topology.access) {
    const from = subjectOf(access.subject, topology);
    const to = `namespace/${access.namespace}`;
    for (const { apiGroups, resources, resourceNames, verbs } of access.rules) {
      const named = apiGroups.flatMap(group => resources.map(resource => (group === '' ? resource : `${resource}.${group}`)))
        .flatMap(resource => resourceNames?.map(name => `${resource} named ${name}`) ?? [resource]);
      for (const resource of named) {
        const key = JSON.stringify([from, to, resource]);
        const row = rows.get(key) ?? { from, to, resource, verbs: new Set<string>(), because: `access ${access.namespace}/${access.name}` };
        for (const verb of verbs) row.verbs.add(verb);
        rows.set(key, row);
      }
    }
  }
  return [...rows.values()].map(({ from, to, resource, verbs, because }) => ({ from, to, what: `${[...verbs].sort().join(', ')} ${resource}`, because }));
};

const subjectOf = (subject: Topology['access'][number]['subject'], { components, workloads, jobs }: Topology): string => {
  if (subject.kind === 'Group') return `person/${subject.name}`;
  const declared = [['component', components], ['workload', workloads], ['job', jobs]] as const;
  const noun = declared.find(([, table]) => table[subject.name]?.namespace === subject.namespace)?.[0];
  return noun === undefined ? `machine/${subject.namespace}/${subject.name}` : `${noun}/${subject.name}`;
};

/** Who enters from outside, on AWS: two pipelines, and people who look at everything but cardholder data. */
const entering = ({ environment, segments }: Topology): Plane['declared'] => {
  if (environment.cloud.kind !== 'aws') return [];
  const all = Object.values(segments);
  const into = (from: string, what: string, places: typeof all): Plane['declared'] => places.map(({ name, namespace }) => ({ from, to: `namespace/${namespace}`, what, because: `segment ${name}` }));
  return [
    { from: 'machine/payments-pipeline-bootstrap', to: 'cluster', what: 'AmazonEKSClusterAdminPolicy', because: `cluster of ${environment.name}` },
    ...into('machine/payments-pipeline-deploy', 'AmazonEKSAdminPolicy', all),
    ...into(`person/${OPERATORS}`, 'AmazonEKSViewPolicy', all.filter(({ scope }) => scope !== 'cde')),
  ];
};
