/** What quotas count beside what they allow. */
import type { Json } from '../reach/json.ts';
import { object, text, texts } from '../reach/json.ts';
import { quantityOf } from '../survive/quantities.ts';
import { keyOf, namedOf, titleOf } from './identity.ts';
import type { Declared, Difference, NotCheckable, Part } from './words.ts';
import { part } from './words.ts';

export interface QuotaUse {
  readonly namespace: string;
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  /** From 0 to 1 and beyond; 1 where nothing is allowed and nothing used. */
  readonly share: number;
}

/** What is used of each quota of the files, fullest first. */
export const quotaUses = (declared: readonly Declared[], live: readonly Json[]): readonly QuotaUse[] => quotasIn(declared, live).flatMap(({ body }) => {
  const { hard, used } = object(body['status']);
  return Object.entries(texts(hard)).map(([resource, limit]) => ({
    namespace: text(object(body['metadata'])['namespace']), resource, used: texts(used)[resource] ?? '0', hard: limit, share: shareOf(texts(used)[resource] ?? '0', limit),
  }));
}).sort((a, b) => b.share - a.share || (`${a.namespace} ${a.resource}` < `${b.namespace} ${b.resource}` ? -1 : 1));

const shareOf = (used: string, hard: string): number => {
  const [a, b] = [quantityOf(used) ?? 0, quantityOf(hard) ?? 0];
  return b === 0 ? (a === 0 ? 0 : Number.POSITIVE_INFINITY) : a / b;
};

export const compareQuotas = (declared: readonly Declared[], live: readonly Json[]): Part => {
  const quotas = quotasIn(declared, live);
  const uncounted = quotas.filter(({ body }) => Object.keys(object(object(body['status'])['hard'])).length === 0);
  const full = quotas.flatMap(({ own, body }) => quotaUses([own], [body]).filter(({ share }) => share >= 1).map(({ resource, used, hard }): Difference =>
    ({ code: 'PT-705', object: titleOf(own), file: own.file, field: `status.used[${resource}]`, saw: `${used} of ${hard}`, want: 'room for one more' })));
  const notCounted = uncounted.map(({ own }): NotCheckable => ({ what: `use of ${titleOf(own)}`, why: 'the server has not counted it: its quota controller may not run' }));
  return part(quotas.length - uncounted.length, full, notCounted);
};

const quotasIn = (declared: readonly Declared[], live: readonly Json[]) => declared.filter(({ kind }) => kind === 'ResourceQuota').flatMap(own => {
  const body = live.find(other => keyOf(namedOf(other)) === keyOf(own));
  return body === undefined ? [] : [{ own, body }];
});
