/**
 * Who reaches whom in the cloud of a region, from its Terraform JSON alone: security groups, access lists, routes, gateways,
 * the egress firewall, load balancers. Kubernetes' own policies stand in `../kubernetes`; traffic flows where both let it.
 */
import { addressesOf, addressText, ALL_ADDRESSES } from '../addresses.ts';
import type { Check, Reading, Spot } from './check.ts';
import { groupChecks, networkChecks } from './conversation.ts';
import { firewallsOf } from './firewall.ts';
import { groupsOf, isGroup } from './groups.ts';
import { networkOf } from './network.ts';
import type { CloudPlace } from './places.ts';
import { outsidePlace, placesOf } from './places.ts';
import type { Ports, Protocol } from '../ports.ts';
import { ALL_PORTS, commonPorts, hasPort, hasPorts, NO_PORTS, plusPorts, portRange } from '../ports.ts';
import { difference, holds } from '../intervals.ts';
import { namedBlocks, spotsOf } from './spots.ts';
import type { Note, TerraformFile } from './terraform.ts';
import { terraformOf } from './terraform.ts';
import type { Roads } from './trace.ts';
import { NOT_PUBLIC } from './ways.ts';
import type { Hop, Witness } from '../vocabulary.ts';

/** A network outside that has a name: operators, pipelines, a provider. */
export interface Outside {
  readonly name: string;
  readonly cidrs: readonly string[];
  /** Names it answers to, for firewalls that know names. */
  readonly hosts: readonly string[];
}

export interface Cloud {
  /** By name; besides what stands in the network there are `outside/internet`, `outside/private-networks` and each named network. */
  readonly places: ReadonlyMap<string, CloudPlace>;
  /** What could not be followed: it counts as closed, so a proof rests on this list being empty or understood. */
  readonly notes: readonly Note[];
  readonly roads: Roads;
  readonly spots: ReadonlyMap<string, readonly Spot[]>;
  readonly known: Map<string, Ports>;
  readonly meetings: Map<string, readonly Meeting[]>;
  readonly checked: Map<string, readonly Check[]>;
}

/** Ranges for networks of one's own (RFC 1918) and of carriers (RFC 6598). */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'].flatMap(cidr => addressesOf(cidr) ?? []);

/** Reads the files of one region; `outside` names networks that are not in it. */
export const cloudOf = (files: readonly TerraformFile[], outside: readonly Outside[] = []): Cloud => {
  const terraform = terraformOf(files);
  const network = networkOf(terraform);
  const firewalls = firewallsOf(terraform);
  const groups = groupsOf(terraform, network.vpcKeyOf);
  const own = network.vpcs.flatMap(vpc => vpc.blocks);
  const named = outside.map(({ name, cidrs, hosts }) =>
    outsidePlace(
      `outside/${name}`,
      difference(
        cidrs.flatMap(cidr => addressesOf(cidr) ?? []),
        own,
      ),
      hosts,
    ),
  );
  const taken = [...own, ...named.flatMap(({ blocks }) => blocks)];
  const internet = difference([ALL_ADDRESSES], [...NOT_PUBLIC, ...taken]);
  const inside = placesOf(terraform, network, groups).map(place =>
    place.kind === 'endpoint' && place.interfaces.length === 0 ? { ...place, blocks: internet } : place,
  );
  const places = [
    ...inside,
    ...named,
    outsidePlace('outside/internet', internet, []),
    outsidePlace('outside/private-networks', difference(PRIVATE, taken), []),
  ];
  const blocks = namedBlocks(network, firewalls.values(), places, NOT_PUBLIC);
  const unique = new Map<string, CloudPlace>();
  for (const place of places) unique.set(unique.has(place.name) ? `${place.name} (${place.resource?.path ?? ''})` : place.name, place);
  const nats = new Map(
    terraform.all('aws_nat_gateway').flatMap(nat =>
      terraform.follow(nat, nat.body['subnet_id']).flatMap(subnet => {
        const known = network.subnets.get(subnet);
        return known === undefined ? [] : [[nat, known] as const];
      }),
    ),
  );
  return {
    places: unique,
    roads: { network, firewalls, nats },
    spots: new Map([...unique].map(([name, place]) => [name, spotsOf(place, blocks)])),
    known: new Map(),
    meetings: new Map(),
    checked: new Map(),
    get notes() {
      return terraform.notes;
    },
  };
};

/* ---- answers ------------------------------------------------------------------------------------------------------------------ */

/** Ports that every layer lets through from one place to another; none where a place is not there. */
export const cloudPorts = (cloud: Cloud, from: string, to: string, reading: Reading = 'ever'): Ports => {
  const key = `${reading} ${from} ${to}`;
  const known = cloud.known.get(key);
  if (known !== undefined) return known;
  const found = cloudPairs(cloud, from, to, reading).map(({ ports }) => ports);
  const ports = found.length === 0 ? NO_PORTS : reading === 'ever' ? found.reduce(plusPorts) : found.reduce(commonPorts);
  cloud.known.set(key, ports);
  return ports;
};

/** The same for each pair of addresses that rules tell apart; none where no group of one side means the other. */
export const cloudPairs = (cloud: Cloud, from: string, to: string, reading: Reading): readonly Meeting[] => {
  const key = `${reading} ${from} ${to}`;
  const known = cloud.meetings.get(key);
  if (known !== undefined) return known;
  const found = (groupsMeet(cloud, from, to) ? pairsOf(cloud, from, to) : []).map((pair): Meeting => ({ from: pair.from, to: pair.to, ports: portsBetween(cloud, pair, reading) }));
  cloud.meetings.set(key, found);
  return found;
};

interface Meeting {
  readonly from: Spot;
  readonly to: Spot;
  readonly ports: Ports;
}

/** Why a port is open or closed: told for a pair of addresses that gets through, or of those that do not, the one that comes furthest. */
export const cloudWitness = (cloud: Cloud, from: string, to: string, protocol: Protocol, port: number, reading: Reading = 'ever'): Witness | null => {
  const told = pairsOf(cloud, from, to).map(pair => {
    const hops = checksOf(cloud, pair, reading).map((check): Hop => {
      const { resource, says } = check.cite(protocol, port);
      return { layer: check.layer, file: resource.file, path: resource.path, says, allows: hasPort(check.ports, protocol, port) };
    });
    return { pair, hops, ports: portsBetween(cloud, pair, reading), stops: hops.filter(({ allows }) => !allows).length };
  });
  const wanted = reading === 'ever' ? told.sort((a, b) => a.stops - b.stops)[0] : (told.find(({ stops }) => stops > 0) ?? told[0]);
  return wanted === undefined ? null : { from: shownSpot(wanted.pair.from), to: shownSpot(wanted.pair.to), ports: wanted.ports, hops: wanted.hops };
};

interface Pair {
  readonly from: Spot;
  readonly to: Spot;
  /** The endpoint of a control plane on the internet, which no layer of the network guards. */
  readonly published: boolean;
}

/** Whether groups of both sides leave anything open at all: most pairs of places end here, before any address is looked at. */
const groupsMeet = (cloud: Cloud, from: string, to: string): boolean => {
  const [callers, called] = [cloud.spots.get(from) ?? [], cloud.spots.get(to) ?? []];
  return called.some(({ place }) => place.publicEndpoint !== null) || (mayMeet('egress', callers, called) && mayMeet('ingress', called, callers));
};

const mayMeet = (direction: 'egress' | 'ingress', own: readonly Spot[], peers: readonly Spot[]): boolean => {
  if (own.some(({ at }) => at === null || at.groups === null)) return true;
  const groups = new Set(own.flatMap(({ at }) => at?.groups ?? []));
  const others = new Set(peers.flatMap(({ at }) => at?.groups ?? []));
  return [...groups].some(group => group[direction].some(({ peer }) => (isGroup(peer) ? others.has(peer) : peers.some(({ address }) => holds(peer, address)))));
};

const pairsOf = (cloud: Cloud, from: string, to: string): readonly Pair[] =>
  (cloud.spots.get(from) ?? []).flatMap(a => {
    const published = (cloud.spots.get(to) ?? [])
      .slice(0, 1)
      .filter(b => a.at === null && (b.place.publicEndpoint?.blocks ?? []).some(block => holds(block, a.address)));
    return [
      ...(cloud.spots.get(to) ?? []).filter(b => converse(a, b)).map(b => ({ from: a, to: b, published: false })),
      ...published.map(b => ({ from: a, to: b, published: true })),
    ];
  });

/** Two networks outside talk without us, a gateway endpoint calls nobody, and what a control plane tells itself is the cloud's. */
const converse = (a: Spot, b: Spot): boolean =>
  (a.at !== null || (b.at !== null && a.place.kind === 'outside')) && !(a.place === b.place && a.place.kind === 'control-plane');

const portsBetween = (cloud: Cloud, pair: Pair, reading: Reading): Ports => {
  let open = ALL_PORTS;
  for (const checks of [() => endChecks(pair), () => pathChecks(cloud, pair, reading)]) {
    if (!hasPorts(open)) return NO_PORTS;
    for (const { ports } of checks()) open = commonPorts(open, ports);
  }
  return open;
};

/** In the order in which a packet meets them, as far as one order is right for all. */
const checksOf = (cloud: Cloud, pair: Pair, reading: Reading): readonly Check[] => {
  const [out, ...rest] = endChecks(pair);
  const path = pair.published ? [] : networkChecks(cloud.roads, pair.from, pair.to, reading);
  return out === undefined ? path : [out, ...path, ...rest];
};

/** What the two ends themselves let through: their groups, listeners and target groups. */
const endChecks = ({ from, to, published }: Pair): readonly Check[] =>
  published
    ? publishedChecks(to.place)
    : [
        ...groupChecks(from, to),
        ...(from.place.kind === 'load-balancer' ? [targetCheck(from.place)] : []),
        ...(to.place.kind === 'load-balancer' ? [listenerCheck(to.place)] : []),
      ];

/** Routes, lists and firewalls between two addresses do not depend on who has them. */
const pathChecks = (cloud: Cloud, { from, to, published }: Pair, reading: Reading): readonly Check[] => {
  if (published) return [];
  const end = ({ at, address, place }: Spot): string =>
    `${address} ${at === null ? place.name : `${at.subnet.resource.file} ${at.subnet.resource.path} ${at.public}`}`;
  const key = `${reading} ${end(from)} ${end(to)}`;
  const known = cloud.checked.get(key) ?? networkChecks(cloud.roads, from, to, reading);
  cloud.checked.set(key, known);
  return known;
};

const publishedChecks = ({ publicEndpoint }: CloudPlace): readonly Check[] =>
  publicEndpoint === null
    ? []
    : [
        {
          layer: 'endpoint',
          ports: portRange('TCP', 443, 443),
          cite: () => ({ resource: publicEndpoint.resource, says: 'its endpoint is on the internet' }),
        },
      ];

const listenerCheck = ({ listeners, resource }: CloudPlace): Check => ({
  layer: 'listener',
  ports: listeners.map(({ ports }) => ports).reduce(plusPorts, NO_PORTS),
  cite: (protocol, port) =>
    listeners.find(({ ports }) => hasPort(ports, protocol, port)) ?? {
      resource: resource as NonNullable<CloudPlace['resource']>,
      says: 'has no listener on it',
    },
});

const targetCheck = ({ targetGroups, resource }: CloudPlace): Check => ({
  layer: 'target group',
  ports: targetGroups.map(({ ports }) => ports).reduce(plusPorts, NO_PORTS),
  cite: (protocol, port) =>
    targetGroups.find(({ ports }) => hasPort(ports, protocol, port)) ?? {
      resource: resource as NonNullable<CloudPlace['resource']>,
      says: 'has no target group on it',
    },
});

const shownSpot = ({ place, at, blocks }: Spot): string => {
  const [block] = blocks;
  const addresses = block === undefined ? '' : ` (${addressText(block.first)}-${addressText(block.last)}${blocks.length > 1 ? ', …' : ''})`;
  return `${place.name}${at === null ? '' : ` in ${at.subnet.resource.id}`}${addresses}`;
};
