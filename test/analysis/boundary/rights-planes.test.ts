import { describe, expect, it } from 'vitest';
import { compare } from '../../../analysis/boundary/compare.ts';
import { rightPlanes } from '../../../analysis/boundary/planes/rights.ts';
import { rightsOf } from '../../../analysis/boundary/rights/index.ts';
import { topologyOf } from '../../reference.ts';
import { CASES, filesOf } from './regions.ts';

describe.each(CASES)('%s/%s with %s', (environment, name, mode) => {
  const topology = topologyOf(environment, name, mode);
  const { documents, terraform } = filesOf(topology);
  const planes = rightPlanes({ rights: rightsOf(documents, terraform, topology), topology });

  it('gives every right that was declared, and no other', () => {
    expect(planes.map(compare).filter(({ undeclared, missing }) => undeclared.length + missing.length > 0)).toEqual([]);
  });

  it('has rows in every plane, but for the cloud where there is none', () => {
    expect(planes.filter(({ computed, declared }) => computed.length === 0 || declared.length === 0).map(plane => plane.name))
      .toEqual(topology.environment.cloud.kind === 'aws' ? [] : ['IAM statements']);
  });

  it('tells each row once, with the place it is written at', () => {
    for (const { computed, declared } of planes) {
      for (const rows of [computed, declared]) expect(new Set(rows.map(({ from, to, what }) => `${from} ${to} ${what}`)).size).toBe(rows.length);
      expect(computed.filter(({ file, path, says }) => file === '' || path === '' || says === '')).toEqual([]);
    }
  });
});
