/** Who may do what through the Kubernetes API: the secret sync, and people. All of it is short enough for constructs. */
import type { Chart } from 'cdk8s';
import { Role as KubernetesRole, ClusterRole } from 'cdk8s-plus-28/lib/role.js';
import { Group, RoleBinding } from 'cdk8s-plus-28/lib/role-binding.js';
import { ServiceAccount } from 'cdk8s-plus-28/lib/service-account.js';
import { KubeClusterRole, KubeRole } from 'cdk8s-plus-28/lib/imports/k8s.js';
import { secretAccountOf } from '../model/index.ts';
import type { TopologySegment } from '../model/index.ts';
import { clusterMetadata, describedAs, metadataOf, segmentMetadata } from './manifest.ts';
import { PLATFORM } from './principal.ts';
import type { Principal } from './principal.ts';

/** Group of the people on duty, as the cluster's sign-in calls it. */
export const OPERATORS = 'payments-operators';
const OPERATORS_ROLE = 'payments-operators-read';
const SECRET_SYNC = 'external-secrets';
const TOKENS_ROLE = 'secret-sync-tokens';

const reads = (apiGroup: string, ...resources: readonly string[]) => ({ apiGroups: [apiGroup], resources: [...resources], verbs: ['get', 'list', 'watch'] });

/** What people on duty see. No secrets, no exec, no verb that writes: changes come through the repository. */
export const operatorsRole = (chart: Chart): void => {
  // The construct makes one rule per resource; the typed object keeps a group on one line.
  new KubeClusterRole(chart, OPERATORS_ROLE, {
    metadata: clusterMetadata(OPERATORS_ROLE, 'People on duty look at workloads, logs and events; they change and enter nothing'),
    rules: [
      reads('', 'configmaps', 'events', 'pods', 'pods/log', 'resourcequotas', 'services'),
      reads('apps', 'deployments', 'replicasets', 'statefulsets'),
      reads('autoscaling', 'horizontalpodautoscalers'),
      reads('batch', 'jobs'),
      reads('networking.k8s.io', 'networkpolicies'),
      reads('policy', 'poddisruptionbudgets'),
    ],
  });
};

/** Everywhere but in the card-data environment: nobody looks there without a process of its own. */
const operators = (chart: Chart, segment: TopologySegment): void => {
  if (segment.scope === 'cde') return;
  const binding = new RoleBinding(chart, OPERATORS_ROLE, {
    metadata: describedAs(segmentMetadata(segment, 'access', OPERATORS_ROLE), 'People on duty may look'),
    role: ClusterRole.fromClusterRoleName(chart, 'operators-role', OPERATORS_ROLE),
  });
  binding.addSubjects(Group.fromName(chart, 'operators-group', OPERATORS));
};

/**
 * The secret sync may ask for tokens of exactly the accounts that read secrets in this namespace. Its chart is installed
 * without the right to ask for any token (`rbac.serviceAccountTokenCreate: false`).
 */
const tokens = (chart: Chart, segment: TopologySegment, holders: readonly Principal[]): void => {
  if (holders.length === 0) return;
  const metadata = describedAs(segmentMetadata(segment, 'access', TOKENS_ROLE), 'The secret sync speaks for these accounts and for no other');
  new KubeRole(chart, TOKENS_ROLE, {
    metadata,
    rules: [{
      apiGroups: [''],
      resources: ['serviceaccounts/token'],
      resourceNames: holders.map(holder => secretAccountOf(holder.name)),
      verbs: ['create'],
    }],
  });
  const binding = new RoleBinding(chart, 'secret-sync-binding', { metadata, role: KubernetesRole.fromRoleName(chart, 'tokens-role', TOKENS_ROLE) });
  binding.addSubjects(ServiceAccount.fromServiceAccountName(chart, 'secret-sync', SECRET_SYNC, { namespaceName: PLATFORM }));
};

/** Objects of one namespace's own segment. */
export const segmentRoles = (chart: Chart, segment: TopologySegment, holders: readonly Principal[]): void => {
  operators(chart, segment);
  tokens(chart, segment, holders);
};

/** A principal's account may read these Secrets of `namespace`, by name; it cannot list what else is there. */
export const readerRole = (chart: Chart, namespace: string, principal: Principal, names: readonly string[]): void => {
  const account = secretAccountOf(principal.name);
  const metadata = describedAs(metadataOf({ ...principal, namespace }, 'access', account), `${principal.name} may have these secrets copied`);
  new KubernetesRole(chart, account, {
    metadata,
    rules: names.map(resourceName => ({ verbs: ['get'], resources: [{ apiGroup: '', resourceType: 'secrets', resourceName }] })),
  });
  const role = KubernetesRole.fromRoleName(chart, `${account}-role`, account);
  const binding = new RoleBinding(chart, `${account}-binding`, { metadata, role });
  binding.addSubjects(ServiceAccount.fromServiceAccountName(chart, `${account}-account`, account, { namespaceName: principal.namespace }));
};
