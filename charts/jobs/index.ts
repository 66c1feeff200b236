/** Ordered, idempotent jobs for what no Terraform resource makes: topics of MSK, database roles and grants. */
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { accessOfJob } from '../../model/index.ts';
import type { Job, Topology } from '../../model/index.ts';
import { checked, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import { networkPolicyOf } from '../policy.ts';
import { declaredSecrets, issuedAccess, secretAccount } from '../secret-sync.ts';
import { databaseRoles } from './database-roles.ts';
import { certificateOf, runOnce } from './run-once.ts';
import { topicList } from './topic-list.ts';

/** What a job does: files that it reads, and where it does it. */
const TASKS = { 'database-roles': databaseRoles, topics: topicList } as const;

export const jobManifests = (job: Job, topology: Topology): readonly Manifest[] => {
  const files = accessOfJob(job, topology);
  const metadata = metadataOf(job, 'access');
  return [
    checked(ServiceAccount, metadata, { automountServiceAccountToken: false }),
    ...(job.secrets.length + files.length > 0 ? [secretAccount(job, topology)] : []),
    ...declaredSecrets(job, topology),
    ...issuedAccess(job, files),
    certificateOf(job),
    networkPolicyOf(`job/${job.name}`, job, topology),
    ...runOnce(job, TASKS[job.kind](job, topology), topology),
  ];
};
