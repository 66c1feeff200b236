/** Who may do what in a database: who logs in as which role, and what the role may do. */
import type { Topology } from '../../../model/index.ts';
import type { Resource } from '../../reach/cloud/terraform.ts';
import { isTrue, object, text } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import type { Place, Right } from '../words.ts';
import { unknownOf } from './arns.ts';
import { EVERYBODY } from './callers.ts';
import type { DatabaseRoles } from './database-roles.ts';
import { BY_TOKEN, databaseAfter, PUBLIC } from './database-roles.ts';
import type { DatabaseTask } from './database-tasks.ts';
import { operatorTasks, sqlTasks } from './database-tasks.ts';
import { isPattern, meets } from './globs.ts';
import type { Grant } from './grants.ts';
import { UNREADABLE } from './grants.ts';
import { otherProofs, takesCertificates } from './host-lines.ts';
import type { Pods } from './pods.ts';
import type { IamFiles } from './roles.ts';
import { storeName } from './secret-contents.ts';
import type { StatedRight } from './stated.ts';
import { joined } from './stated.ts';

/** Somebody who can prove to be a role. */
interface Login extends Place {
  readonly holder: string;
  readonly role: string;
  readonly when: readonly string[];
}

interface Database extends Place {
  readonly store: string;
  readonly roles: DatabaseRoles;
  readonly logins: readonly Login[];
}

interface Sources {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pods[];
  readonly iam: IamFiles;
  readonly grants: readonly Grant[];
  /** Who holds the certificates that operators issue. */
  readonly mounts: readonly Right[];
}

export const databaseRights = ({ objects, pods, iam, grants, mounts }: Sources): readonly Right[] => {
  const { topology } = iam;
  const tasks = [...operatorTasks(objects, topology), ...sqlTasks(objects, pods, topology)];
  const clusters = objects.filter(each => groupOf(each) === 'postgresql.cnpg.io' && each.kind === 'Cluster');
  const inCluster = clusters.map(each => operated(each, tasks, mounts, topology));
  const inCloud = iam.terraform.all('aws_rds_cluster').map(each => managed(each, tasks, grants, iam));
  const known = new Set([...inCluster, ...inCloud].map(({ store }) => store));
  return joined('database grant', [
    ...[...inCluster, ...inCloud].flatMap(rightsIn),
    ...clusters.flatMap(each => openDoors(each, tasks, topology)), ...iam.terraform.all('aws_rds_cluster').flatMap(each => keptPasswords(each, iam)),
    ...tasks.flatMap(task => [...task.unread, ...(known.has(task.store) ? [] : ['a database that no file makes'])].map(saw => ({ ...unread(task), when: [saw] }))),
    ...lostLogins(grants, iam),
  ]);
};

const rightsIn = ({ store, roles, logins, file, path }: Database): readonly StatedRight[] => {
  const everybody = roles.actionsOf(PUBLIC);
  const used = new Set(logins.map(({ role }) => role));
  return [
    ...logins.map(login => ({ holder: login.holder, target: store, actions: actionsOf(login.role, roles), when: [`as ${login.role}`, ...login.when], file: login.file, path: login.path })),
    ...(everybody.length === 0 ? [] : [{ holder: EVERYBODY, target: store, actions: everybody, when: [], file, path }]),
    ...roles.names.filter(role => !used.has(role) && roles.has(role, 'login')).map(role =>
      ({ holder: `role/${store.replace('store/', '')}/${role}`, target: store, actions: actionsOf(role, roles), when: [], file, path })),
  ];
};

const actionsOf = (role: string, roles: DatabaseRoles): readonly string[] => {
  const actions = roles.actionsOf(role);
  return actions.length === 0 ? ['log in'] : actions;
};

const unread = ({ by, store, file, path }: DatabaseTask): Omit<StatedRight, 'when'> => ({ holder: by, target: store, actions: [UNREADABLE], file, path });

const rolesAt = (store: string, tasks: readonly DatabaseTask[]): { readonly roles: DatabaseRoles; readonly place: Place | null } => {
  const own = tasks.filter(task => task.store === store);
  const database = own.find(task => task.database !== '')?.database ?? '';
  const script = own.findLast(task => task.steps.length > 0);
  return { roles: databaseAfter(database, own.flatMap(({ steps }) => steps)), place: script === undefined ? null : { file: script.file, path: script.path } };
};

/* ---- where AWS runs it ----------------------------------------------------------------------------------------------------- */

/** A token lets in whoever may ask for one as a role that takes tokens, where the cluster does. */
const managed = (cluster: Resource, tasks: readonly DatabaseTask[], grants: readonly Grant[], { targets, topology }: IamFiles): Database => {
  const store = targets.nameOf(cluster);
  const { roles, place } = rolesAt(store, tasks);
  const takesTokens = isTrue(cluster.body['iam_database_authentication_enabled']);
  const logins = !takesTokens ? [] : grants.filter(isLogin).flatMap(grant => {
    const asked = userOf(grant.resource, unknownOf(cluster), topology.region.name);
    if (asked === null) return [];
    const meant = isPattern(asked) ? [...roles.names.filter(role => meets(asked, role)), asked] : [asked];
    return meant.filter(role => !roles.names.includes(role) || (roles.isMember(role, BY_TOKEN) && !roles.has(role, 'nologin')))
      .map((role): Login => ({ holder: grant.holder, role, when: grant.when, file: grant.file, path: grant.path }));
  });
  return { store, roles, logins, ...(place ?? { file: cluster.file, path: cluster.path }) };
};

const isLogin = ({ action }: Grant): boolean => meets(action, 'rds-db:connect');

/** The user that a resource element lets one be in a cluster, or null for another cluster. */
const userOf = (resource: string, id: string, region: string): string | null => {
  const [, where = '*', cluster = '*', user = '*'] = /^arn:aws:rds-db:([^:]*):[^:]*:dbuser:([^/]*)\/(.*)$/.exec(resource) ?? [];
  const isAll = meets(resource, `arn:aws:rds-db:${region}:*:dbuser:${id}/*`);
  return isAll && meets(where, region) && meets(cluster, id) ? user : null;
};

/** Logins to clusters that no file makes. */
const lostLogins = (grants: readonly Grant[], { terraform, topology }: IamFiles): readonly StatedRight[] => {
  const ids = terraform.all('aws_rds_cluster').map(unknownOf);
  return grants.filter(grant => isLogin(grant) && (isPattern(grant.resource) || !ids.some(id => userOf(grant.resource, id, topology.region.name) !== null)))
    .map(({ holder, action, resource, when, file, path }) => ({ holder, target: resource === '*' ? 'everything' : `store/${resource.split(':dbuser:').at(-1)}`, actions: [action], when, file, path }));
};

/** A password of the master that somebody keeps: in the state, or in a secret that RDS makes. */
const keptPasswords = (cluster: Resource, { targets }: IamFiles): readonly StatedRight[] => {
  const store = targets.nameOf(cluster);
  return ['master_password', 'manage_master_user_password'].filter(field => cluster.body[field] !== undefined && cluster.body[field] !== false).map(field => ({
    holder: `role/${store.replace('store/', '')}/${text(cluster.body['master_username'])}`, target: store, actions: ['administer'], when: [`by ${field}`], file: cluster.file, path: `${cluster.path} ${field}`,
  }));
};

/* ---- where an operator runs it ---------------------------------------------------------------------------------------------- */

/** A certificate lets in whoever holds it, where the lines of the cluster take one and the role may log in. */
const operated = (cluster: KubernetesObject, tasks: readonly DatabaseTask[], mounts: readonly Right[], topology: Topology): Database => {
  const name = storeName(cluster.name, cluster.namespace, topology);
  const { roles, place } = rolesAt(`store/${name}`, tasks);
  const { lines, database } = hostOf(cluster, tasks, topology);
  const logins = mounts.filter(({ target }) => target.startsWith(`login/${name}/`)).flatMap(({ holder, target, file, path }): readonly Login[] => {
    const role = target.slice(`login/${name}/`.length);
    return roles.has(role, 'login') && takesCertificates(lines, database, role) ? [{ holder, role, when: [], file, path }] : [];
  });
  return { store: `store/${name}`, roles, logins, ...(place ?? { file: cluster.file, path: nameOf(cluster) }) };
};

const hostOf = (cluster: KubernetesObject, tasks: readonly DatabaseTask[], topology: Topology): { readonly lines: unknown; readonly database: string; readonly roles: DatabaseRoles } => {
  const spec = object(cluster.body['spec']);
  const { roles } = rolesAt(`store/${storeName(cluster.name, cluster.namespace, topology)}`, tasks);
  return { lines: object(spec['postgresql'])['pg_hba'], database: text(object(object(spec['bootstrap'])['initdb'])['database']), roles };
};

/** Ways in without a certificate, and the superuser's password where the operator makes one. */
const openDoors = (cluster: KubernetesObject, tasks: readonly DatabaseTask[], topology: Topology): readonly StatedRight[] => {
  const name = storeName(cluster.name, cluster.namespace, topology);
  const { lines, database, roles } = hostOf(cluster, tasks, topology);
  const place = { target: `store/${name}`, file: cluster.file };
  const isSuper = object(cluster.body['spec'])['enableSuperuserAccess'] === true;
  return [
    ...otherProofs(lines, database, roles.names).map(method => ({ ...place, holder: EVERYBODY, actions: ['log in'], when: [`by ${method}`], path: `${nameOf(cluster)} spec.postgresql.pg_hba` })),
    ...(isSuper ? [{ ...place, holder: `role/${name}/postgres`, actions: ['superuser'], when: ['by a password'], path: `${nameOf(cluster)} spec.enableSuperuserAccess` }] : []),
  ];
};
