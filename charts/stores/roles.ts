/** Database roles where CloudNativePG runs the database: the operator makes them and their certificates, a job the grants. */
import { ADMINISTRATOR, roleObjectOf } from '../../model/index.ts';
import type { Postgres, Topology } from '../../model/index.ts';
import { describedAs, KEEP, metadataOf } from '../manifest.ts';
import type { Manifest, Subject } from '../manifest.ts';
import { ownerRoleOf } from '../principal.ts';
import { databaseRole } from '../resources/cloudnative-pg.ts';

/** One job, and a second when a release overlaps. */
const ADMINISTRATORS = 2;

interface RoleRequest {
  readonly role: string;
  readonly connections: number;
  readonly inRoles: readonly string[];
  readonly why: string;
}

/** Every attribute is stated: adopting a role that exists resets each one that is left out. */
const roleObject = (store: Postgres, subject: Subject, { role, connections, inRoles, why }: RoleRequest): Manifest => databaseRole(
  describedAs(metadataOf(subject, 'stores', roleObjectOf(store.name, role), KEEP), why),
  {
    cluster: { name: store.name },
    name: role,
    comment: why,
    login: true,
    superuser: false,
    createdb: false,
    createrole: false,
    replication: false,
    bypassrls: false,
    inherit: true,
    connectionLimit: connections,
    inRoles,
    disablePassword: true,
    clientCertificate: { enabled: true },
    databaseRoleReclaimPolicy: 'retain',
  },
);

/**
 * One role per service, and the administrator of the job that grants. The administrator is a member of the owner and of every
 * service's role, which is all it needs: it can create no role and touch no other database.
 */
export const roles = (store: Postgres, subject: Subject, topology: Topology): readonly Manifest[] => {
  const jobs = Object.values(topology.jobs).filter(job => job.kind === 'database-roles' && job.store === store.name);
  return [
    ...store.roles.map(({ role, service, access, connections }) =>
      roleObject(store, subject, { role, connections, inRoles: [], why: `${service} may ${access} in ${store.database}` })),
    ...(jobs.length === 0 ? [] : [roleObject(store, subject, {
      role: ADMINISTRATOR,
      connections: ADMINISTRATORS,
      inRoles: [ownerRoleOf(store), ...store.roles.map(({ role }) => role)],
      why: `grants in ${store.database} what each service may do`,
    })]),
  ];
};
