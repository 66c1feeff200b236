/** What the analysis cannot follow: it counts as closed, and may be open, so nobody is proven to be kept out while there is any of it. */
import type { BoundaryRegion, Place } from './words.ts';

/** A place that could not be followed, what is there, and what could be. */
export interface Unread extends Place {
  readonly says: string;
  readonly want: string;
}

export const unreadIn = ({ cloud, otherPolicies, cluster, topology, path: region }: BoundaryRegion): readonly Unread[] => {
  const cilium = topology.environment.cni.kind === 'cilium';
  return [
    ...(cloud?.notes ?? []).map(({ file, path, says }) => ({ file, path, says, want: 'a value or a reference that can be followed' })),
    ...otherPolicies.filter(({ apiVersion }) => !(cilium && apiVersion.startsWith('cilium.io/'))).map(({ apiVersion, kind, namespace, name, file }) =>
      ({ file, path: `${kind}/${namespace}/${name}`, says: `a policy of ${apiVersion}, which is not read`, want: 'networking.k8s.io/v1' })),
    ...cluster.unread.map(path => ({ file: region, path, says: 'an IPv6 address, which is not followed', want: 'IPv4, or a policy that names pods' })),
  ];
};
