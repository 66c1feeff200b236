import { type Invariant, isUnread, problem } from './invariant.ts';

/** PT-124: a waiver is for an environment that exists; expiry and use are judged by the check, which knows the day and the findings. */
export const waiversKnown: Invariant = function* (context) {
  const { waivers, environments } = context;
  const names = environments.map(({ name }) => name);
  for (const waiver of waivers) {
    const name = `${waiver.code} ${waiver.object}`;
    if (!names.includes(waiver.environment) && !isUnread(context, 'environments', waiver.environment)) yield problem('PT-124', 'waiver', name, 'environment', `no environment '${waiver.environment}'`, `one of ${names.join(', ')}`);
    if (waiver.code < 'PT-200') yield problem('PT-124', 'waiver', name, 'code', `'${waiver.code}'`, 'the code of a finding: problems of the catalog are mended, not waived');
  }
};
