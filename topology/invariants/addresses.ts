import type { Problem } from '../../model/index.ts';
import { isManaged, overlap, SLOTS, tierOf } from '../addresses.ts';
import { type Invariant, problem, type SizedInvariant } from './invariant.ts';

/** PT-112: every region of every environment has addresses of its own, apart from those of providers and operators. */
export const regionAddresses: Invariant = function* ({ selection, environments }) {
  const { environment, catalog } = selection;
  for (const [index, region] of environment.regions.entries()) {
    const at = (saw: string): Problem => problem('PT-112', 'environment', environment.name, `regions[${index}].cidr`, `${region.cidr}, which overlaps ${saw}`, 'a /16 of its own');
    for (const other of environments) {
      for (const [otherIndex, otherRegion] of other.regions.entries()) {
        const self = other.name === environment.name && otherIndex === index;
        if (!self && overlap(region.cidr, otherRegion.cidr)) yield at(`${otherRegion.cidr} of ${other.name}/${otherRegion.name}`);
      }
    }
    for (const provider of catalog.providers) {
      for (const block of [...provider.live.addresses, ...provider.test.addresses]) if (overlap(region.cidr, block)) yield at(`${block} of provider ${provider.name}`);
    }
    for (const block of environment.operators) if (overlap(region.cidr, block)) yield at(`${block} of the operators`);
    for (const block of environment.pipelines) if (overlap(region.cidr, block)) yield at(`${block} of the pipelines`);
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
