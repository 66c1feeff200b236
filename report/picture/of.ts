/** Pictures out of a survey: every connection, or those that carry data of people and money. */
import type { SurveyedConnection, SurveyedParty } from '../../analysis/boundary/survey.ts';
import { SEGMENTS } from '../../model/index.ts';
import type { Segment } from '../../model/index.ts';
import type { Picture, PictureArea, PictureEdge, PictureNode } from './words.ts';

/** What a picture is drawn of. */
export interface Drawn {
  readonly environment: string;
  readonly region: string;
  readonly parties: readonly SurveyedParty[];
  readonly connections: readonly SurveyedConnection[];
  /** What the picture says of where it comes from. */
  readonly source: string;
}

/** Segments from the internet inwards, then what they keep and whom they call. */
const ROWS: Readonly<Record<Segment, number>> = { edge: 2, webhook: 2, backoffice: 2, read: 2, analytics: 3, core: 3, batch: 3, cde: 4, provider: 4, data: 5, platform: 0 };

const AREAS: Readonly<Record<string, PictureArea>> = {
  outside: { name: 'outside', title: 'internet and people', scope: null, row: 0, aside: false },
  balancers: { name: 'balancers', title: 'load balancers', scope: 'connected-to', row: 1, aside: false },
  stores: { name: 'stores', title: 'stores', scope: null, row: 6, aside: false },
  'cde stores': { name: 'cde stores', title: 'stores of the CDE', scope: 'cde', row: 6, aside: false },
  providers: { name: 'providers', title: 'providers', scope: 'out-of-scope', row: 6, aside: false },
  components: { name: 'components', title: 'platform components', scope: 'security-impacting', row: 1, aside: true },
  cloud: { name: 'cloud', title: 'the cloud itself', scope: 'security-impacting', row: 2, aside: true },
  nodes: { name: 'nodes', title: 'nodes', scope: null, row: 3, aside: true },
  unknown: { name: 'unknown', title: 'nobody declared these', scope: null, row: 7, aside: false },
};

const areaOf = ({ kind, name, segment, computed }: SurveyedParty): PictureArea => {
  if (segment !== null) return { name: `segment ${segment}`, title: segment, scope: computed === 'cde' ? 'cde' : SEGMENTS[segment].scope, row: ROWS[segment], aside: segment === 'platform' };
  const cloud = ['control-plane', 'pod-identity', 'resolver'].includes(name);
  const area = { component: 'components', 'load-balancer': 'balancers', store: computed === 'cde' ? 'cde stores' : 'stores', provider: 'providers', nodes: 'nodes', 'aws-api': 'cloud', network: cloud ? 'cloud' : 'outside' }[kind as string] ?? 'unknown';
  return AREAS[area] as PictureArea;
};

export const networkPicture = (drawn: Drawn): Picture => pictureOf(drawn, 'network', `Every connection that the files of ${drawn.environment} let through in ${drawn.region}, computed from policies, groups, lists and routes.`, drawn.connections);

export const dataPicture = (drawn: Drawn): Picture =>
  pictureOf(drawn, 'data flow', `Connections of ${drawn.environment} in ${drawn.region} that carry card data, tokens, money or personal data.`,
    drawn.connections.filter(({ data }) => data !== 'operational' && data !== 'credential'));

const pictureOf = ({ environment, region, parties, source }: Drawn, what: string, about: string, connections: readonly SurveyedConnection[]): Picture => {
  const used = new Set(connections.flatMap(({ from, to }) => [from, to]));
  const shown = parties.filter(({ key }) => used.has(key));
  const areas = new Map(shown.map(party => [party.key, areaOf(party)]));
  // what talks across the border of the CDE stands next to it, at the lower left: its lines pass nobody else
  const across = new Set(connections.filter(crosses).flatMap(({ from, to }) => [from, to]));
  const near = new Set([...across].map(key => areas.get(key)?.name));
  return {
    title: `${what} of ${environment} ${region}`, about, source,
    areas: [...new Map([...areas.values()].map(area => [area.name, area])).values()].sort((a, b) => a.row - b.row || Number(near.has(b.name)) - Number(near.has(a.name)) || (a.name < b.name ? -1 : 1)),
    nodes: shown.map(({ key, name, computed }): PictureNode => ({ key, label: name, area: (areas.get(key) as PictureArea).name, cde: computed === 'cde' }))
      .sort((a, b) => Number(across.has(a.key)) - Number(across.has(b.key)) || (a.key < b.key ? -1 : 1)),
    edges: linesOf(connections, new Map(parties.map(party => [party.key, party])), areas),
  };
};

const crosses = ({ crossing }: SurveyedConnection): boolean => crossing === 'into the CDE' || crossing === 'out of the CDE';

/** What operates the platform is one line for each area and peer, and one for all ports of a pair; everything else is a line of its own. */
const linesOf = (connections: readonly SurveyedConnection[], parties: ReadonlyMap<string, SurveyedParty>, areas: ReadonlyMap<string, PictureArea>): readonly PictureEdge[] => {
  const lines = new Map<string, SurveyedConnection[]>();
  for (const connection of connections) {
    const common = connection.data === 'operational' || connection.data === 'credential';
    const end = (key: string): string => {
      const area = areas.get(key);
      return common && area?.aside === false && parties.get(key)?.segment !== null && parties.get(key)?.computed !== 'cde' ? area.name : key;
    };
    const key = [end(connection.from), end(connection.to), connection.data, connection.crossing].join('\n');
    lines.set(key, [...lines.get(key) ?? [], connection]);
  }
  return [...lines].map(([key, rows]): PictureEdge => {
    const [from = '', to = '', data = ''] = key.split('\n');
    return {
      ids: rows.map(({ id }) => id.replaceAll(' ', '_')), from, to, kind: data === 'unknown' ? 'operational' : data as PictureEdge['kind'],
      crosses: rows.some(crosses), says: rows.map(sentence).join('\n'),
    };
  });
};

/** `payment-core → token-vault: TCP 8443, mtls, token: turns a token into the provider's` */
const sentence = ({ from, to, protocol, port, encryption, data, why }: SurveyedConnection): string =>
  `${nameOf(from)} → ${nameOf(to)}: ${protocol} ${port}, ${encryption === 'none' ? 'not encrypted' : encryption}, ${data}: ${why}`;
const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);
