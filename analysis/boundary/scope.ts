/**
 * The PCI scope of every party, computed from what it can do, not from what it is called: shared nodes and subnets, conversations in both directions,
 * secrets and keys it can use, rights it has where account data is. What is declared is only where the CDE begins: its namespace and its stores.
 */
import type { Conversation } from './conversations.ts';
import type { Party } from './parties.ts';
import { partiesOf } from './parties.ts';
import type { BoundaryRegion, Right } from './words.ts';
import { SCOPES } from '../../model/index.ts';
import type { Scope } from '../../model/index.ts';
import { portsText } from '../reach/ports.ts';
import { push } from '../reach/multimap.ts';

interface ScopeReason {
  readonly scope: Scope;
  readonly says: string;
}

export interface ScopeOf {
  readonly key: string;
  readonly declared: Scope;
  readonly computed: Scope;
  /** Strictest first; empty where nothing ties it to the CDE. */
  readonly reasons: readonly ScopeReason[];
}

/** Data whose conversations make a system part of the payment itself; the rest only operates it. */
const OPERATES: ReadonlySet<string> = new Set(['operational', 'credential']);
/** What lets somebody change what runs or read what it holds. */
const WRITES = /^(\*|create|update|patch|delete|deletecollection|bind|escalate|impersonate|approve|sign) |^(get|list|watch|\*) (secrets|\*)|\b(exec|attach|portforward|proxy|ephemeralcontainers)\b/;

export const isStricter = (a: Scope, b: Scope): boolean => SCOPES.indexOf(a) < SCOPES.indexOf(b);

/**
 * In order of key.
 *
 * @param indistinct conversations that nobody declared, possible because no layer tells them from declared ones
 */
export const scopesOf = (region: BoundaryRegion, conversations: readonly Conversation[], indistinct: readonly Conversation[]): readonly ScopeOf[] => {
  const { all } = partiesOf(region);
  const reasons = new Map<string, ScopeReason[]>();
  const because = (key: string, scope: Scope, says: string): void => push(reasons, key, { scope, says });
  const core = coreOf(region, all, conversations, because);
  neighbours(all, core, because);
  const inside = new Set([...core, ...[...reasons].filter(([, found]) => found.some(({ scope }) => scope === 'cde')).map(([key]) => key)]);
  for (const conversation of conversations) connected(conversation, inside, because, ', which nobody declared', 'connected-to');
  for (const conversation of indistinct) connected(conversation, inside, because, ', which no layer tells from what is declared', 'security-impacting');
  for (const right of region.rights) entitled(region, right, inside, because);
  for (const party of all) if (IMPACTING.has(party.key)) because(party.key, 'security-impacting', 'everything in the region rests on it');
  return all.map(({ key, peer }): ScopeOf => {
    const own = unique(reasons.get(key) ?? []);
    return { key, declared: peer?.scope ?? 'out-of-scope', computed: own[0]?.scope ?? 'out-of-scope', reasons: own };
  });
};

/** Whoever holds these can change what the CDE is. */
const IMPACTING: ReadonlySet<string> = new Set(['network/control-plane', 'network/pod-identity', 'network/resolver']);

type Because = (key: string, scope: Scope, says: string) => void;

/** Where account data is: the namespace and the stores that say so, and whoever card data flows through. */
const coreOf = ({ topology }: BoundaryRegion, all: readonly Party[], conversations: readonly Conversation[], because: Because): ReadonlySet<string> => {
  const core = new Set<string>();
  const add = (key: string, says: string): void => {
    core.add(key);
    because(key, 'cde', says);
  };
  const namespaces = new Set(Object.values(topology.segments).filter(({ scope }) => scope === 'cde').map(({ namespace }) => namespace));
  for (const { key, groups, peer } of all) {
    const namespace = groups.find(group => namespaces.has(group.namespace))?.namespace;
    if (namespace !== undefined) add(key, `runs in ${namespace}`);
    else if (peer?.kind === 'store' && peer.scope === 'cde') add(key, 'keeps what the CDE keeps');
  }
  const outside = (key: string): boolean => key.startsWith('network/') || key.startsWith('provider/') || key.startsWith('outside/');
  for (const { from, to, edge } of conversations) {
    if (edge?.data !== 'card') continue;
    for (const key of [from.key, to.key]) if (!outside(key)) add(key, `card data flows ${from.key} → ${to.key}`);
  }
  return core;
};

/** What runs on the same nodes or stands in the same subnets is not segmented from it. */
const neighbours = (all: readonly Party[], core: ReadonlySet<string>, because: Because): void => {
  const places = new Map<string, string>();
  for (const { key, places: own } of all.filter(party => core.has(party.key))) for (const place of own) if (!places.has(place)) places.set(place, key);
  for (const { key, places: own } of all.filter(party => !core.has(party.key))) {
    for (const place of own) if (places.has(place)) because(key, 'cde', `shares ${place} with ${places.get(place) as string}`);
  }
};

const connected = ({ from, to, ports, edge }: Conversation, inside: ReadonlySet<string>, because: Because, otherwise: string, without: Scope): void => {
  if (inside.has(from.key) === inside.has(to.key)) return;
  const [own, cde, verb] = inside.has(to.key) ? [from, to, 'calls'] : [to, from, 'is called by'];
  const scope = edge === null ? without : OPERATES.has(edge.data) ? 'security-impacting' : 'connected-to';
  because(own.key, scope, `${verb} ${cde.key} on ${portsText(ports)}${edge === null ? otherwise : `: ${edge.data} data`}`);
};

const entitled = ({ topology }: BoundaryRegion, { holder, target, actions, layer }: Right, inside: ReadonlySet<string>, because: Because): void => {
  if (inside.has(holder)) return;
  const [kind = '', name = ''] = target.split(/\/(.*)/s);
  const segment = Object.values(topology.segments).find(({ namespace }) => namespace === name);
  const can = `${layer}: ${actions.slice(0, 4).join(', ')}${actions.length > 4 ? ', …' : ''} on ${target}`;
  if (kind === 'cluster' || (kind === 'namespace' && segment?.scope === 'cde')) {
    if (actions.some(action => WRITES.test(action))) because(holder, 'security-impacting', can);
  } else if (kind === 'store' && inside.has(target)) because(holder, 'connected-to', can);
  else if (kind === 'secret' && isCdeSecret(topology, name)) because(holder, layer === 'secret mount' ? 'connected-to' : 'security-impacting', can);
  else if (kind === 'key' && CDE_KEYS.has(name)) because(holder, 'security-impacting', can);
};

const CDE_KEYS: ReadonlySet<string> = new Set(['token', 'card', 'cde-secrets']);
const isCdeSecret = ({ secrets }: BoundaryRegion['topology'], name: string): boolean => CDE_KEYS.has(secrets[name]?.key ?? '');

const unique = (reasons: readonly ScopeReason[]): readonly ScopeReason[] =>
  [...new Map(reasons.map(reason => [`${SCOPES.indexOf(reason.scope)} ${reason.says}`, reason])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reason]) => reason);

/* ---- distance ------------------------------------------------------------------------------------------------------------------ */

/** Conversations from one party to every other, one after another, and the last but one on the shortest way. */
export const hopsFrom = (start: string, conversations: readonly Pick<Conversation, 'from' | 'to'>[]): ReadonlyMap<string, { readonly hops: number; readonly through: string }> => {
  const next = new Map<string, string[]>();
  for (const { from, to } of conversations) push(next, from.key, to.key);
  const found = new Map([[start, { hops: 0, through: '' }]]);
  for (const [key, { hops }] of found) for (const to of (next.get(key) ?? []).sort()) if (!found.has(to)) found.set(to, { hops: hops + 1, through: key });
  return found;
};

