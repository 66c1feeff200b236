/** Names under which a workload is called inside the cluster. Nothing here is reachable from outside. */
import { Service } from 'kubernetes-models/v1/Service';
import { selectorOf } from '../../model/index.ts';
import type { Workload } from '../../model/index.ts';
import { checked, describedAs, metadataOf } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';

/** Governing Service of a StatefulSet: gives each replica a name. */
export const headlessNameOf = (name: string): string => `${name}-replicas`;

/** Container port = Service port, which the VPC CNI's policies need. Metrics are read from the pods, so `management` is not here. */
const portsOf = (workload: Workload) =>
  workload.ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: 'TCP' as const, appProtocol: 'https' }));

const clusterService = (workload: Workload): Manifest => checked(Service, metadataOf(workload, 'workloads'), {
  spec: { type: 'ClusterIP', selector: selectorOf(workload.name), ports: portsOf(workload) },
});

const headlessService = (workload: Workload): Manifest => {
  const metadata = describedAs(metadataOf(workload, 'workloads', headlessNameOf(workload.name)), `A name for each replica of ${workload.name}`);
  return checked(Service, metadata, {
    spec: { type: 'ClusterIP', clusterIP: 'None', publishNotReadyAddresses: true, selector: selectorOf(workload.name), ports: portsOf(workload) },
  });
};

/** One ClusterIP Service for what has ports; workers are called by nobody and have none. */
export const service = (workload: Workload): readonly Manifest[] => [
  ...(workload.ports.length === 0 ? [] : [clusterService(workload)]),
  ...(workload.shape === 'connection' ? [headlessService(workload)] : []),
];
