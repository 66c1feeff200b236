/**
 * Fields that somebody set beside those who applied the files: the server keeps for each field who set it last.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
import type { Json } from '../reach/json.ts';
import { isObject, list, object, text } from '../reach/json.ts';

export interface AddedField {
  readonly at: string;
  readonly manager: string;
}

/** @returns null for an object that nobody applied server-side: then who made it owns what the server filled in, and nothing can be told */
export const addedFields = (declared: Json, live: Json): readonly AddedField[] | null => {
  const entries = list(object(live['metadata'])['managedFields']).map(object).filter(({ subresource }) => text(subresource) === '');
  const appliers = new Set(entries.filter(({ operation }) => operation === 'Apply').map(({ manager }) => text(manager)));
  if (appliers.size === 0) return null;
  const others = entries.filter(({ operation, manager }) => operation === 'Update' && !appliers.has(text(manager)) && !CONTROLLERS.includes(text(manager)));
  return others.flatMap(({ manager, fieldsV1 }) => undeclared(object(fieldsV1), declared, live, '').map(at => ({ at, manager: text(manager) })));
};

/** They write what the files leave to them. */
const CONTROLLERS = ['kube-controller-manager', 'kube-scheduler', 'kube-apiserver', 'kubelet', 'cloud-controller-manager', 'eks', 'vpc-resource-controller'];

/** What belongs to the server, or says something to people only. */
const PASSED_OVER = /^(status$|metadata\.(annotations|finalizers|ownerReferences|generateName)\b)|metadata\.annotations\b/;

/** Paths that a tree of owned fields names and the declaration does not have; of a whole branch its root alone. */
const undeclared = (fields: Json, declared: unknown, live: unknown, at: string): readonly string[] => Object.entries(fields).flatMap(([step, below]) => {
  if (step === '.') return [];
  const found = stepped(step, declared, live);
  if (found === null) return [];
  const here = `${at}${found.name.startsWith('[') || at === '' ? '' : '.'}${found.name}`;
  if (PASSED_OVER.test(here) || found.live === undefined) return [];
  // of metadata some is passed over
  return found.declared === undefined && found.name !== 'metadata' ? [here] : undeclared(object(below), found.declared, found.live, here);
});

interface Step {
  readonly name: string;
  readonly declared: unknown;
  readonly live: unknown;
}

/** `f:spec`, `k:{"name":"api"}`, `v:"ALL"`, `i:0`. */
const stepped = (step: string, declared: unknown, live: unknown): Step | null => {
  const kind = step.slice(0, 2);
  const rest = step.slice(2);
  if (kind === 'f:') return { name: rest, declared: memberOf(declared, rest), live: memberOf(live, rest) };
  if (kind !== 'k:' && kind !== 'v:') return null;
  const wanted = JSON.parse(rest) as unknown;
  const name = `[${isObject(wanted) ? Object.values(wanted).join(' ') : String(wanted)}]`;
  const find = (from: unknown): unknown => list(from).find(item => (isObject(wanted) ? isLike(item, wanted) : item === wanted));
  return { name, declared: find(declared), live: find(live) };
};

const memberOf = (from: unknown, name: string): unknown => (isObject(from) ? from[name] : undefined);

/** A key that the declaration leaves to the server, as a protocol, fits any. */
const isLike = (item: unknown, wanted: Json): boolean => isObject(item) && Object.entries(wanted).every(([key, value]) => !(key in item) || item[key] === value);
