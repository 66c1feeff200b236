import { type Problem, type ProviderSpec, SERVICE_CIDR } from '../../model/index.ts';
import { isManaged, overlap, SLOTS, tierOf } from '../addresses.ts';
import { type EnvironmentInvariant, type Invariant, problem, type SizedInvariant } from './invariant.ts';

/** PT-112: every region of every environment has addresses of its own, apart from those of services in a cluster, providers and operators. */
export const regionAddresses: EnvironmentInvariant = function* (environment, { selection: { catalog }, environments }) {
  const outside = [
    [SERVICE_CIDR, 'services in a cluster'] as const,
    ...catalog.providers.flatMap(provider => blocksOf(provider).map(({ block }) => [block, `provider ${provider.name}`] as const)),
    ...environment.operators.map(block => [block, 'the operators'] as const), ...environment.pipelines.map(block => [block, 'the pipelines'] as const),
  ];
  for (const [index, region] of environment.regions.entries()) {
    const at = (saw: string): Problem => problem('PT-112', 'environment', environment.name, `regions[${index}].cidr`, `${region.cidr}, which overlaps ${saw}`, 'a /16 of its own');
    for (const other of environments) {
      for (const [otherIndex, otherRegion] of other.regions.entries()) {
        const self = other.name === environment.name && otherIndex === index;
        if (!self && overlap(region.cidr, otherRegion.cidr)) yield at(`${otherRegion.cidr} of ${other.name}/${otherRegion.name}`);
      }
    }
    for (const [block, whose] of outside) if (overlap(region.cidr, block)) yield at(`${block} of ${whose}`);
  }
};

const blocksOf = (provider: ProviderSpec) => (['live', 'test'] as const).flatMap(kind => provider[kind].addresses.map((block, index) => ({ kind, block, path: `${kind}.addresses[${index}]` })));

/** PT-112: whom a packet goes to is decided by its address, so no two providers share one, and none has one of a service in a cluster. */
export const providersApart: Invariant = function* ({ selection: { catalog } }) {
  const all = catalog.providers.flatMap(provider => blocksOf(provider).map(block => ({ ...block, provider })));
  for (const [index, { provider, kind, block, path }] of all.entries()) {
    const say = (saw: string) => problem('PT-112', 'provider', provider.name, path, `${block}, which overlaps ${saw}`, 'addresses of its own');
    if (overlap(block, SERVICE_CIDR)) yield say(`${SERVICE_CIDR} of services in a cluster`);
    // the test endpoints of one provider against its live ones are PT-116
    const other = all.slice(0, index).find(before => overlap(before.block, block) && (before.provider !== provider || before.kind === kind));
    if (other !== undefined) yield say(`${other.block} of provider ${other.provider.name}`);
  }
};

/** PT-112: a slot is the address of a live database. */
export const slotsApart: Invariant = function* ({ selection: { catalog } }) {
  const owners = new Map<string, string>();
  const managed = catalog.stores.filter(isManaged);
  for (const store of managed) {
    const place = `slot ${store.slot} of the ${tierOf(store)} subnets`;
    const owner = owners.get(place);
    if (owner === undefined) owners.set(place, store.name);
    else {
      const taken = new Set(managed.filter(other => tierOf(other) === tierOf(store)).map(({ slot }) => slot));
      const free = Array.from({ length: SLOTS }, (_, slot) => slot).filter(slot => !taken.has(slot));
      yield problem('PT-112', 'store', store.name, 'slot', `${place}, which '${owner}' has`, free.length === 0 ? 'fewer stores: all slots are taken' : `a free slot: ${free.join(', ')}`);
    }
  }
};

/** PT-112 on the computed plan: no two subnets share an address. */
export const subnetsApart: SizedInvariant = function* ({ addresses, environment, region }) {
  const subnets = [
    ...Object.entries(addresses.tiers).flatMap(([tier, { zones }]) => (tier === 'data' || tier === 'cde-data' ? [] : zones.map(cidr => [tier, cidr] as const))),
    ...Object.entries(addresses.stores).flatMap(([store, zones]) => zones.map(cidr => [`store ${store}`, cidr] as const)),
  ];
  for (const [index, [name, cidr]] of subnets.entries()) {
    for (const [other, otherCidr] of subnets.slice(index + 1)) {
      if (overlap(cidr, otherCidr)) yield problem('PT-112', 'environment', environment.name, `regions › ${region.name}`, `${name} ${cidr} overlaps ${other} ${otherCidr}`, 'subnets apart');
    }
  }
};
