/** Who holds secrets, and where those are copied from. */
import type { Topology } from '../model/index.ts';
import { byName } from './manifest.ts';
import { accessOfJob, accessOfWorkload, SECRET_SOURCE } from './principal.ts';
import type { AccessFile, Principal } from './principal.ts';

export interface Holder {
  readonly principal: Principal;
  /** Certificates that operators in the cluster issue to it. */
  readonly files: readonly AccessFile[];
}

/** Every workload and job that holds a secret or a certificate of a store. */
export const holdersOf = (topology: Topology): readonly Holder[] => [
  ...Object.values(topology.workloads).map(principal => ({ principal, files: accessOfWorkload(principal, topology) })),
  ...Object.values(topology.jobs).map(principal => ({ principal, files: accessOfJob(principal, topology) })),
].filter(({ principal, files }) => principal.secrets.length + files.length > 0).sort((a, b) => byName(a.principal, b.principal));

/** Names of the Secrets in `namespace` that a holder may have copied. */
export const copiedFrom = ({ principal, files }: Holder, namespace: string): readonly string[] => {
  const declared = namespace === SECRET_SOURCE ? principal.secrets : [];
  return [...new Set([...declared, ...files.filter(file => file.namespace === namespace).map(file => file.secret)])].sort();
};
