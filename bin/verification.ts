/** What `verify` found, for people: first whether it is equal, then what differs, then what nobody could see. */
import { join } from 'node:path';
import type { QuotaUse } from '../analysis/verify/quotas.ts';
import type { Difference, NotCheckable, Part } from '../analysis/verify/words.ts';
import { CLUSTER_RULES } from '../model/index.ts';
import type { Paint } from './terminal.ts';
import { count, plural, table } from './terminal.ts';
import type { PartName, Verification } from './verbs/verify.ts';

export const told = ({ region, cluster, parts, quotas, pools }: Verification, dir: string, paint: Paint): string => {
  const all = Object.entries(parts) as readonly (readonly [PartName, Part])[];
  const differences = all.flatMap(([, { differences: own }]) => own);
  const blind = all.flatMap(([, { notCheckable }]) => notCheckable);
  return [
    `${paint.bold(region)} beside ${cluster.server}, Kubernetes ${cluster.version}: ${verdict(differences, paint)}`,
    '',
    table(all.filter(([, { compared }]) => compared > 0).map(([name, { compared, differences: own }]) =>
      [name, compared, NOUNS[name], own.length === 0 ? 'equal' : `${plural(own.length, 'difference')}`]), '  '),
    ...byCode(differences).flatMap(([code, own]) => ['', `${paint.red(code)} ${paint.bold(CLUSTER_RULES[code].title)}`, ...own.map(each => `  ${line(each, dir)}`), paint.dim(`  ${CLUSTER_RULES[code].whatToDo}`)]),
    ...(quotas.length === 0 ? [] : ['', paint.bold('quotas, fullest of each namespace'), table(fullest(quotas).map(({ namespace, resource, used, hard, share }) => [namespace, resource, used, 'of', hard, percent(share)]), '  ')]),
    ...(pools.length === 0 ? [] : ['', paint.bold('nodes'), table(pools.map(({ pool, zone, ready, least, most }) => [pool, zone, ready, 'ready', `${least} to ${most} declared`]), '  ')]),
    ...(blind.length === 0 ? [] : ['', paint.bold('not checkable'), ...byReason(blind).map(([why, what]) => `  ${what.join(', ')}: ${why}`)]),
  ].join('\n');
};

const NOUNS: Readonly<Record<PartName, string>> = {
  objects: 'compared', rights: 'asked for', quotas: 'counted', nodes: 'nodes and pools', prerequisites: 'definitions and controllers', network: 'agent', trial: 'tried',
};

const verdict = (differences: readonly Difference[], paint: Paint): string =>
  (differences.length === 0 ? paint.green('what could be compared is equal') : paint.red(`${plural(differences.length, 'difference')}`));

const line = ({ object, field, file, saw, want }: Difference, dir: string): string =>
  `${[object, field].filter(Boolean).join(' ')}: saw ${saw}; want ${want}${file === '' ? '' : ` (${join(dir, file)})`}`;

const byCode = (differences: readonly Difference[]): readonly (readonly [Difference['code'], readonly Difference[]])[] =>
  [...new Set(differences.map(({ code }) => code))].sort().map(code => [code, differences.filter(each => each.code === code)]);

const byReason = (blind: readonly NotCheckable[]): readonly (readonly [string, readonly string[]])[] =>
  [...new Set(blind.map(({ why }) => why))].map(why => [why, blind.filter(each => each.why === why).map(({ what }) => what)]);

const fullest = (uses: readonly QuotaUse[]): readonly QuotaUse[] => [...new Map([...uses].reverse().map(use => [use.namespace, use])).values()].reverse();

const percent = (share: number): string => (Number.isFinite(share) ? `${count(Math.round(share * 100))} %` : 'more than nothing');
