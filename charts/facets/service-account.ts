/** Identity of the pods. */
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Workload } from '../../model/index.ts';
import { checked, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';

/** A token is mounted only where a person declared why the workload talks to the Kubernetes API. */
export const serviceAccount = (workload: Workload): readonly Manifest[] =>
  [checked(ServiceAccount, metadataOf(workload, 'access'), { automountServiceAccountToken: workload.kubernetesApi !== null })];
