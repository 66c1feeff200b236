/** The eight questions about card data of part 061 §6, answered from the files, each with the query that answers it again. */
import type { SurveyedConnection, SurveyedParty } from './survey.ts';
import type { BoundaryRegion, Right } from './words.ts';

export interface Answer {
  readonly question: string;
  readonly answer: 'no' | 'yes';
  /** Whether that is what the card-data mode promises. */
  readonly fine: boolean;
  readonly because: string;
  /** A claim for `payment-topology prove`, or the column and value to filter a table by. */
  readonly query: string;
  /** Ids of connections, keys of parties or rights: what the answer rests on. */
  readonly rests: readonly string[];
}

interface Known {
  readonly region: BoundaryRegion;
  readonly parties: readonly SurveyedParty[];
  readonly connections: readonly SurveyedConnection[];
}

export const answersOf = (known: Known): readonly Answer[] => [browser, core, hosted, vault, traces, backoffice, pipeline, developer].map(answer => answer(known));

const yesNo = (found: readonly unknown[]): Answer['answer'] => (found.length > 0 ? 'yes' : 'no');
const ids = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id);
const card = ({ connections }: Known): readonly SurveyedConnection[] => connections.filter(({ data }) => data === 'card');
const mode = ({ region }: Known): string => region.topology.environment.cardData;
const inSegments = ({ parties }: Known, ...segments: readonly string[]): ReadonlySet<string> => new Set(parties.filter(({ segment }) => segment !== null && segments.includes(segment)).map(({ key }) => key));
const countOf = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const browser = (known: Known): Answer => {
  const open = inSegments(known, 'edge', 'webhook', 'read', 'backoffice');
  const found = card(known).filter(({ to }) => open.has(to) || to.startsWith('load-balancer/'));
  return {
    question: 'Does a card number enter a backend that browsers call?', answer: yesNo(found), fine: found.length === 0 || mode(known) === 'vault', query: 'connections: data = card, to = a load balancer or a workload of edge, webhook, read, backoffice', rests: ids(found),
    because: found.length === 0 ? `no connection into these carries card data; the mode is ${mode(known)}` : `${countOf(found.length, 'connection')} carry card data into them`,
  };
};

const core = (known: Known): Answer => {
  const own = inSegments(known, 'core');
  const found = card(known).filter(({ from, to }) => own.has(from) || own.has(to));
  return {
    question: 'Does a card number enter Payment Core?', answer: yesNo(found), fine: found.length === 0, query: 'connections: data = card, from or to = a workload of core', rests: ids(found),
    because: found.length === 0 ? 'no connection of its segment carries card data: it knows tokens' : `${countOf(found.length, 'connection')} of its segment carry card data`,
  };
};

const hosted = (known: Known): Answer => {
  const inside = card(known);
  return {
    question: 'Does a card number go to the provider\'s page or fields alone?', answer: inside.length === 0 ? 'yes' : 'no', fine: (inside.length === 0) === (mode(known) !== 'vault'), query: 'connections: data = card', rests: ids(inside),
    because: inside.length === 0 ? 'no connection that the platform allows carries card data' : `${countOf(inside.length, 'connection')} of the platform carry it`,
  };
};

const vault = (known: Known): Answer => {
  const kept = Object.values(known.region.topology.postgres).filter(({ data }) => data === 'card').map(({ name }) => `store/${name}`);
  const tokens = Object.values(known.region.topology.postgres).filter(({ data }) => data === 'token').map(({ name }) => name);
  return {
    question: 'Does the vault keep card numbers, rather than the provider\'s tokens?', answer: yesNo(kept), fine: (kept.length > 0) === (mode(known) === 'vault'), query: 'scope: kind = store, computed = cde', rests: kept,
    because: kept.length > 0 ? `${kept.join(', ')} keeps them, under a key of its own` : tokens.length > 0 ? `${tokens.join(', ')} keeps provider tokens only` : 'there is no vault',
  };
};

const traces = (known: Known): Answer => {
  const { topics, objects } = known.region.topology;
  const found = [...Object.values(topics).filter(({ data }) => data === 'card').map(({ name }) => `topic/${name}`), ...Object.values(objects).filter(({ data }) => data === 'card').map(({ name }) => `objects/${name}`),
    ...card(known).filter(({ to }) => to.startsWith('component/') || to.endsWith('/logs')).map(({ id }) => id)];
  return {
    question: 'Can logs, traces, queues, error objects or audit events hold a card number?', answer: yesNo(found), fine: found.length === 0, query: 'connections: data = card, to = a topic, an object store, telemetry or logs', rests: found,
    because: found.length === 0 ? `no topic, object store or telemetry is declared for card data, and the CDE logs under a key of its own; what a program writes into a log is not seen from here` : `${found.join(', ')} may`,
  };
};

const backoffice = (known: Known): Answer => {
  const own = inSegments(known, 'backoffice');
  const inside = new Set(known.parties.filter(({ computed }) => computed === 'cde').map(({ key }) => key));
  const found = known.connections.filter(({ from, to, data }) => own.has(from) && inside.has(to) && data !== 'operational');
  const secrets = known.region.rights.filter(({ holder, target }) => own.has(holder) && inside.has(target));
  return {
    question: 'Can the backoffice reveal what the CDE keeps?', answer: yesNo([...found, ...secrets]), fine: found.length + secrets.length === 0, query: 'prove \'backoffice cannot-reach cde\'', rests: [...ids(found), ...rightsOf(secrets)],
    because: found.length + secrets.length === 0 ? 'it has no connection into the CDE and no right to its stores' : `${countOf(found.length, 'connection')} and ${countOf(secrets.length, 'right')} lead there`,
  };
};

const CHANGES = /^(\*|create|update|patch|delete)\b/;

const pipeline = (known: Known): Answer => {
  const namespaces = Object.values(known.region.topology.segments).filter(({ scope }) => scope === 'cde').map(({ namespace }) => `namespace/${namespace}`);
  const found = known.region.rights.filter(({ holder, target, actions }) => holder.startsWith('machine/') && (namespaces.includes(target) || target === 'cluster') && actions.some(action => CHANGES.test(action)));
  return {
    question: 'Can a pipeline deploy into the CDE?', answer: namespaces.length === 0 ? 'no' : yesNo(found), fine: true, query: 'access: holder = machine/…, target = the CDE\'s namespace', rests: rightsOf(found),
    because: namespaces.length === 0 ? 'there is no CDE' : found.length === 0 ? 'no machine has a right to change anything there' : `${[...new Set(found.map(({ holder }) => holder))].sort().join(', ')} can: it is in scope, and its changes are reviewed`,
  };
};

const developer = (known: Known): Answer => {
  const stores = new Set(known.parties.filter(({ kind }) => kind === 'store').map(({ key }) => key));
  const found = known.connections.filter(({ from, to }) => (from === 'network/operators' || from === 'network/internet') && stores.has(to));
  const rights = known.region.rights.filter(({ holder, target }) => holder.startsWith('person/') && target.startsWith('store/'));
  return {
    question: 'Has a developer direct access to a production database?', answer: yesNo([...found, ...rights]), fine: found.length + rights.length === 0, query: 'prove \'people cannot-reach ledger\'', rests: [...ids(found), ...rightsOf(rights)],
    because: found.length + rights.length === 0 ? 'no network of people leads to a store, and no person has a login' : `${countOf(found.length, 'connection')} and ${countOf(rights.length, 'right')} give it`,
  };
};

const rightsOf = (rights: readonly Right[]): readonly string[] => [...new Set(rights.map(({ holder, target }) => `${holder} ${target}`))].sort();
