/** Findings that somebody accepted. */
import type { CheckRun, Topology } from '../model/index.ts';

/** Without those that are waived until a day that has not come, in the same environment. */
export const waived = ({ findings, examined }: CheckRun, topologies: readonly Topology[], asOf: string): CheckRun => {
  const accepted = new Set(topologies.flatMap(({ waivers }) => waivers).filter(({ expires }) => asOf < expires).map(({ environment, code, object }) => `${environment}\n${code}\n${object}`));
  return { examined, findings: findings.filter(({ region, code, object }) => !accepted.has(`${region.split('/')[0] ?? ''}\n${code}\n${object}`)) };
};
