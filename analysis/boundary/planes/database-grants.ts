/** Database grants: who logs in as which role with which rights, against the roles that the stores declare. */
import { ADMINISTRATOR } from '../../../model/index.ts';
import type { BoundaryRegion, Plane } from '../words.ts';
import { declaredRows, rowsOf } from './rows.ts';

export const databaseGrants = ({ rights, topology }: Pick<BoundaryRegion, 'rights' | 'topology'>): Plane => ({
  name: 'database grants', grain: 'holder × store × access and the role that has it',
  computed: rowsOf(rights, 'database grant'),
  declared: declaredRows([
    ...Object.values(topology.postgres).flatMap(store => store.roles.map(({ role, service, access }) =>
      ({ from: `workload/${service}`, to: `store/${store.name}`, actions: [access], when: [`as ${role}`], because: `store ${store.name} › role ${role}` }))),
    ...Object.values(topology.jobs).filter(({ kind }) => kind === 'database-roles').map(({ name, store }) =>
      ({ from: `job/${name}`, to: `store/${store}`, actions: ['administer'], when: [`as ${ADMINISTRATOR}`], because: `job ${name}` })),
  ]),
});
