/** Who may do what through the Kubernetes API, as the topology declares it: people, and the secret sync. */
import type { Chart } from 'cdk8s';
import { KubeClusterRole, KubeRole, KubeRoleBinding } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Access, AccessRule, Topology, TopologySegment } from '../model/index.ts';
import { named } from './lookup.ts';
import { clusterMetadata, describedAs, metadataOf, segmentMetadata } from './manifest.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** The construct's types ask for lists that may be written to. */
const rulesOf = (rules: readonly AccessRule[]) => rules.map(({ apiGroups, resources, resourceNames, verbs }) => ({
  apiGroups: [...apiGroups], resources: [...resources], ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }), verbs: [...verbs],
}));

/** Roles that more than one namespace binds. */
export const sharedRoles = (chart: Chart, topology: Topology): void => {
  const shared = new Map(topology.access.filter(({ role }) => role.kind === 'ClusterRole').map(access => [access.role.name, access]));
  for (const [name, { why, rules }] of shared) new KubeClusterRole(chart, name, { metadata: clusterMetadata(name, why), rules: rulesOf(rules) });
};

const metadata = (access: Access, segment: TopologySegment, topology: Topology) => describedAs(
  access.principal === null
    ? segmentMetadata(segment, 'access', access.name)
    : metadataOf({ ...named({ ...topology.workloads, ...topology.jobs }, access.principal, 'workload or job'), namespace: access.namespace }, 'access', access.name),
  access.why,
);

const subjectOf = ({ subject }: Access) => (subject.kind === 'Group' ? { apiGroup: GROUP, ...subject } : { apiGroup: '', ...subject });

/** Rights in one namespace: a role of its own or a shared one, and who has it. */
export const rights = (chart: Chart, segment: TopologySegment, topology: Topology): void => {
  for (const access of topology.access.filter(({ namespace }) => namespace === segment.namespace)) {
    const about = metadata(access, segment, topology);
    if (access.role.kind === 'Role') new KubeRole(chart, `${access.name}-role`, { metadata: { ...about, name: access.role.name }, rules: rulesOf(access.rules) });
    new KubeRoleBinding(chart, access.name, { metadata: about, roleRef: { apiGroup: GROUP, ...access.role }, subjects: [subjectOf(access)] });
  }
};
