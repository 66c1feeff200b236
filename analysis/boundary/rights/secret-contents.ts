/**
 * What is in a Secret, by who fills it: a copy from the secret manager or from another namespace, a certificate, the login that
 * an operator issues. One that nobody fills keeps its name: somebody else would have to, and nobody declared that.
 */
import type { Topology } from '../../../model/index.ts';
import { SECRET_SOURCE } from '../../../model/index.ts';
import type { Json } from '../../reach/json.ts';
import { isObject, list, object, text } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';

export interface Content {
  /** `secret/switch-mac-key`, `certificate/payments-core/payment-core-tls`, `login/ledger/payment_core`. */
  readonly target: string;
  /** Key of the Secret; null for all of it. */
  readonly key: string | null;
  /** As whom it was copied. */
  readonly when: readonly string[];
  /** Object that fills it. */
  readonly filledBy: string;
}

export interface Contents {
  /** Empty where nobody fills the Secret. */
  readonly of: (namespace: string, name: string) => readonly Content[];
  readonly copies: readonly Copy[];
}

/** An object that copies into a Secret. */
export interface Copy {
  readonly object: KubernetesObject;
  /** Null for a copy into every namespace that a selector finds. */
  readonly namespace: string | null;
  readonly secret: string;
  readonly spec: Json;
}

/** References that lead in circles end here. */
const DEEPEST = 8;

/** Kinds that are a Secret, or make an operator fill one. */
const ISSUERS = new Set(['Secret', 'Certificate', 'KafkaUser', 'DatabaseRole', 'Cluster']);

export const contentsOf = (objects: readonly KubernetesObject[], topology: Topology): Contents => {
  const copies = objects.flatMap(copyOf);
  const others = objects.filter(({ kind }) => ISSUERS.has(kind));
  const at = (namespace: string, name: string, depth: number): readonly Content[] => depth > DEEPEST ? [] : [
    ...copies.filter(copy => copy.secret === name && (copy.namespace === null || copy.namespace === namespace)).flatMap(copy => copied(copy, namespace, depth)),
    ...others.filter(each => each.namespace === namespace).flatMap(each => issued(each, name, topology)),
  ];
  const copied = ({ object: by, spec }: Copy, namespace: string, depth: number): readonly Content[] => {
    const entry = (from: Json, key: string | null, remote: Json): readonly Content[] => {
      const store = storeOf(object(object(from['sourceRef'])['storeRef'])['name'] === undefined ? spec['secretStoreRef'] : object(from['sourceRef'])['storeRef'], namespace);
      return store.contents(remote, depth).map(content => ({ ...content, key, when: [...content.when, ...store.when].sort(), filledBy: nameOf(by) }));
    };
    return [
      ...list(spec['data']).map(object).flatMap(each => entry(each, text(each['secretKey']), object(each['remoteRef']))),
      ...list(spec['dataFrom']).map(object).flatMap(each => {
        const generator = object(object(each['sourceRef'])['generatorRef']);
        if (generator['name'] !== undefined) return [{ target: `generator/${text(generator['kind'])}/${text(generator['name'])}`, key: null, when: [], filledBy: nameOf(by) }];
        return entry(each, null, isObject(each['extract']) ? each['extract'] : { find: each['find'] ?? {} });
      }),
      ...list(object(object(spec['target'])['template'])['templateFrom']).map(object).flatMap(each => {
        const { name } = object(each['secret']);
        return name === undefined ? [] : at(namespace, text(name), depth + 1).map(content => ({ ...content, key: null }));
      }),
    ];
  };
  const storeOf = (reference: unknown, namespace: string): Store => {
    const { name, kind } = object(reference);
    const found = objects.find(each => each.name === name && (kind === 'ClusterSecretStore' ? each.kind === kind : each.kind === 'SecretStore' && each.namespace === namespace));
    return found === undefined ? noStore(text(name)) : provided(object(object(found.body['spec'])['provider']), namespace, topology, at);
  };
  return { of: (namespace, name) => at(namespace, name, 0), copies };
};

const copyOf = (each: KubernetesObject): readonly Copy[] => {
  const spec = object(each.body['spec']);
  if (each.kind === 'ExternalSecret') return [{ object: each, namespace: each.namespace, secret: text(object(spec['target'])['name']) || each.name, spec }];
  if (each.kind !== 'ClusterExternalSecret') return [];
  const inner = object(spec['externalSecretSpec']);
  return [{ object: each, namespace: null, secret: text(object(inner['target'])['name']) || text(spec['externalSecretName']) || each.name, spec: inner }];
};

/* ---- where copies come from ------------------------------------------------------------------------------------------------ */

type Found = Pick<Content, 'target' | 'when'>;

interface Store {
  readonly when: readonly string[];
  readonly contents: (remote: Json, depth: number) => readonly Found[];
}

const noStore = (name: string): Store => ({ when: [`from store ${name}, which is not there`], contents: remote => [{ target: `secret/${text(remote['key'])}`, when: [] }] });

/** The secret manager of AWS knows secrets by path, a namespace by name; any other provider keeps its own words. */
const provided = (provider: Json, namespace: string, topology: Topology, at: (namespace: string, name: string, depth: number) => readonly Content[]): Store => {
  const [kind = 'nothing', config] = Object.entries(provider)[0] ?? [];
  const auth = object(object(config)['auth']);
  if (kind === 'aws') {
    const { service, region, role } = object(config);
    const elsewhere = text(region) === topology.region.name ? '' : ` in ${text(region)}`;
    return {
      when: [copiedAs(object(object(auth['jwt'])['serviceAccountRef']), namespace, auth), ...(role === undefined ? [] : [`with role ${text(role)}`])],
      contents: remote => awsSecrets(remote, text(service), topology).map(target => ({ target: `${target}${elsewhere}`, when: [] })),
    };
  }
  const when = [copiedAs(object(auth['serviceAccount']), namespace, auth)];
  if (kind !== 'kubernetes') return { when, contents: remote => [{ target: `secret/${kind}/${text(remote['key']) || JSON.stringify(remote)}`, when: [] }] };
  const from = text(object(config)['remoteNamespace']) || 'default';
  const { url } = object(object(config)['server']);
  return {
    when,
    contents: (remote, depth) => {
      const key = text(remote['key']);
      if (url !== undefined) return [{ target: `secret/${text(url)}/${from}/${key}`, when: [] }];
      if (remote['find'] !== undefined) return [{ target: `secret/${from}/${JSON.stringify(remote['find'])}`, when: [] }];
      if (from === SECRET_SOURCE && topology.secrets[key] !== undefined) return [{ target: `secret/${key}`, when: [] }];
      const found = at(from, key, depth + 1);
      return found.length > 0 ? found : [{ target: `secret/${from}/${key}`, when: [] }];
    },
  };
};

/** The account that the copy is asked for in the name of; without one the secret sync takes what it can itself. */
const copiedAs = (account: Json, namespace: string, auth: Json): string => {
  if (account['name'] !== undefined) return `copied as ${text(account['namespace']) || namespace}/${text(account['name'])}`;
  return Object.keys(auth).length === 0 ? 'copied as the secret sync itself' : `copied by ${Object.keys(auth).sort().join(', ')}`;
};

const awsSecrets = (remote: Json, service: string, { secrets }: Topology): readonly string[] => {
  const { key, find } = remote;
  if (service !== 'SecretsManager') return [`${service || 'secret'}/${text(key) || JSON.stringify(find)}`];
  if (find === undefined) return [`secret/${Object.values(secrets).find(({ path }) => path === key)?.name ?? text(key)}`];
  return [...Object.values(secrets).filter(({ path }) => mayFind(find, path)).map(({ name }) => `secret/${name}`), `secret/${JSON.stringify(find)}`];
};

/** A search that cannot be evaluated finds everything. */
const mayFind = (find: unknown, path: string): boolean => {
  const { regexp } = object(object(find)['name']);
  try {
    return regexp === undefined || new RegExp(text(regexp)).test(path);
  } catch {
    return true;
  }
};

/* ---- what is issued -------------------------------------------------------------------------------------------------------- */

/** Secrets that an object makes an operator fill, or that it is itself. */
const issued = (each: KubernetesObject, name: string, topology: Topology): readonly Content[] => {
  const { kind, namespace } = each;
  const spec = object(each.body['spec']);
  const content = (target: string): readonly Content[] => [{ target, key: null, when: [], filledBy: nameOf(each) }];
  switch (`${groupOf(each)} ${kind}`) {
    case ' Secret': return each.name === name ? content(`secret/${namespace}/${name}`) : [];
    case 'cert-manager.io Certificate': return text(spec['secretName']) === name ? content(`certificate/${namespace}/${each.name}`) : [];
    case 'kafka.strimzi.io KafkaUser': return each.name === name ? content(loginOf(kafkaOf(each), each.name, namespace, topology)) : [];
    case 'postgresql.cnpg.io DatabaseRole': {
      if (`${each.name}-client-cert` !== name || object(spec['clientCertificate'])['enabled'] !== true) return [];
      return content(loginOf(text(object(spec['cluster'])['name']), text(spec['name']), namespace, topology));
    }
    case 'postgresql.cnpg.io Cluster': {
      if (name === `${each.name}-superuser`) return content(loginOf(each.name, 'postgres', namespace, topology));
      return name === `${each.name}-app` ? content(loginOf(each.name, text(object(object(spec['bootstrap'])['initdb'])['owner']) || 'app', namespace, topology)) : [];
    }
    default: return [];
  }
};

const kafkaOf = ({ body }: KubernetesObject): string => text(object(object(body['metadata'])['labels'])['strimzi.io/cluster']);

/** `login/ledger/payment_core`: the certificate or password of one login of a store. */
const loginOf = (store: string, login: string, namespace: string, topology: Topology): string => `login/${storeName(store, namespace, topology)}/${login}`;

/** A store by its own name where the topology has it there, by namespace too where it has not. */
export const storeName = (store: string, namespace: string, { postgres, kafka }: Topology): string =>
  ([postgres[store], kafka[store]].some(declared => declared?.namespace === namespace) ? store : `${namespace}/${store}`);
