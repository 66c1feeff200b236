import { describe, expect, it } from 'vitest';
import { compare } from '../../../analysis/boundary/compare.ts';
import { networkAcls } from '../../../analysis/boundary/planes/network-acls.ts';
import { egressPolicies, ingressPolicies } from '../../../analysis/boundary/planes/policies.ts';
import { securityGroups } from '../../../analysis/boundary/planes/security-groups.ts';
import { CASES, regionOf } from './regions.ts';

describe.each(CASES)('%s/%s with %s', (environment, name, mode) => {
  const region = regionOf(environment, name, mode);

  it('has nothing in its files that cannot be followed', () => {
    expect(region.cluster.problems).toEqual([]);
    expect(region.cloud?.notes ?? []).toEqual([]);
  });

  it.each([egressPolicies, ingressPolicies, securityGroups, networkAcls])('%o allows what was declared and nothing else', plane => {
    const { examined, undeclared, missing } = compare(plane(region));
    expect(undeclared).toEqual([]);
    expect(missing).toEqual([]);
    expect(examined > 0).toBe(region.cloud !== null || plane === egressPolicies || plane === ingressPolicies);
  });
});
