/** Who holds which secret: mounted, in the environment, as a token, or copied to where nobody mounts it. */
import type { Topology } from '../../../model/index.ts';
import { eachNested, list, object, text } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import { isWorkload } from '../../reach/kubernetes/workloads.ts';
import type { Place, Right } from '../words.ts';
import type { Pods } from './pods.ts';
import type { Contents } from './secret-contents.ts';
import { contentsOf, storeName } from './secret-contents.ts';
import type { SecretName } from './secret-names.ts';
import { secretNamesIn } from './secret-names.ts';
import type { StatedRight } from './stated.ts';
import { joined } from './stated.ts';

/** One use of a Secret. */
interface Use extends Place, SecretName {
  readonly holder: string;
  readonly namespace: string;
  readonly action: 'mount' | 'environment' | 'pull images';
}

export const secretRights = (objects: readonly KubernetesObject[], pods: readonly Pods[], topology: Topology): readonly Right[] => {
  const contents = contentsOf(objects, topology);
  const accounts = new Map(objects.filter(({ kind }) => kind === 'ServiceAccount').map(each => [`${each.namespace}/${each.name}`, each]));
  const uses = [...pods.flatMap(each => usesOf(each, accounts.get(`${each.namespace}/${each.account}`))), ...objects.flatMap(each => otherUses(each, topology))];
  return joined('secret mount', [...uses.flatMap(use => heldBy(use, contents)), ...unused(uses, contents), ...pods.flatMap(each => [...tokensOf(each, accounts.get(`${each.namespace}/${each.account}`)), ...driversOf(each)])]);
};

/** What is in the Secret; one that may be absent and that nobody fills gives nothing. */
const heldBy = ({ holder, namespace, name, keys, optional, action, file, path }: Use, contents: Contents): readonly StatedRight[] => {
  const all = contents.of(namespace, name);
  const found = all.filter(({ key }) => key === null || keys === null || keys.includes(key));
  if (all.length === 0) return optional ? [] : [{ holder, target: `secret/${namespace}/${name}`, actions: [action], when: [], file, path }];
  return found.map(({ target, when, filledBy }) => ({ holder, target, actions: [action], when, file, path: `${path} (${filledBy})` }));
};

/** A copy that nobody mounts is still a copy, for whoever may read Secrets there. */
const unused = (uses: readonly Use[], contents: Contents): readonly StatedRight[] => contents.copies
  .filter(copy => !uses.some(use => use.name === copy.secret && (copy.namespace === null || copy.namespace === use.namespace)))
  .flatMap(({ object: by, namespace, secret }) => contents.of(namespace ?? '', secret).map(({ target, when }) =>
    ({ holder: `copy/${namespace ?? 'everywhere'}/${secret}`, target, actions: ['mount'], when, file: by.file, path: nameOf(by) })));

/* ---- pods ------------------------------------------------------------------------------------------------------------------ */

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

const usesOf = ({ holder, namespace, spec, file, path }: Pods, account: KubernetesObject | undefined): readonly Use[] => {
  const use = (action: Use['action']) => (found: SecretName): Use => ({ ...found, holder, namespace, action, file, path: `${path} ${found.path}` });
  const pulled = (from: unknown): readonly Use[] => eachNested(from).map((each, i) => use('pull images')({ name: text(each['name']), keys: null, optional: true, path: `imagePullSecrets[${i}]` }));
  return [
    ...secretNamesIn(spec['volumes'], 'volumes').map(use('mount')),
    ...CONTAINERS.flatMap(kind => list(spec[kind]).map(object).flatMap((container, i) => ['env', 'envFrom']
      .flatMap(field => secretNamesIn(container[field], `${kind}[${i}].${field}`).map(use('environment'))))),
    ...pulled(spec['imagePullSecrets']), ...pulled(account?.body['imagePullSecrets']),
  ];
};

/** The pod's word wins over its account's; without any word Kubernetes mounts the token. */
const tokensOf = ({ holder, namespace, account, spec, file, path }: Pods, own: KubernetesObject | undefined): readonly StatedRight[] => {
  const mounted = spec['automountServiceAccountToken'] ?? own?.body['automountServiceAccountToken'] ?? true;
  const token = (field: string, when: readonly string[]): StatedRight => ({ holder, target: `token/${namespace}/${account}`, actions: ['mount'], when, file, path: `${path} ${field}` });
  const projected = list(spec['volumes']).map(object).flatMap((volume, i) => list(object(volume['projected'])['sources']).map(object).flatMap((source, j) => {
    const { serviceAccountToken: wanted } = source;
    const audience = text(object(wanted)['audience']);
    return wanted === undefined ? [] : [token(`volumes[${i}].projected.sources[${j}]`, audience === '' ? [] : [`for ${audience}`])];
  }));
  return [...(mounted === false ? [] : [token('automountServiceAccountToken', [])]), ...projected];
};

/** Drivers that bring secrets from elsewhere into a volume: whatever they are asked for, by the words of the asking. */
const driversOf = ({ holder, namespace, spec, file, path }: Pods): readonly StatedRight[] => list(spec['volumes']).map(object).flatMap((volume, i) => {
  const csi = object(volume['csi']);
  if (csi['driver'] === undefined) return [];
  const { secretProviderClass } = object(csi['volumeAttributes']);
  const target = secretProviderClass === undefined ? `driver/${text(csi['driver'])}` : `secret-provider/${namespace}/${text(secretProviderClass)}`;
  return [{ holder, target, actions: ['mount'], when: [], file, path: `${path} volumes[${i}].csi` }];
});

/* ---- what operators mount -------------------------------------------------------------------------------------------------- */

/** Kinds that fill Secrets, or whose fields are not references. */
const NO_USES = new Set(['ExternalSecret', 'ClusterExternalSecret', 'Certificate', 'CustomResourceDefinition', 'ConfigMap', 'Secret']);

/** Any other object that names a Secret: an operator, or an issuer, holds it then. */
const otherUses = (each: KubernetesObject, topology: Topology): readonly Use[] => {
  const group = groupOf(each);
  if (NO_USES.has(each.kind) || isWorkload(each, group)) return [];
  const isIssuer = group === 'cert-manager.io' && ['ClusterIssuer', 'Issuer'].includes(each.kind);
  const issuer = topology.components['cert-manager'];
  const holder = isIssuer && issuer !== undefined ? `component/${issuer.name}` : holderOf(each, topology);
  const namespace = each.kind === 'ClusterIssuer' ? issuer?.namespace ?? each.namespace : each.namespace;
  return secretNamesIn(each.body['spec'], 'spec').map(found => ({ ...found, holder, namespace, action: 'mount', file: each.file, path: `${nameOf(each)} ${found.path}` }));
};

const holderOf = (each: KubernetesObject, topology: Topology): string => {
  const isStore = ['postgresql.cnpg.io Cluster', 'kafka.strimzi.io Kafka'].includes(`${groupOf(each)} ${each.kind}`);
  return isStore ? `store/${storeName(each.name, each.namespace, topology)}` : `${each.kind}/${each.namespace}/${each.name}`;
};
