import { describe, expect, it } from 'vitest';
import { compare } from '../../../analysis/boundary/compare.ts';
import { conversationsOf } from '../../../analysis/boundary/conversations.ts';
import type { Party } from '../../../analysis/boundary/parties.ts';
import { partiesOf } from '../../../analysis/boundary/parties.ts';
import { networkPlanes } from '../../../analysis/boundary/planes/network.ts';
import { productDifference } from '../../../analysis/boundary/product.ts';
import { intersection } from '../../../analysis/reach/intervals.ts';
import { portsText, samePorts } from '../../../analysis/reach/ports.ts';
import { CASES, regionOf } from './regions.ts';

describe.each(CASES)('%s/%s with %s', (environment, name, mode) => {
  const region = regionOf(environment, name, mode);
  const { topology, cloud } = region;

  it('has nothing in its files that cannot be followed, and nobody there whom nobody declared', () => {
    expect(region.cluster.problems).toEqual([]);
    expect(cloud?.notes ?? []).toEqual([]);
    expect(partiesOf(region).all.filter(({ peer, key }) => peer === null && !key.startsWith('outside/') && key !== 'network/internet').map(({ key }) => key)).toEqual([]);
  });

  it('allows in every plane what was declared, and nothing else', () => {
    const compared = networkPlanes(region).map(compare);
    expect(compared.filter(({ undeclared, missing }) => undeclared.length + missing.length > 0)).toEqual([]);
    const outward = topology.edges.some(({ to }) => to.startsWith('provider/'));
    const empty = cloud === null ? ['security groups', 'network ACLs', 'routes', 'load balancers', 'host allow-lists'] : outward ? [] : ['host allow-lists'];
    expect(compared.filter(({ examined }) => examined === 0).map(({ plane }) => plane)).toEqual(empty);
  });

  it('lets flow through all planes together what was declared, and nothing else', () => {
    const { examined, undeclared, missing } = productDifference(region);
    expect(undeclared.map(({ from, to, ports }) => `${from.key} → ${to.key} ${portsText(ports)}`)).toEqual([]);
    expect(missing.map(({ edge }) => edge?.id)).toEqual([]);
    expect(examined).toBeGreaterThan(2 * topology.edges.length - 100);
  });

  it('has no conversation without an edge but those of nodes, and with who shares the addresses of somebody called', () => {
    const conversations = conversationsOf(region);
    const shares = (to: Party, other: Party): boolean => to !== other && to.groups.length + other.groups.length === 0 && intersection(to.blocks, other.blocks).length > 0;
    const unasked = conversations.filter(({ edge, from, to }) => edge === null && !from.isNode && !to.isNode);
    expect(unasked.filter(({ from, to, ports }) => !conversations.some(other => other.edge !== null && other.from === from && shares(other.to, to) && samePorts(other.ports, ports)))
      .map(({ from, to, ports }) => `${from.key} → ${to.key} ${portsText(ports)}`)).toEqual([]);
  });
});
