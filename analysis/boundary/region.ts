/** A region out of its files: the cluster with the pods that others publish, the cloud, and what joins the two. */
import { rightsOf } from './rights/index.ts';
import type { BoundaryRegion, Registration } from './words.ts';
import { cloudOf } from '../reach/cloud/index.ts';
import { outsideOf } from '../reach/cloud/peers.ts';
import type { TerraformFile } from '../reach/cloud/terraform.ts';
import { eachNested, list, nested, object, text, texts } from '../reach/json.ts';
import type { Cluster } from '../reach/kubernetes/cluster.ts';
import { clusterOf } from '../reach/kubernetes/cluster.ts';
import type { Document, KubernetesObject } from '../reach/kubernetes/objects.ts';
import { groupOf, nameOf, objectsOf } from '../reach/kubernetes/objects.ts';
import { podAddressesOf } from '../reach/kubernetes/pod-addresses.ts';
import { matches, selectorOf } from '../reach/kubernetes/selector.ts';
import { podTemplateOf, isWorkload, peerOf } from '../reach/kubernetes/workloads.ts';
import { NO_PORTS, plusPorts, portRange } from '../reach/ports.ts';
import type { Ports } from '../reach/ports.ts';
import { POOL_LABEL } from '../../model/index.ts';
import type { Peer, Topology } from '../../model/index.ts';

/** Files of one region, read and parsed; paths are below the output folder. */
export interface RegionFiles {
  /** `production/ap-southeast-3` */
  readonly path: string;
  readonly topology: Topology;
  readonly documents: readonly Document[];
  readonly terraform: readonly TerraformFile[];
}

export const boundaryRegion = ({ path, topology, documents, terraform }: RegionFiles): BoundaryRegion => {
  const published = publishedPods(topology, `${path}/topology.json`);
  const cluster = clusterOf([...documents, ...published.map(({ document }) => document)], podAddressesOf(topology));
  const { objects } = objectsOf(documents, isRead);
  return {
    path, topology, cluster, rights: rightsOf(documents, terraform, topology),
    cloud: topology.environment.cloud.kind === 'aws' ? cloudOf(terraform, outsideOf(topology)) : null,
    registrations: [...bindings(objects, cluster), ...attachments(terraform)],
    pools: new Map([
      ...published.flatMap(({ peer, name }) => (peer.pool === null ? [] : [[name, [peer.pool]] as const])),
      ...objects.filter(each => isWorkload(each, groupOf(each))).flatMap(each => poolOf(each)),
    ]),
    otherPolicies: objects.filter(isOtherPolicy),
  };
};

const isOtherPolicy = ({ apiVersion, kind }: KubernetesObject): boolean => kind.endsWith('NetworkPolicy') && apiVersion !== 'networking.k8s.io/v1';

const isRead = (each: KubernetesObject): boolean => isOtherPolicy(each) || ['Service', 'TargetGroupBinding'].includes(each.kind) || isWorkload(each, groupOf(each));

/* ---- pods that no document makes ----------------------------------------------------------------------------------------------- */

/** Kinds of peers whose pods others publish: components and what operators run. Those of services and jobs stand in manifests, or are missing. */
const PUBLISHED: readonly Peer['kind'][] = ['component', 'store', 'provider'];

/** One pod for each of them, so that policies that name them meet somebody. A peer that only means pods of others together has none of its own. */
const publishedPods = (topology: Topology, file: string): readonly { readonly peer: Peer; readonly name: string; readonly document: Document }[] => {
  const peers = Object.values(topology.peers).filter(peer => PUBLISHED.includes(peer.kind) && peer.pods !== null);
  return peers.filter(peer => !peers.some(other => other !== peer && isWithin(other, peer))).map((peer, index) => {
    const ports = peer.kind === 'component' ? (topology.components[peer.name]?.ports ?? []).map(({ name, port }) => ({ name, containerPort: port })) : [];
    const metadata = { name: peer.name, namespace: peer.pods?.namespace, labels: peer.pods?.labels };
    return {
      peer, name: `${peer.pods?.namespace ?? ''}/${peer.name}[Pod]`,
      document: { file, index, value: { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: peer.name, ports }] } } },
    };
  });
};

/** Whether all pods of one peer are pods of another, wider one. */
const isWithin = ({ pods: narrow }: Peer, { pods: wide }: Peer): boolean => narrow !== null && wide !== null && narrow.namespace === wide.namespace
  && Object.keys(narrow.labels).length > Object.keys(wide.labels).length && Object.entries(wide.labels).every(([key, value]) => narrow.labels[key] === value);

/** The pool that a workload's own manifest asks for; without one it may land anywhere. */
const poolOf = (each: KubernetesObject): readonly (readonly [string, readonly string[]])[] => {
  const pool = texts(object(object(podTemplateOf(each))['spec'])['nodeSelector'])[POOL_LABEL];
  return pool === undefined ? [] : [[peerOf(each), [pool]]];
};

/* ---- what target groups are filled with ---------------------------------------------------------------------------------------- */

/** Pods behind the Service that a TargetGroupBinding names. */
const bindings = (objects: readonly KubernetesObject[], cluster: Cluster): readonly Registration[] => objects.filter(({ kind }) => kind === 'TargetGroupBinding').flatMap(binding => {
  const spec = object(binding.body['spec']);
  const reference = object(spec['serviceRef']);
  const service = objects.find(({ kind, namespace, name }) => kind === 'Service' && namespace === binding.namespace && name === reference['name']);
  if (service === undefined) return [];
  const selector = selectorOf({ matchLabels: object(service.body['spec'])['selector'] }, '', () => undefined);
  const groups = selector.requirements.length === 0 ? [] : cluster.groups.filter(group => group.namespace === service.namespace && matches(selector, group.labels));
  const named = text(spec['targetGroupName']);
  return [{
    targetGroup: named === '' ? null : named, to: { pods: new Set(groups.map(({ id }) => id)) },
    ports: list(object(service.body['spec'])['ports']).map(object).filter(port => [port['port'], port['name']].includes(reference['port']))
      .flatMap(port => groups.map(group => targetPort(port['targetPort'] ?? port['port'], group.ports))).reduce(plusPorts, NO_PORTS),
    file: binding.file, path: `${nameOf(binding)} spec.serviceRef`, says: `registers the pods of the Service ${service.namespace}/${service.name}`,
  }];
});

const targetPort = (value: unknown, named: readonly { readonly name: string; readonly port: number }[]): Ports => {
  const port = typeof value === 'number' ? value : named.find(({ name }) => name === value)?.port;
  return port === undefined ? NO_PORTS : portRange('TCP', port, port);
};

/** Addresses that Terraform registers itself, past every binding; which target group is not followed. */
const attachments = (files: readonly TerraformFile[]): readonly Registration[] => files.flatMap(({ path: file, json }) =>
  eachNested(object(nested(json)['resource'])['aws_lb_target_group_attachment']).flatMap(byId => Object.entries(byId)).map(([id, body]): Registration => {
    const port = Number(nested(body)['port']);
    return {
      targetGroup: null, to: { address: text(nested(body)['target_id']) }, ports: Number.isInteger(port) && port > 0 ? portRange('TCP', port, port) : NO_PORTS,
      file, path: `resource.aws_lb_target_group_attachment.${id}`, says: `registers ${text(nested(body)['target_id'])}`,
    };
  }));
