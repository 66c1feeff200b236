import { type EnvironmentInvariant, problem } from './invariant.ts';

/** PT-117: one region is written to; its standby says how large it is. */
export const oneWriter: EnvironmentInvariant = function* ({ name, regions }) {
  const primaries = regions.filter(region => region.role === 'primary');
  if (primaries.length !== 1) yield problem('PT-117', 'environment', name, 'regions', `${primaries.length} writable regions`, 'exactly one region with role: primary');
  for (const [index, { role, scale }] of regions.entries()) {
    const say = (saw: string) => problem('PT-117', 'environment', name, `regions[${index}].scale`, saw, "the part of the primary it runs, at most all of it, such as '1/3'");
    if (role === 'standby' && scale === undefined) yield say('a standby without scale');
    if (role === 'standby' && scale !== undefined && isMoreThanAll(scale)) yield say(`a standby of ${scale} of its primary`);
  }
};

const isMoreThanAll = (ratio: string): boolean => {
  const [part = '1', whole = '1'] = ratio.split('/');
  return BigInt(part) > BigInt(whole);
};

/** PT-126: a zone stands in its region, as AWS names it; where real money is, the loss of one zone is survived. */
export const zonesOfRegion: EnvironmentInvariant = function* ({ name, cloud, data, regions }) {
  for (const [index, region] of regions.entries()) {
    const say = (saw: string, want: string) => problem('PT-126', 'environment', name, `regions[${index}].zones`, saw, want);
    for (const zone of region.zones) if (cloud.kind === 'aws' && !isIn(zone, region.name)) yield say(`'${zone}' in region '${region.name}'`, `a zone of the region, such as '${region.name}a'`);
    if (data === 'real' && region.zones.length < 3) yield say(`${region.zones.length} zone where real money is`, 'three zones');
  }
};

/** `ap-southeast-3a`, or a local zone such as `us-west-2-lax-1a`. */
const isIn = (zone: string, region: string): boolean => zone.startsWith(region) && /^([a-z]|-.+)$/.test(zone.slice(region.length));
