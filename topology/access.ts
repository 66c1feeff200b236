/** Rights at the Kubernetes API, from who exists and who holds what. If somebody may do something, it is made here and nowhere else. */
import {
  type Access, accessOfJob, accessOfWorkload, type AccessRule, namespaceOf, OPERATORS, type Scope, SECRET_SOURCE, SECRET_SYNC, secretAccountOf, SEGMENTS, type SizedSegment,
} from '../model/index.ts';
import type { Parties } from './peers.ts';
import type { Selection } from './selection.ts';

interface Place {
  readonly namespace: string;
  readonly scope: Scope;
}

/** Who has Secrets copied, and which ones in which namespace. */
interface Holder {
  readonly name: string;
  readonly namespace: string;
  readonly owner: string;
  readonly copied: Readonly<Record<string, readonly string[]>>;
}

const OPERATORS_ROLE = `${OPERATORS}-read`;
const TOKENS_ROLE = 'secret-sync-tokens';
const PEOPLE_OWNER = 'team-platform';

export const accessOf = (selection: Selection, segments: Readonly<Partial<Record<string, SizedSegment>>>, parties: Parties): readonly Access[] => {
  const holders = holdersOf(selection, parties);
  return placesOf(selection, segments)
    .flatMap(place => [...people(place), ...tokens(place, holders, selection), ...readers(place, holders)])
    .sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
};

/** Segments, and the source of secrets where there is no secret manager. */
const placesOf = ({ environment }: Selection, segments: Readonly<Partial<Record<string, SizedSegment>>>): readonly Place[] => [
  ...Object.values(segments).filter(segment => segment !== undefined),
  ...(environment.bindings.secrets === 'aws' ? [] : [{ namespace: SECRET_SOURCE, scope: SEGMENTS.platform.scope }]),
];

const reads = (apiGroup: string, ...resources: readonly string[]): AccessRule => ({ apiGroups: [apiGroup], resources, verbs: ['get', 'list', 'watch'] });

/** What people on duty see. No secrets, no exec, no verb that writes: changes come through the repository. */
const LOOK: readonly AccessRule[] = [
  reads('', 'configmaps', 'events', 'pods', 'pods/log', 'resourcequotas', 'services'),
  reads('apps', 'deployments', 'replicasets', 'statefulsets'),
  reads('autoscaling', 'horizontalpodautoscalers'),
  reads('batch', 'jobs'),
  reads('networking.k8s.io', 'networkpolicies'),
  reads('policy', 'poddisruptionbudgets'),
];

/** Everywhere but in the card-data environment: nobody looks there without a process of its own. */
const people = ({ namespace, scope }: Place): readonly Access[] => scope === 'cde' ? [] : [{
  name: OPERATORS_ROLE, namespace, scope, actor: 'person', subject: { kind: 'Group', name: OPERATORS }, role: { kind: 'ClusterRole', name: OPERATORS_ROLE }, rules: LOOK,
  why: 'People on duty look at workloads, logs and events; they change and enter nothing', owner: PEOPLE_OWNER, principal: null,
}];

const machine = (place: Place, name: string, account: string, home: string, rules: readonly AccessRule[], why: string, owner: string, principal: string | null): Access => ({
  name, namespace: place.namespace, scope: place.scope, actor: 'machine', subject: { kind: 'ServiceAccount', name: account, namespace: home }, role: { kind: 'Role', name },
  rules, why, owner, principal,
});

/**
 * The secret sync may ask for tokens of exactly the accounts that read secrets in this namespace. Its chart is installed
 * without the right to ask for any token (`rbac.serviceAccountTokenCreate: false`).
 */
const tokens = (place: Place, holders: readonly Holder[], { components }: Selection): readonly Access[] => {
  const resourceNames = holders.filter(holder => holder.namespace === place.namespace).map(holder => secretAccountOf(holder.name));
  return resourceNames.length === 0 ? [] : [machine(
    place, TOKENS_ROLE, SECRET_SYNC, namespaceOf('platform'), [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames, verbs: ['create'] }],
    'The secret sync speaks for these accounts and for no other', components.get(SECRET_SYNC)?.owner ?? PEOPLE_OWNER, null,
  )];
};

/** A holder's account reads these Secrets by name; it cannot list what else is there. */
const readers = (place: Place, holders: readonly Holder[]): readonly Access[] => holders.flatMap(holder => {
  const names = holder.copied[place.namespace] ?? [];
  const account = secretAccountOf(holder.name);
  const rules = names.map((name): AccessRule => ({ apiGroups: [''], resources: ['secrets'], resourceNames: [name], verbs: ['get'] }));
  return names.length === 0 ? [] : [machine(place, account, account, holder.namespace, rules, `${holder.name} may have these secrets copied`, holder.owner, holder.name)];
});

/** Every workload and job that holds a secret or a certificate of a store, by name. */
const holdersOf = ({ environment }: Selection, parties: Parties): readonly Holder[] => [
  ...Object.values(parties.workloads).map(workload => ({ of: workload, files: accessOfWorkload(workload, parties) })),
  ...Object.values(parties.jobs).map(job => ({ of: job, files: accessOfJob(job, parties) })),
].filter(({ of, files }) => of.secrets.length + files.length > 0).map(({ of, files }): Holder => {
  const copies = [
    ...(environment.bindings.secrets === 'aws' ? [] : of.secrets.map(secret => ({ namespace: SECRET_SOURCE, secret }))),
    ...files,
  ];
  const namesIn = (namespace: string) => [...new Set(copies.filter(copy => copy.namespace === namespace).map(copy => copy.secret))].sort();
  return {
    name: of.name, namespace: of.namespace, owner: of.owner,
    copied: Object.fromEntries([...new Set(copies.map(copy => copy.namespace))].map(namespace => [namespace, namesIn(namespace)])),
  };
}).sort((a, b) => (a.name < b.name ? -1 : 1));
