/**
 * IAM statements: who may do what in the cloud, and what each protected thing lets in, against what the topology means.
 *
 * Logins of databases and topics of Kafka are written in IAM too, and compared where they are called what they are.
 */
import type { BoundaryRegion, Plane } from '../words.ts';
import { declaredGuards } from './iam-guards.ts';
import { declaredKeys } from './iam-keys.ts';
import { declaredMachines } from './iam-machines.ts';
import { declaredTrust } from './iam-roles.ts';
import { declaredServices } from './iam-services.ts';
import { declaredRows, rowsOf } from './rows.ts';

export const iamStatements = ({ rights, topology }: Pick<BoundaryRegion, 'rights' | 'topology'>): Plane => ({
  name: 'IAM statements', grain: 'holder × target × condition with all actions',
  computed: rowsOf(rights, 'IAM statement'),
  declared: topology.environment.cloud.kind !== 'aws' ? [] : declaredRows([declaredTrust, declaredServices, declaredMachines, declaredKeys, declaredGuards].flatMap(declared => declared(topology))),
});
