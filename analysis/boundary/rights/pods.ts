/** Pods as holders of rights: what they run as, and the name that the topology gives them where it knows them. */
import type { Topology } from '../../../model/index.ts';
import type { Place } from '../words.ts';
import type { Json } from '../../reach/json.ts';
import { eachNested, object, text, texts } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../../reach/kubernetes/objects.ts';
import { isWorkload, podTemplateOf } from '../../reach/kubernetes/workloads.ts';
import { push } from '../../reach/multimap.ts';
import type { Terraform } from '../../reach/cloud/terraform.ts';

export interface Pods extends Place {
  /** `workload/payment-core`, or `pods/payments-core/extra` where nobody declared it. */
  readonly holder: string;
  readonly namespace: string;
  /** Name of the service account that they run as. */
  readonly account: string;
  readonly spec: Json;
}

export const podsOf = (objects: readonly KubernetesObject[], topology: Topology): readonly Pods[] => objects.filter(each => isWorkload(each, groupOf(each))).flatMap(each => {
  const template = object(podTemplateOf(each));
  const spec = object(template['spec']);
  return Object.keys(spec).length === 0 ? [] : [{
    holder: holderOf(each, texts(object(template['metadata'])['labels']), topology), namespace: each.namespace,
    account: text(spec['serviceAccountName']) || text(spec['serviceAccount']) || 'default', spec, file: each.file, path: nameOf(each),
  }];
});

/** A service or job is known by its name and labels together; what others publish has names of its own, and is known by labels. */
const holderOf = ({ namespace, name }: KubernetesObject, labels: Readonly<Record<string, string>>, { peers }: Topology): string => {
  const known = Object.entries(peers).filter(([, { kind, name: declared, pods }]) => pods !== null && pods.namespace === namespace
    && Object.entries(pods.labels).every(([key, value]) => labels[key] === value) && (['component', 'store'].includes(kind) || declared === name));
  return known[0]?.[0] ?? `pods/${namespace}/${name}`;
};

/** Who acts with a service account. */
export type AccountHolders = (namespace: string, account: string) => readonly string[];

/**
 * The pods that run as it. Where no document makes any: the component that brings an account of its own name, the add-on that
 * names one, or nobody but a machine that asks for its token.
 */
export const accountHolders = (pods: readonly Pods[], terraform: Terraform, topology: Topology): AccountHolders => {
  const known = new Map<string, string[]>();
  for (const { namespace, account, holder } of pods) push(known, `${namespace}/${account}`, holder);
  for (const { name, namespace } of Object.values(topology.components)) push(known, `${namespace}/${name}`, `component/${name}`);
  for (const { body } of terraform.all('aws_eks_addon'))
    for (const { service_account: account } of eachNested(body['pod_identity_association'])) push(known, `${ADDON_NAMESPACE}/${text(account)}`, addonOf(text(body['addon_name']), topology));
  return (namespace, account) => [...new Set(known.get(`${namespace}/${account}`) ?? [`machine/${namespace}/${account}`])].sort();
};

/** Where add-ons of EKS run. */
export const ADDON_NAMESPACE = 'kube-system';

const addonOf = (addon: string, { components }: Topology): string => {
  const declared = Object.values(components).find(({ install }) => install.kind === 'eks-addon' && install.source === addon);
  return declared === undefined ? `addon/${addon}` : `component/${declared.name}`;
};
