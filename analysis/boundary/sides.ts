/** Names that a claim may use: one party, or the many that a segment, a scope, the people or a store of several pods are. */
import type { Party } from './parties.ts';
import { INTERNET, partiesOf } from './parties.ts';
import type { BoundaryRegion, Right } from './words.ts';
import { SCOPES, SEGMENT_NAMES } from '../../model/index.ts';
import type { Scope, Segment } from '../../model/index.ts';

export interface Side {
  /** `workload/payment-core`, `segment/core`, `people`. */
  readonly key: string;
  readonly parties: readonly Party[];
  /** Holders of rights besides the parties themselves: persons, machines. */
  readonly holders: readonly string[];
  /** What a right must be about before somebody has it; none where packets are all that is asked. */
  readonly needs: { readonly layer: Right['layer']; readonly targets: readonly string[] } | null;
}

export interface Named {
  /** The side; null where there are none or several of that name. */
  readonly side: Side | null;
  /** Keys of all sides of that name. */
  readonly keys: readonly string[];
}

/** What a name means: the whole key of a side, or the part behind it where only one has it. */
export const sideNamed = (region: BoundaryRegion, name: string): Named => {
  const all = sidesOf(region);
  const exact = all.get(name);
  if (exact !== undefined) return { side: exact, keys: [name] };
  for (const kinds of SPEAKING) {
    const keys = kinds.map(kind => `${kind}/${name}`).filter(key => all.has(key));
    // a scope holds the segment of the same name
    const meant = keys.includes(`scope/${name}`) ? keys.filter(key => key !== `segment/${name}`) : keys;
    const [key = ''] = meant;
    if (meant.length > 1) return { side: null, keys: meant };
    if (meant.length === 1) return { side: all.get(`${key}/all`) ?? all.get(key) ?? null, keys: meant };
  }
  return { side: null, keys: [] };
};

/** Every name that means somebody, to find one that was mistyped. */
export const namesOf = (region: BoundaryRegion): readonly string[] => [...new Set([...sidesOf(region).keys()].filter(key => !key.endsWith('/all')).flatMap(key => {
  const [kind = '', name = ''] = key.split(/\/(.*)/s);
  return SPEAKING.flat().includes(kind) ? [name, key] : [key];
}))].sort();

/** Kinds whose names may stand alone; those of the platform where no service, store or segment has the name. */
const SPEAKING: readonly (readonly string[])[] = [
  ['store', 'workload', 'objects', 'topic', 'provider', 'network', 'segment', 'scope'],
  ['component', 'job', 'load-balancer', 'aws-api'],
];

const known = new WeakMap<BoundaryRegion, ReadonlyMap<string, Side>>();

const sidesOf = (region: BoundaryRegion): ReadonlyMap<string, Side> => {
  const found = known.get(region) ?? new Map(made(region).map(side => [side.key, side]));
  known.set(region, found);
  return found;
};

const made = (region: BoundaryRegion): readonly Side[] => {
  const { topology } = region;
  const { all, of } = partiesOf(region);
  const side = (key: string, parties: readonly Party[], more: Partial<Side> = {}): Side => ({ key, parties, holders: [], needs: null, ...more });
  const holders = (kind: string): readonly string[] => [...new Set(region.rights.map(({ holder }) => holder).filter(holder => holder.startsWith(`${kind}/`)))].sort();
  const segments = SEGMENT_NAMES.map(name => side(`segment/${name}`, all.filter(party => segmentOf(region, party) === name)));
  return [
    ...[...new Set([...Object.keys(topology.peers), ...all.map(({ key }) => key)])].map(key => side(key, of(key), { needs: needsOf(region, key) })),
    ...[...Object.keys(topology.postgres), ...Object.keys(topology.kafka)].map(name =>
      side(`store/${name}/all`, all.filter(({ key }) => storeOf(region, key) === name), { needs: needsOf(region, `store/${name}`) })),
    ...Object.keys(topology.topics).map(name => side(`topic/${name}`, Object.keys(topology.kafka).flatMap(kafka => of(`store/${kafka}`)), { needs: { layer: 'Kafka access', targets: [`topic/${name}`] } })),
    ...Object.keys(topology.objects).map(name => side(`objects/${name}`, of('aws-api/s3'), { needs: { layer: 'IAM statement', targets: [`objects/${name}`] } })),
    ...Object.keys(topology.secrets).map(name => side(`secret/${name}`, [], { needs: { layer: 'secret mount', targets: [`secret/${name}`] } })),
    ...segments.filter(({ parties }) => parties.length > 0),
    ...SCOPES.map(name => side(`scope/${name}`, all.filter(party => scopeOf(region, party) === name))).filter(({ parties }) => parties.length > 0),
    side('people', of('network/operators'), { holders: holders('person') }),
    side('ci', of('network/pipelines'), { holders: holders('machine') }),
    side('internet', of(INTERNET)),
  ];
};

/** Right that a store asks for before it answers. */
const needsOf = (region: BoundaryRegion, key: string): Side['needs'] => {
  const store = storeOf(region, key);
  if (store === null) return null;
  if (region.topology.postgres[store] !== undefined) return { layer: 'database grant', targets: [`store/${store}`] };
  return { layer: 'Kafka access', targets: [`store/${store}`, ...Object.keys(region.topology.topics).map(topic => `topic/${topic}`)] };
};

/** Store that a peer is a part of: the writer, the readers, the instances. */
const storeOf = ({ topology }: BoundaryRegion, key: string): string | null => (!key.startsWith('store/') ? null
  : [...Object.keys(topology.postgres), ...Object.keys(topology.kafka)].find(name => [name, `${name}-replica`, `${name}-instances`].includes(key.slice('store/'.length))) ?? null);

/** By namespace, so that who was put there by hand belongs to it too; stores that AWS runs by their boundary. */
const segmentOf = (region: BoundaryRegion, { groups, peer, key }: Party): Segment | null => {
  const [group] = groups;
  if (group !== undefined) return Object.values(region.topology.segments).find(({ namespace }) => namespace === group.namespace)?.name ?? null;
  const store = peer?.kind === 'store' ? storeOf(region, key) : null;
  if (store === null) return null;
  return region.topology.postgres[store]?.boundary ?? 'data';
};

const scopeOf = (region: BoundaryRegion, party: Party): Scope => {
  const segment = segmentOf(region, party);
  return party.peer?.scope ?? (segment === null ? undefined : region.topology.segments[segment]?.scope) ?? 'out-of-scope';
};
