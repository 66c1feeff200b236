/** What makes the roles of a database: scripts that a pod runs in it, and the objects that an operator reads. */
import type { Topology } from '../../../model/index.ts';
import type { Json } from '../../reach/json.ts';
import { list, object, text, texts } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import type { Place } from '../words.ts';
import type { Step } from './database-roles.ts';
import type { Pods } from './pods.ts';
import { storeName } from './secret-contents.ts';
import { effectOf } from './sql-effects.ts';
import { sqlStatements, textOf } from './sql-tokens.ts';

export interface DatabaseTask extends Place {
  /** `store/ledger` */
  readonly store: string;
  readonly database: string;
  /** Who runs it. */
  readonly by: string;
  readonly steps: readonly Step[];
  /** What was not understood. */
  readonly unread: readonly string[];
}

/** Scripts in ConfigMaps that pods mount, in the database that their environment names. */
export const sqlTasks = (objects: readonly KubernetesObject[], pods: readonly Pods[], topology: Topology): readonly DatabaseTask[] => {
  const maps = new Map(objects.filter(({ kind }) => kind === 'ConfigMap').map(each => [`${each.namespace}/${each.name}`, each]));
  return pods.flatMap(each => {
    const mounted = list(each.spec['volumes']).map(object).flatMap(volume => [volume, ...list(object(volume['projected'])['sources']).map(object)])
      .map(source => maps.get(`${each.namespace}/${text(object(source['configMap'])['name'])}`)).filter(map => map !== undefined);
    return mounted.flatMap(map => Object.entries(texts(map.body['data'])).filter(([file]) => file.endsWith('.sql')).map(([file, sql]): DatabaseTask => {
      const environment = environmentOf(each, maps);
      const statements = sqlStatements(sql);
      const read = (statements ?? []).map(statement => ({ statement, effect: effectOf(statement) }));
      return {
        store: `store/${storeAt(environment['PGHOST'] ?? '', topology)}`, database: environment['PGDATABASE'] ?? '', by: each.holder, file: map.file, path: `${nameOf(map)} data.${file}`,
        steps: read.flatMap(({ effect }) => (effect === null ? [] : [{ effect, login: environment['PGUSER'] ?? '' }])),
        unread: statements === null ? ['text that is no SQL'] : read.flatMap(({ statement, effect }) => (effect === null ? [textOf(statement)] : [])),
      };
    }));
  });
};

/** Variables of the first container that has them. */
const environmentOf = ({ namespace, spec }: Pods, maps: ReadonlyMap<string, KubernetesObject>): Readonly<Record<string, string>> => Object.assign({}, ...list(spec['containers']).map(object).reverse().flatMap(container => [
  ...list(container['envFrom']).map(from => texts(maps.get(`${namespace}/${text(object(object(from)['configMapRef'])['name'])}`)?.body['data'])),
  Object.fromEntries(list(container['env']).map(object).map(({ name, value }) => [text(name), text(value)])),
])) as Readonly<Record<string, string>>;

/** A store by its host; until a pipeline has written the real one, its name is the first part of a host that never resolves. */
const storeAt = (host: string, { postgres }: Topology): string => {
  const known = Object.values(postgres).find(({ name, endpoints }) => endpoints?.primary === host || host === `${name}.pending.invalid`);
  return known?.name ?? (host || 'unknown');
};

/** Roles that CloudNativePG is asked for. */
export const operatorTasks = (objects: readonly KubernetesObject[], topology: Topology): readonly DatabaseTask[] => objects.filter(each => groupOf(each) === 'postgresql.cnpg.io').flatMap((each): readonly DatabaseTask[] => {
  const spec = object(each.body['spec']);
  const cluster = each.kind === 'Cluster' ? each.name : text(object(spec['cluster'])['name']);
  const task = { store: `store/${storeName(cluster, each.namespace, topology)}`, database: '', by: 'component/postgres-operator', file: each.file, path: nameOf(each) };
  if (each.kind === 'DatabaseRole') return [{ ...task, steps: roleSteps(spec), unread: [] }];
  if (each.kind !== 'Cluster') return [];
  const first = object(object(spec['bootstrap'])['initdb']);
  const unread = Object.keys(first).filter(field => /SQL/.test(field)).map(field => `bootstrap.initdb.${field}`);
  return [{ ...task, database: text(first['database']), steps: list(object(spec['managed'])['roles']).map(object).flatMap(roleSteps), unread }];
});

const ATTRIBUTES = ['login', 'superuser', 'createdb', 'createrole', 'replication', 'bypassrls'];

const roleSteps = (role: Json): readonly Step[] => {
  if (role['ensure'] === 'absent') return [];
  const name = text(role['name']);
  const memberships = list(role['inRoles']).map(text);
  return [
    { login: '', effect: { kind: 'role', role: name, attributes: ATTRIBUTES.filter(attribute => role[attribute] === true) } },
    ...(memberships.length === 0 ? [] : [{ login: '', effect: { kind: 'member', gives: true, of: memberships, who: [name] } } as const]),
  ];
};
