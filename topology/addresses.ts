/**
 * The address plan: one /16 a region, the same offsets everywhere, so that a reviewer reads the scope from an address.
 *
 * The lower half belongs to `app` (a /19 a zone, a fourth for growth); the upper half holds the other tiers.
 */
import { type AddressPlan, type KafkaSpec, type PostgresSpec, SUBNET_TIERS, type StoreSpec, type SubnetTier } from '../model/index.ts';
import { boundaryOf } from './selection.ts';

/** Offset in the region's /16, prefix of the whole tier and prefix of one zone's subnet. */
const TIERS: Readonly<Record<SubnetTier, { readonly offset: number; readonly range: number; readonly zone: number }>> = {
  app: { offset: at(0), range: 17, zone: 19 },
  provider: { offset: at(128), range: 20, zone: 22 },
  read: { offset: at(144), range: 20, zone: 22 },
  operations: { offset: at(160), range: 20, zone: 22 },
  cde: { offset: at(176), range: 20, zone: 22 },
  data: { offset: at(192), range: 20, zone: 22 },
  'cde-data': { offset: at(208), range: 20, zone: 22 },
  public: { offset: at(224), range: 22, zone: 24 },
  endpoints: { offset: at(228), range: 22, zone: 24 },
  control: { offset: at(232), range: 22, zone: 24 },
  firewall: { offset: at(236), range: 22, zone: 24 },
};
/** Each managed store gets a /23 of its tier, the one its slot names: four /25, one a zone. */
const STORE = { range: 23, zone: 25 };
/** A tier so holds eight stores. */
export const SLOTS = 8;

function at(third: number): number {
  return third * 256;
}

export const tierOf = (store: StoreSpec): SubnetTier => (boundaryOf(store) === 'cde' ? 'cde-data' : 'data');

/** @param stores all stores of the catalog, also those absent here: a store has the same addresses in every card-data mode */
export const addressPlan = (cidr: string, zones: number, stores: readonly StoreSpec[]): AddressPlan => {
  const base = parse(cidr).first;
  const subnets = (offset: number, prefix: number): readonly string[] =>
    Array.from({ length: zones }, (_, zone) => block(base + offset + zone * size(prefix), prefix));
  const tiers = Object.fromEntries(SUBNET_TIERS.map(tier => {
    const { offset, range, zone } = TIERS[tier];
    return [tier, { range: block(base + offset, range), zones: subnets(offset, zone) }];
  })) as AddressPlan['tiers'];
  const placed = stores.filter(isManaged).sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(store => [store.name, subnets(TIERS[tierOf(store)].offset + store.slot * size(STORE.range), STORE.zone)] as const);
  return { tiers, stores: Object.fromEntries(placed) };
};

/** Whether a store stands in subnets of its own. */
export const isManaged = (store: StoreSpec): store is PostgresSpec | KafkaSpec => store.kind !== 'object';

export interface Block {
  readonly first: number;
  readonly last: number;
}

/** First and last address of a CIDR block as integers. */
export const parse = (cidr: string): Block => {
  const [ip = '', prefix = '32'] = cidr.split('/');
  const address = ip.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  const width = size(Number(prefix));
  const first = Math.floor(address / width) * width;
  return { first, last: first + width - 1 };
};

export const overlap = (a: string, b: string): boolean => {
  const [x, y] = [parse(a), parse(b)];
  return x.first <= y.last && y.first <= x.last;
};

/** Whether the first block lies in the second, to its last address. */
export const within = (a: string, b: string): boolean => {
  const [x, y] = [parse(a), parse(b)];
  return y.first <= x.first && x.last <= y.last;
};

/** Whether the address before the prefix is the first of its block. */
export const isBlock = (cidr: string): boolean => block(parse(cidr).first, Number(cidr.split('/')[1])) === cidr;

/** The VPC's own resolver: base address plus two. */
export const resolverOf = (cidr: string): string => block(parse(cidr).first + 2, 32);

const size = (prefix: number): number => 2 ** (32 - prefix);

const block = (first: number, prefix: number): string => `${[24, 16, 8, 0].map(shift => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;

