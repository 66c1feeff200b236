/** What is known of the boundary of one region, in rows: the one source of every picture, table and sentence of a report. */
import type { Conversation } from './conversations.ts';
import { conversationsOf } from './conversations.ts';
import type { Insecure } from './insecure.ts';
import { insecureOf } from './insecure.ts';
import { INTERNET, partiesOf } from './parties.ts';
import type { ProductDifference } from './product.ts';
import { productDifference } from './product.ts';
import type { Answer } from './questions.ts';
import { answersOf } from './questions.ts';
import { hopsFrom, scopesOf } from './scope.ts';
import type { BoundaryRegion } from './words.ts';
import type { DataClass, Encryption, Scope, Segment, Topology } from '../../model/index.ts';
import type { Ports } from '../reach/ports.ts';
import { hasPorts, minusPorts, PROTOCOLS } from '../reach/ports.ts';

export interface SurveyedParty {
  /** `workload/payment-core` */
  readonly key: string;
  readonly kind: Topology['peers'][string]['kind'] | 'undeclared';
  readonly name: string;
  readonly summary: string;
  readonly segment: Segment | null;
  readonly owner: string;
  readonly declared: Scope;
  readonly computed: Scope;
  /** Why it has the computed scope: every path, key, secret, node and right that pulls it in. */
  readonly reasons: readonly string[];
  /** Conversations from the internet to it, one after another; null where no chain leads there. */
  readonly hops: number | null;
}

/** One row of the port register: a conversation that every layer lets through. */
export interface SurveyedConnection {
  /** Of the edge, `<from> <to> <protocol>/<port>`: stable as long as the conversation is the same. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** `8443`, or a range that nobody declared. */
  readonly port: string;
  readonly encryption: Encryption | 'unknown';
  readonly data: DataClass | 'unknown';
  readonly why: string;
  readonly owner: string;
  readonly because: string;
  readonly crossing: 'into the CDE' | 'out of the CDE' | 'inside the CDE' | 'from the internet' | 'to the outside' | '';
}

/** Everything in order of key and id. */
export interface Survey {
  readonly region: BoundaryRegion;
  readonly parties: readonly SurveyedParty[];
  readonly connections: readonly SurveyedConnection[];
  /** What nobody asked for and no layer can tell from what somebody did: two endpoints in one subnet, a pod and its node. */
  readonly indistinct: readonly SurveyedConnection[];
  readonly product: ProductDifference;
  readonly answers: readonly Answer[];
  readonly insecure: readonly Insecure[];
}

export const surveyOf = (region: BoundaryRegion): Survey => {
  const product = productDifference(region);
  const conversations = [...conversationsOf(region).filter(({ edge }) => edge !== null), ...product.undeclared];
  const indistinct = conversationsOf(region).filter(({ edge }) => edge === null).flatMap(conversation => without(conversation, product.undeclared));
  const parties = surveyedParties(region, conversations, indistinct);
  const inside = new Set(parties.filter(({ computed }) => computed === 'cde').map(({ key }) => key));
  const rows = (all: readonly Conversation[]): readonly SurveyedConnection[] => all.map(conversation => surveyed(region, conversation, inside)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const connections = rows(conversations);
  return { region, parties, connections, indistinct: rows(indistinct), product, answers: answersOf({ region, parties, connections }), insecure: insecureOf(connections) };
};

/** What is left of a conversation when those that are reported by themselves are taken out of it. */
const without = (conversation: Conversation, others: readonly Conversation[]): readonly Conversation[] => {
  const same = others.filter(({ from, to }) => from === conversation.from && to === conversation.to);
  const ports = same.reduce((left, other) => minusPorts(left, other.ports), conversation.ports);
  return hasPorts(ports) ? [{ ...conversation, ports }] : [];
};

const surveyedParties = (region: BoundaryRegion, conversations: readonly Conversation[], indistinct: readonly Conversation[]): readonly SurveyedParty[] => {
  const hops = hopsFrom(INTERNET, conversations);
  const peers = new Map(partiesOf(region).all.map(party => [party.key, party.peer]));
  return scopesOf(region, conversations, indistinct).map(({ key, declared, computed, reasons }): SurveyedParty => {
    const peer = peers.get(key) ?? null;
    const { summary, segment, owner } = described(region.topology, key);
    return {
      key, kind: peer?.kind ?? (key.startsWith('network/') || key.startsWith('outside/') ? 'network' : 'undeclared'), name: key.slice(key.indexOf('/') + 1), summary, segment, owner, declared, computed,
      reasons: reasons.map(({ scope, says }) => `${scope}: ${says}`), hops: hops.get(key)?.hops ?? null,
    };
  });
};

interface Described {
  readonly summary: string;
  readonly segment: Segment | null;
  readonly owner: string;
}

const described = ({ workloads, jobs, components, postgres, kafka, providers }: Topology, key: string): Described => {
  const [kind, name] = key.split(/\/(.*)/s) as [string, string];
  const store = name.replace(/-(replica|instances)$/, '');
  const known = { workload: workloads[name], job: jobs[name], component: components[name], provider: providers[name], store: postgres[store] ?? kafka[store] }[kind];
  if (known === undefined) return { summary: '', segment: null, owner: '' };
  return { summary: known.summary, owner: known.owner, segment: 'segment' in known ? known.segment : null };
};

const surveyed = ({ topology }: BoundaryRegion, { from, to, ports, edge }: Conversation, inside: ReadonlySet<string>): SurveyedConnection => {
  const { protocol, first, last } = onlyPort(ports);
  const shown = first === last ? String(first) : `${first}-${last}`;
  return {
    id: `${from.key} ${to.key} ${protocol}/${shown}`, from: from.key, to: to.key, protocol, port: shown,
    encryption: edge?.encryption ?? 'unknown', data: edge?.data ?? 'unknown', why: edge?.why ?? 'nobody declared it', owner: edge?.owner ?? described(topology, from.key).owner, because: edge?.because ?? '',
    crossing: crossingOf(from.key, to.key, inside),
  };
};

/** A conversation is on one range of one protocol. */
const onlyPort = (ports: Ports): { readonly protocol: string; readonly first: number; readonly last: number } =>
  PROTOCOLS.flatMap(protocol => ports[protocol].map(({ first, last }) => ({ protocol, first, last })))[0] ?? { protocol: '', first: 0, last: 0 };

const OUTSIDE = /^(network\/(internet|operators|pipelines)|provider\/|outside\/)/;

const crossingOf = (from: string, to: string, inside: ReadonlySet<string>): SurveyedConnection['crossing'] => {
  if (inside.has(from) && inside.has(to)) return 'inside the CDE';
  if (inside.has(to)) return 'into the CDE';
  if (inside.has(from)) return 'out of the CDE';
  if (from === INTERNET) return 'from the internet';
  return OUTSIDE.test(to) ? 'to the outside' : '';
};
