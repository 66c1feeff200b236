/** `list`: one table per noun. */
import { emittedRegions, readTopology } from '../../io/emitted.ts';
import type { Topology } from '../../model/index.ts';
import { compileConfiguration } from '../compiled.ts';
import { complainOf } from '../problems.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { ALL, chosen } from '../session.ts';
import { titleOf, topologyToRead } from '../source.ts';
import { fitted, table } from '../terminal.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Noun = 'services' | 'edges' | 'stores' | 'topics' | 'secrets' | 'providers';

export const list = async (session: Session, what: Noun | 'environments', dir: string | undefined, options: Common): Promise<ExitCode> => {
  if (what === 'environments') {
    const rows = await environments(session, dir, options);
    return rows === null ? 1 : printed(session, named(rows, options), options);
  }
  const topology = await topologyToRead(session, dir, options);
  if (topology === null) return 1;
  if (options.json !== true) session.terminal.print(session.terminal.paint.dim(titleOf(topology)));
  return printed(session, ROWS[what](topology), options);
};

const named = <R extends { readonly environment: string }>(rows: readonly R[], { environment }: Common): readonly R[] =>
  (environment === undefined ? rows : chosen(rows.map(row => ({ ...row, name: row.environment })), environment).map(({ name }) => rows.find(row => row.environment === name) as R));

const printed = ({ terminal }: Session, rows: readonly Row[], { json }: Common): ExitCode => {
  if (json === true) terminal.print(JSON.stringify(rows, null, 2));
  else {
    const heads = Object.keys(rows[0] ?? {});
    const cells = [heads, ...rows.map(row => Object.values(row).map(cell => cell ?? '–'))];
    const [first = [], ...others] = terminal.columns === null ? cells : fitted(cells, terminal.columns);
    terminal.print(table([first.map(head => terminal.paint.dim(String(head))), ...others]));
  }
  return 0;
};

/** A column that comes last may be long: it is what people read. */
const ROWS: Readonly<Record<Noun, (topology: Topology) => readonly Row[]>> = {
  services: ({ workloads }) => Object.values(workloads).map(w => ({
    service: w.name, tier: w.tier, segment: w.segment, scope: w.scope, replicas: w.replicas, most: w.maxReplicas, owner: w.owner, summary: w.summary,
  })),
  edges: ({ edges }) => edges.map(e => ({ from: e.from, to: e.to, port: e.port, protocol: e.protocol, encryption: e.encryption, data: e.data, origin: e.origin, why: e.why })),
  stores: ({ postgres, kafka, objects }) => [
    ...Object.values(postgres).map(s => ({ store: s.name, kind: 'postgres', binding: s.binding, tier: s.tier, data: s.data, users: s.roles.map(({ service }) => service).join(', '), summary: s.summary })),
    ...Object.values(kafka).map(s => ({ store: s.name, kind: 'kafka', binding: s.binding, tier: s.tier, data: s.data, users: null, summary: s.summary })),
    ...Object.values(objects).map(s => ({ store: s.name, kind: 'object', binding: 's3', tier: null, data: s.data, users: s.users.map(({ service }) => service).join(', '), summary: s.summary })),
  ],
  topics: ({ topics }) => Object.values(topics).map(t => ({
    topic: t.name, partitions: t.partitions, cleanup: t.cleanup, days: t.retentionMs / 86_400_000, key: t.key, publishers: t.publishers.join(', '), consumers: t.consumers.join(', '), why: t.why,
  })),
  secrets: ({ secrets }) => Object.values(secrets).map(s => ({ secret: s.name, class: s.class, owner: s.owner, days: s.rotateEveryDays, holders: s.holders.join(', '), rotation: s.rotation })),
  providers: ({ providers }) => Object.values(providers).map(p => ({
    provider: p.name, connectivity: p.connectivity, encryption: p.encryption, port: p.port, adapter: p.adapter, hosts: [...p.hosts, ...p.addresses].join(', '), summary: p.summary,
  })),
};

const environments = async (session: Session, dir: string | undefined, options: Common): Promise<readonly (Row & { readonly environment: string })[] | null> => {
  if (dir === undefined) {
    const { region: _, ...everywhere } = { ...options, environment: ALL };
    const { config, problems } = await compileConfiguration(session, everywhere, 'first');
    if (problems.length > 0) {
      complainOf(session, problems, options.json);
      return null;
    }
    return config.environments.map(e => ({
      environment: e.name, data: e.data, providers: e.providers, cloud: e.cloud.kind, postgres: e.bindings.postgres, kafka: e.bindings.kafka,
      regions: e.regions.map(({ name }) => name).join(', '), purpose: e.purpose,
    }));
  }
  const topologies = emittedRegions(dir).map(region => readTopology(dir, region));
  const names = [...new Set(topologies.map(({ environment }) => environment.name))];
  return names.flatMap(name => {
    const own = topologies.filter(({ environment }) => environment.name === name);
    return own.slice(0, 1).map(({ environment: e }) => ({
      environment: name, data: e.data, providers: e.providers, cloud: e.cloud.kind, postgres: e.bindings.postgres, kafka: e.bindings.kafka,
      regions: own.map(({ region }) => region.name).join(', '), purpose: e.purpose,
    }));
  });
};
