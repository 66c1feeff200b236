/** Every right that the files of a region give, by whoever gives it: databases, Kafka, IAM, secrets, the Kubernetes API. */
import type { Topology } from '../../../model/index.ts';
import { terraformOf } from '../../reach/cloud/terraform.ts';
import type { TerraformFile } from '../../reach/cloud/terraform.ts';
import type { Document } from '../../reach/kubernetes/objects.ts';
import { objectsOf } from '../../reach/kubernetes/objects.ts';
import type { Right } from '../words.ts';
import { databaseRights } from './database.ts';
import { grantsOf } from './grants.ts';
import { iamFilesOf } from './iam-files.ts';
import { iamRights } from './iam.ts';
import { kafkaRights } from './kafka.ts';
import { accountHolders, podsOf } from './pods.ts';
import { rbacRights } from './rbac.ts';
import { rolesOf } from './roles.ts';
import { secretRights } from './secrets.ts';

/** @param topology gives declared holders and targets their names, and nobody a right */
export const rightsOf = (documents: readonly Document[], terraformFiles: readonly TerraformFile[], topology: Topology): readonly Right[] => {
  const { objects } = objectsOf(documents, () => true);
  const terraform = terraformOf(terraformFiles);
  const pods = podsOf(objects, topology);
  const iam = iamFilesOf(terraform, topology, accountHolders(pods, terraform, topology));
  const roles = rolesOf(iam);
  const grants = grantsOf(iam, roles);
  const mounts = secretRights(objects, pods, topology);
  return [
    ...databaseRights({ objects, pods, iam, grants, mounts }),
    ...kafkaRights({ objects, iam, grants, mounts }),
    ...iamRights(iam, roles, grants),
    ...mounts,
    ...rbacRights({ objects, pods, iam, roles }),
  ];
};
