/** What security groups let out of places in the cloud and into them, against the edges: a pod is its node pool, an instance its store. */
import { declaredPlaces } from './places.ts';
import type { BoundaryRegion } from '../words.ts';
import type { Computed, Declared, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { partiesOf } from '../parties.ts';
import { portOf } from './policies.ts';
import { ALL_ADDRESSES } from '../../reach/addresses.ts';
import type { Group } from '../../reach/cloud/groups.ts';
import { isGroup } from '../../reach/cloud/groups.ts';
import type { Cloud } from '../../reach/cloud/index.ts';
import type { CloudPlace } from '../../reach/cloud/places.ts';
import { push } from '../../reach/multimap.ts';
import { ALL_PORTS } from '../../reach/ports.ts';

export const securityGroups = (region: BoundaryRegion): SetPlane => planeOf('security groups', 'node pool, store, endpoint or load balancer × the same, or addresses × port × side',
  region.cloud === null ? [] : [...computedIn(region.cloud), ...placed(region)], region.cloud === null ? [] : [...declaredIn(region), ...pools(region)]);

/** Pods have the group of the nodes that they run on; who publishes those of others decides where they run. */
export const RUNS_ON = 'runs on';

const placed = (region: BoundaryRegion): readonly Computed[] => partiesOf(region).all.flatMap(({ key: own, workload, places }) =>
  (workload === null || workload.file === `${region.path}/topology.json` ? [] : places.map((peer): Computed =>
    ({ own, direction: 'out', via: RUNS_ON, peer, ports: ALL_PORTS, file: workload.file, path: `${workload.kind} ${workload.namespace}/${workload.name}`, says: `runs on ${peer}, and has its group` }))));

const pools = ({ topology }: BoundaryRegion): readonly Declared[] => Object.values(topology.peers).filter(({ kind }) => kind === 'workload' || kind === 'job').flatMap(({ kind, name }) =>
  declaredPlaces(topology, `${kind}/${name}`).map(place => ({ own: `${kind}/${name}`, direction: 'out' as const, via: RUNS_ON, peer: place.name, ports: ALL_PORTS, because: `${kind} ${name}` })));

const computedIn = (cloud: Cloud): readonly Computed[] => {
  const members = new Map<Group, string[]>();
  for (const place of cloud.places.values()) for (const group of groupsOf(place)) push(members, group, place.name);
  return [...cloud.places.values()].flatMap(place => [
    ...place.interfaces.filter(({ groups }) => groups === null).slice(0, 1).flatMap(({ resource }) => (['in', 'out'] as const).map((direction): Computed =>
      ({ own: place.name, direction, peer: EVERYBODY, ports: ALL_PORTS, via: direction, file: resource.file, path: resource.path, says: 'has no security group' }))),
    ...groupsOf(place).flatMap(group => ([['in', group.ingress], ['out', group.egress]] as const).flatMap(([direction, rules]) => rules.flatMap(rule =>
      (isGroup(rule.peer) ? members.get(rule.peer) ?? [`group ${rule.peer.name}`] : [[rule.peer]]).map((peer): Computed =>
        ({ own: place.name, direction, peer, ports: rule.ports, via: direction, file: rule.resource.file, path: rule.resource.path, says: rule.says }))))),
  ]);
};

const groupsOf = ({ interfaces }: CloudPlace): readonly Group[] => [...new Set(interfaces.flatMap(({ groups }) => groups ?? []))];

const declaredIn = (region: BoundaryRegion): readonly Declared[] => [
  ...region.topology.edges.flatMap(edge => declaredPlaces(region.topology, edge.from).flatMap(from => declaredPlaces(region.topology, edge.to).flatMap((to): readonly Declared[] => [
    ...(from.subnets.length === 0 ? [] : [{ own: from.name, direction: 'out' as const, peer: to.subnets.length === 0 ? to.blocks : to.name, ports: portOf(edge), via: 'out', because: edge.because }]),
    ...(to.subnets.length === 0 ? [] : [{ own: to.name, direction: 'in' as const, peer: from.subnets.length === 0 ? from.blocks : from.name, ports: portOf(edge), via: 'in', because: edge.because }]),
  ]))),
  ...madeByEks(region),
];

/**
 * EKS gives a control plane a group of its own besides ours, which lets out everything and in whatever has the same group. Nothing else has it, and
 * nobody can take it away.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
const madeByEks = ({ topology }: BoundaryRegion): readonly Declared[] => declaredPlaces(topology, 'network/control-plane').flatMap(({ name: own }) => [
  { own, direction: 'out' as const, peer: [ALL_ADDRESSES], ports: ALL_PORTS, via: 'out', because: 'the group that EKS makes' },
  { own, direction: 'in' as const, peer: own, ports: ALL_PORTS, via: 'in', because: 'the group that EKS makes' },
]);
