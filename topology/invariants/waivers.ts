import { type Invariant, problem } from './invariant.ts';

/** PT-124: a waiver is for an environment that exists; expiry and use are judged by the check, which knows the day and the findings. */
export const waiversKnown: Invariant = function* ({ waivers, environments }) {
  const names = environments.map(({ name }) => name);
  for (const [index, waiver] of waivers.entries()) {
    if (!names.includes(waiver.environment)) yield problem('PT-124', 'waiver', String(index), 'environment', `no environment '${waiver.environment}'`, `one of ${names.join(', ')}`);
    if (waiver.code < 'PT-200') yield problem('PT-124', 'waiver', String(index), 'code', `'${waiver.code}'`, 'the code of a finding: problems of the catalog are mended, not waived');
  }
};
