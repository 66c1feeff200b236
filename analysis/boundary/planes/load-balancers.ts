/** Where load balancers listen, and whom they send to: the front doors, against the routes of the services. */
import { declaredPlaces } from './places.ts';
import { isBalancer, registers, registrations } from '../conversations.ts';
import { partiesOf } from '../parties.ts';
import type { BoundaryRegion, Registration } from '../words.ts';
import type { Computed, Declared, SetPlane } from './plane.ts';
import { EVERYBODY, planeOf } from './plane.ts';
import { portOf } from './policies.ts';
import type { CloudPlace } from '../../reach/cloud/places.ts';
import { NO_PORTS, plusPorts } from '../../reach/ports.ts';

export const loadBalancers = (region: BoundaryRegion): SetPlane => planeOf('load balancers', 'load balancer × listener, and × workload × port',
  partiesOf(region).all.filter(party => isBalancer(region, party)).flatMap(party => party.places.flatMap(place => {
    const found = region.cloud?.places.get(place);
    return found === undefined ? [] : [...listening(found), ...sending(region, found)];
  })), region.cloud === null ? [] : declaredIn(region));

const listening = ({ name: own, listeners }: CloudPlace): readonly Computed[] => listeners.map(({ ports, resource, says }) =>
  ({ own, direction: 'in', via: 'listener', peer: EVERYBODY, ports, file: resource.file, path: resource.path, says }));

/** Requests go to the ports that pods are registered with, health checks to the one of the target group. */
const sending = (region: BoundaryRegion, { name: own, targetGroups }: CloudPlace): readonly Computed[] => registrations(region, { places: [own] }).flatMap(registration => {
  const open = targetGroups.filter(({ name }) => registration.targetGroup === null || registration.targetGroup === name).reduce((sum, { ports }) => plusPorts(sum, ports), NO_PORTS);
  return partiesOf(region).all.filter(party => registers(registration, party)).map(({ key }): Computed =>
    ({ own, direction: 'out', via: 'target group', peer: key, ports: plusPorts(open, registration.ports), ...whence(region, targetGroups, registration) }));
});

/** A target group of one load balancer has whom it is filled with; one that several send to has its place where this one does. */
const whence = ({ cloud }: BoundaryRegion, own: CloudPlace['targetGroups'], { targetGroup, file, path, says }: Registration): Pick<Computed, 'file' | 'path' | 'says'> => {
  const group = own.find(({ name }) => name === targetGroup);
  const senders = [...cloud?.places.values() ?? []].filter(({ targetGroups }) => targetGroups.some(({ resource }) => resource === group?.resource));
  return group === undefined || senders.length < 2 ? { file, path, says } : { file: group.by.file, path: group.by.path, says: `forwards to the target group ${group.name}, and ${path} ${says}` };
};

const declaredIn = (region: BoundaryRegion): readonly Declared[] => region.topology.edges.flatMap(edge => [
  ...doors(region, edge.to).map(own => ({ own, direction: 'in' as const, via: 'listener', peer: EVERYBODY, ports: portOf(edge), because: edge.because })),
  ...doors(region, edge.from).flatMap(own => partiesOf(region).of(edge.to).map(({ key }) => ({ own, direction: 'out' as const, via: 'target group', peer: key, ports: portOf(edge), because: edge.because }))),
]);

const doors = ({ topology }: BoundaryRegion, key: string): readonly string[] => (topology.peers[key]?.kind === 'load-balancer' ? declaredPlaces(topology, key).map(({ name }) => name) : []);
